// How long until a cluster is up: every process started and every node sees every member alive.
import { figures, header, row } from './figures.ts';
import { type Goal, sayGoals } from './goal.ts';
import { withCluster } from './with-cluster.ts';

const starts = 10;

export async function benchClusterStart(): Promise<void> {
  console.log(`${starts} starts each\n${header}`);
  const goals: Goal[] = [];
  for (const isolation of ['namespace', 'loopback'] as const) {
    for (const nodes of [3, 5]) {
      const sample: number[] = [];
      for (let start = 0; start < starts; start += 1) {
        await withCluster({ nodes, isolation, profile: 'default' }, async (cluster) => {
          sample.push(cluster.startedMs);
        });
      }
      const times = figures(sample);
      console.log(row(`${nodes} nodes, ${isolation}`, times));
      goals.push({
        name: `${nodes} nodes, ${isolation}, median`,
        value: times.median,
        limit: nodes === 3 ? 700 : 1_000,
        unit: 'ms',
      });
    }
  }
  sayGoals(goals);
}
