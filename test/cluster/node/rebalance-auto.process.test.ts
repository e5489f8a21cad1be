import { afterEach, expect, test } from 'vitest';
import { waitUntil } from '../../support/wait-until.ts';
import { type LiveCluster, makeCluster } from './live-cluster.ts';
import { createSpaces, statusPath, waitForMembership } from './moving.ts';

let cluster: LiveCluster;
afterEach(() => cluster.destroy());

test('a node that joins gets its share by itself, and the metrics say so', async () => {
  const soon = { more: async () => 'rebalance.settle_delay = "500ms"' };
  cluster = await makeCluster(4, soon);
  const founders = cluster.nodes.slice(0, 3);
  await Promise.all(founders.map((node) => node.start()));
  await cluster.initialize(founders);
  await createSpaces(cluster.node(0), 4);
  await cluster.node(3).start();
  await waitForMembership(cluster);

  const asked = cluster.node(3);
  const hasItsShare = async (): Promise<boolean> => {
    const node = await asked.get('getNode', `/api/v1/cluster/nodes/${asked.id}`).catch(() => null);
    return (node?.primary_spaces.length ?? 0) + (node?.replica_spaces.length ?? 0) === 3;
  };
  await waitUntil(hasItsShare, 60_000, 'the new node to hold three copies');
  const isOver = async (): Promise<boolean> => {
    const status = await asked.get('getRebalanceStatus', statusPath).catch(() => null);
    return status?.state === 'complete';
  };
  await waitUntil(isOver, 30_000, 'the rebalance to be complete');
  const { reason } = await asked.get('getRebalanceStatus', statusPath);
  expect(['membership', 'imbalance']).toContain(reason);
  const balance = await asked.get('getBalance', '/api/v1/cluster/balance');
  expect(balance.per_node.map((row) => row.primary_spaces + row.replica_spaces)).toEqual([
    3, 3, 3, 3,
  ]);

  const shows = async (wanted: string): Promise<boolean> =>
    (await asked.get('getMetrics', '/metrics')).includes(wanted);
  const counted = 'engram_cluster_spaces_per_node{node="node-4"} 3';
  await waitUntil(() => shows(counted), 60_000, `the metrics to say \`${counted}\``);
  expect(await shows('engram_node_draining 0')).toBe(true);
  expect(await shows('engram_in_flight_operations 0')).toBe(true);
}, 150_000);
