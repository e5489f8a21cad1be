// `gossip sync` and `gossip health`.
import type { ResponseOf } from '../../cluster/api/contract.ts';
import { formatDuration, parseDuration } from '../duration.ts';
import { describeReason } from '../failure.ts';
import { ask, command } from '../node-api.ts';
import { green, print, printJson, red, table } from '../output.ts';
import { liveNodes } from '../state/live-nodes.ts';
import { waitUntil } from '../wait.ts';
import { type OnClusterOptions, onCluster } from './on-cluster.ts';

type Sync = ResponseOf<'getFullSync'>;
type Health = ResponseOf<'getGossipHealth'>;

export type GossipSyncOptions = OnClusterOptions & {
  readonly within: string;
  readonly wait: boolean;
};

/** Exit code 0 when it is complete, or with `--no-wait` begun; 1 when it failed or is not done in time. */
export async function gossipSync(options: GossipSyncOptions): Promise<number> {
  const deadline = parseDuration(options.within, '--within');
  return await onCluster(options, async (url) => {
    let sync: Sync = await command(url, '/api/v1/cluster/gossip/full-sync', {});
    if (options.wait) {
      await waitUntil(
        async () => {
          sync = await ask(url, `/api/v1/cluster/gossip/full-sync/${sync.sync_id}`);
          return sync.status !== 'syncing';
        },
        { deadline, every: 100 },
      );
    }
    if (options.json) printJson(sync);
    else print(describeSync(sync, options));
    return sync.status === 'complete' || (sync.status === 'syncing' && !options.wait) ? 0 : 1;
  });
}

function describeSync(sync: Sync, { wait, within }: GossipSyncOptions): string {
  const progress = `${sync.nodes_completed} of ${sync.nodes_total} nodes`;
  const lines = [
    ...sync.failures.map(({ node, reason }) => `${node}: ${reason}`),
    ...sync.unfinished.map((space) => `${space}: copies still differ`),
  ];
  if (sync.status === 'complete') return green(`${sync.sync_id} complete: ${progress}`);
  if (sync.status === 'failed')
    return [...lines, red(`${sync.sync_id} failed: ${progress}`)].join('\n');
  if (!wait) return `${sync.sync_id} ${sync.started_at === null ? 'waits its turn' : 'syncing'}`;
  return [...lines, red(`${sync.sync_id} not complete within ${within}: ${progress}`)].join('\n');
}

/** Every serving node about its own gossip. Exit code 1 if one does not answer. */
export async function gossipHealth(options: OnClusterOptions): Promise<number> {
  return await onCluster(options, async (_, chosen) => {
    const nodes = await liveNodes(chosen);
    const answers = await Promise.all(
      nodes.map(async ({ id, url }) => ({
        node: id,
        health: await ask(url, '/api/v1/cluster/gossip/health').catch((error: unknown) =>
          describeReason(error),
        ),
      })),
    );
    const failed = answers.some(({ health }) => typeof health === 'string');
    if (options.json) {
      printJson({
        nodes: answers.map(({ node, health }) =>
          typeof health === 'string' ? { id: node, error: health } : { id: node, ...health },
        ),
      });
    } else {
      const heads = ['NODE', 'ROUNDS', 'LAST ROUND', 'DROPPED', 'MISMATCHES', 'REPAIRED', 'PEERS'];
      print(
        table(
          heads,
          answers.map(({ node, health }) => [node, ...describeHealth(health)]),
        ),
      );
    }
    return failed ? 1 : 0;
  });
}

function describeHealth(health: Health | string): readonly (string | number)[] {
  if (typeof health === 'string') return [health];
  const { last_round_ms_ago: last, message_drop_rate: dropped, peers } = health;
  const silent = peers.filter(({ last_error }) => last_error !== null).map(({ id }) => id);
  return [
    health.rounds_total,
    last === null ? 'never' : `${formatDuration(last)} ago`,
    `${Math.round(dropped * 100)} %`,
    health.merkle_mismatches,
    health.merkle_repairs,
    silent.length === 0 ? `${peers.length} answer` : `${silent.join(', ')} silent`,
  ];
}
