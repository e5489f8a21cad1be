// A primary is killed under load: how long writes wait, from the last acknowledgement before to the first after.
import { join } from 'node:path';
import { figures, header, row } from './figures.ts';
import { type Goal, sayGoals } from './goal.ts';
import { withCluster } from './with-cluster.ts';

const kills = 5;

/** Milliseconds from the kill to the promotion: dead within 5 s as a rule and 8 s always, promoted 1 s later. */
const limits = {
  default: { median: 6_000, longest: 9_000 },
  fast: { median: 2_000, longest: 2_000 },
} as const;

export async function benchFailover(): Promise<void> {
  console.log(`longest time without an acknowledged write, ${kills} kills each\n${header}`);
  const goals: Goal[] = [];
  for (const profile of ['default', 'fast'] as const) {
    const sample: number[] = [];
    for (let kill = 0; kill < kills; kill += 1) {
      await withCluster({ nodes: 3, isolation: 'namespace', profile }, async ({ ops, folder }) => {
        const created = await ops('spaces', 'create', 'bench', '--json');
        const primary = /"primary_node":\s*"([^"]+)"/.exec(created)?.[1] ?? 'node-1';
        const history = join(folder, 'bench.jsonl');
        const load = ['--space', 'bench', '--rate', '200', '--for', '15s', '--history', history];
        const writer = ops('load', 'write', ...load, '--json');
        await ops('node', 'kill', primary);
        const summary = JSON.parse(await writer) as { longest_gap_ms: number };
        sample.push(summary.longest_gap_ms);
        await ops('history', 'verify', history);
      });
    }
    const gaps = figures(sample);
    console.log(row(`3 nodes, ${profile} profile`, gaps));
    const { median, longest } = limits[profile];
    goals.push({
      name: `${profile} profile, median`,
      value: gaps.median,
      limit: median,
      unit: 'ms',
    });
    goals.push({
      name: `${profile} profile, longest`,
      value: gaps.max,
      limit: longest,
      unit: 'ms',
    });
  }
  sayGoals(goals);
}
