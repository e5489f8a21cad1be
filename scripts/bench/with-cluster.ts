import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';

const program = resolve(import.meta.dirname, '../../ops/bin/engram-ops');

export interface ClusterChoice {
  readonly nodes: number;
  readonly isolation: 'namespace' | 'loopback';
  readonly profile: 'default' | 'fast';
  /** Hosts that stay empty at first. Default: none. */
  readonly spare?: number;
}

export interface BenchCluster {
  /** From the call to every node seeing every member alive, in ms. */
  readonly startedMs: number;
  readonly folder: string;
  /** Runs engram-ops in the operator's place of this cluster. */
  readonly ops: (...args: readonly string[]) => Promise<string>;
  /** Runs a POSIX script on the host of a node; gives its output. */
  readonly on: (node: string, script: string) => Promise<string>;
}

/** Brings a cluster up in a state folder of its own, and takes it away whatever happens. */
export async function withCluster(
  choice: ClusterChoice,
  use: (cluster: BenchCluster) => Promise<void>,
): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'bench-'));
  const run = execa({ env: { ENGRAM_OPS_HOME: home } });
  try {
    const { nodes, isolation, profile, spare = 0 } = choice;
    const options = ['--nodes', `${nodes}`, '--isolation', isolation, '--profile', profile];
    if (spare > 0) options.push('--spare', `${spare}`);
    const { stdout } = await run(program, ['cluster', 'up', ...options, '--json']);
    const up = JSON.parse(stdout) as { cluster: string; started_ms: number };
    await use({
      startedMs: up.started_ms,
      folder: join(home, up.cluster),
      ops: async (...args) =>
        (await run(program, ['cluster', 'exec', '--', 'engram-ops', ...args])).stdout,
      on: async (node, script) =>
        (await run(program, ['cluster', 'exec', '--node', node, '--', 'sh', '-ec', script])).stdout,
    });
  } finally {
    await run(program, ['cluster', 'down', '--all']);
    await rm(home, { recursive: true, force: true });
  }
}
