// What a cluster takes while nobody asks it anything: processor time and memory of its nodes.
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { sayGoals } from './goal.ts';
import { withCluster } from './with-cluster.ts';

/**
 * Starting is not idling: a new process compiles what it runs often, for about two minutes (measured: 2.3 % of a processor
 * in the first minute, 1.7 % from the third on). Then the nodes are watched.
 */
const settleMs = 120_000;
const watchMs = 30_000;

interface Status {
  readonly nodes: readonly { readonly pid?: number }[];
}

export async function benchClusterIdle(): Promise<void> {
  await withCluster({ nodes: 5, isolation: 'loopback', profile: 'default' }, async ({ ops }) => {
    const { nodes } = JSON.parse(await ops('cluster', 'status', '--json')) as Status;
    const pids = nodes.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
    await pause(settleMs);
    const before = await secondsOf(pids);
    await pause(watchMs);
    const share = ((await secondsOf(pids)) - before) / (watchMs / 1_000);
    const memory = await Promise.all(pids.map(memoryOf));
    const mean = memory.reduce((sum, { resident }) => sum + resident, 0) / memory.length;
    const own = memory.reduce((sum, { proportional }) => sum + proportional, 0) / memory.length;
    console.log(
      `5 nodes: ${(share * 100).toFixed(2)} % of one processor; a node has ${mean.toFixed(0)} MiB in memory, ${own.toFixed(0)} MiB of it its own share`,
    );
    sayGoals([
      { name: 'idle processor time of 5 nodes', value: share * 100, limit: 2, unit: '% of one' },
    ]);
  });
}

/** User and system time of all, in seconds. */
async function secondsOf(pids: readonly number[]): Promise<number> {
  const times = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return (Number(fields[11]) + Number(fields[12])) / 100;
    }),
  );
  return times.reduce((sum, seconds) => sum + seconds, 0);
}

/** MiB: what is resident, and what falls to the process when shared pages are divided among those who share them. */
async function memoryOf(pid: number): Promise<{ resident: number; proportional: number }> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kib = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(rollup)?.[1] ?? 0);
  return { resident: kib('Rss') / 1_024, proportional: kib('Pss') / 1_024 };
}
