// How fast a cluster is whole again: after a split, when a node is added, and from a backup.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { figures, header, row } from './figures.ts';
import { sayGoals } from './goal.ts';
import { type BenchCluster, withCluster } from './with-cluster.ts';

const keys = 10_000;
const rounds = 5;
const nodes = ['node-1', 'node-2', 'node-3'] as const;
/** From the end of the split to equal copies everywhere, milliseconds. The specification allows 60 s. */
const healLimitMs = 5_000;

const shape = { nodes: nodes.length, isolation: 'namespace', profile: 'default' } as const;

export async function benchClusterRecovery(): Promise<void> {
  const heals: number[] = [];
  await withCluster(shape, async (cluster) => {
    await fill(cluster);
    for (let round = 0; round < rounds; round += 1) heals.push(await heal(cluster));
  });
  console.log(
    `3 nodes, ${keys} memories in 10 spaces, one node cut off for 10 s while 200 writes/s go on`,
  );
  console.log(`${header}\n${row('split mended until all converged', figures(heals))}`);
  await withCluster({ ...shape, spare: 1 }, benchMove);
  await withCluster(shape, benchBackup);
  sayGoals([
    { name: 'healed, median', value: figures(heals).median, limit: healLimitMs, unit: 'ms' },
  ]);
}

/** Memories of 1,000 characters in ten spaces. */
async function fill({ ops }: BenchCluster, seconds = 1): Promise<void> {
  const load = ['--keys', `${keys}`, '--value-bytes', '1000', '--reads', '0', '--rate', '1000'];
  await ops('load', 'run', ...load, '--warm-up', '1s', '--for', `${seconds}s`, '--json');
}

async function heal(cluster: BenchCluster): Promise<number> {
  const { ops, folder } = cluster;
  await ops('fault', 'inject', 'partition', '--sides', 'node-1,node-2/node-3');
  const history = join(folder, 'bench.jsonl');
  const writes = ['--space', 'load-0', '--rate', '200', '--for', '10s', '--history', history];
  await ops('load', 'write', ...writes, '--json');
  const begin = performance.now();
  await ops('fault', 'clear', 'partition');
  await ops('convergence', 'wait', '--within', '60s', '--json');
  return performance.now() - begin;
}

/** A fourth node gets its share; the bandwidth is what the configuration allows by default. */
async function benchMove(cluster: BenchCluster): Promise<void> {
  await fill(cluster);
  const begin = performance.now();
  await cluster.ops('node', 'add', 'node-4', '--within', '5m', '--json');
  const elapsedMs = performance.now() - begin;
  const status = JSON.parse(await cluster.ops('rebalance', 'status', '--json')) as {
    bytes_moved: number;
    partitions_moved: number;
    started_at: string;
    finished_at: string;
  };
  const movedMs = Date.parse(status.finished_at) - Date.parse(status.started_at);
  const megabytes = status.bytes_moved / 1e6;
  console.log(
    `\na fourth node added: ${(elapsedMs / 1_000).toFixed(1)} s, of it ${(movedMs / 1_000).toFixed(1)} s for ${status.partitions_moved} moves of ${megabytes.toFixed(1)} MB together, ${((megabytes / movedMs) * 1_000).toFixed(1)} MB/s`,
  );
}

async function benchBackup(cluster: BenchCluster): Promise<void> {
  const { ops, on, folder } = cluster;
  const place = join(folder, 'bench-backup');
  const rate = (ms: number, count: number = keys): string =>
    `${ms.toFixed(0)} ms, ${Math.round((count / ms) * 1_000)} memories/s`;
  const timed = async <T>(work: () => Promise<T>): Promise<[number, T]> => {
    const begin = performance.now();
    const value = await work();
    return [performance.now() - begin, value];
  };
  // A checkpoint in the middle would cut from the logs what the replay needs.
  const keep = 'printf "\\n[backup]\\nwal_archive_keep = \\"1h\\"\\n" >> "$ENGRAM_CONFIG"';
  for (const node of nodes) {
    await on(node, `${keep} && sudo systemctl restart engram`);
    await ops('convergence', 'wait', '--within', '60s', '--json');
  }
  await fill(cluster);
  const [snapshotMs, said] = await timed(() => ops('backup', 'snapshot', '--wait', '--json'));
  const snapshot = (JSON.parse(said) as { snapshot_id: string }).snapshot_id;
  const onAll = (script: string) => Promise.all(nodes.map((node) => on(node, script)));
  const [exportMs] = await timed(() =>
    onAll(
      `engram backup export --snapshot ${snapshot} --destination "file://${place}/exports/$(hostname)-$$"`,
    ),
  );
  await fill(cluster, 5);
  const until = Math.ceil(Date.now() / 1_000);
  await onAll('sudo systemctl stop engram');
  await onAll(`sudo engram wal-backup --to "file://${place}/wal"`);
  const restore = `sudo engram restore --source "file://${place}/exports" --snapshot ${snapshot}`;
  const [restoreMs] = await timed(() => onAll(restore));
  const [replayMs] = await timed(() =>
    onAll(`${restore} --archive "file://${place}/wal" --until ${until}`),
  );
  await rm(place, { recursive: true, force: true });
  console.log(`\n3 nodes, ${keys} memories of 1,000 characters, all three at the same time`);
  console.log(`snapshot of the cluster           ${rate(snapshotMs)}`);
  console.log(`export of each node's part        ${rate(exportMs)}`);
  console.log(`restore of each node              ${rate(restoreMs)}`);
  console.log(`restore and replay of 6,000 writes ${rate(replayMs, keys + 6_000)}`);
}
