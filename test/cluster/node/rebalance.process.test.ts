import { afterEach, expect, test } from 'vitest';
import { type LiveCluster, makeCluster } from './live-cluster.ts';
import {
  createSpaces,
  findLost,
  Writer,
  waitForConvergence,
  waitForMembership,
  waitForRebalance,
} from './moving.ts';

let cluster: LiveCluster;
afterEach(() => cluster.destroy());

const manual = { more: async () => 'rebalance.auto = false' };

test('two new nodes get their share while writes go on, and nothing is lost', async () => {
  cluster = await makeCluster(5, manual);
  const founders = cluster.nodes.slice(0, 3);
  await Promise.all(founders.map((node) => node.start()));
  await cluster.initialize(founders);
  const spaces = await createSpaces(cluster.node(0), 5);
  const writer = new Writer(() => founders, spaces);
  await Promise.all(cluster.nodes.slice(3).map((node) => node.start()));
  await waitForMembership(cluster);
  const before = await cluster.node(3).get('getBalance', '/api/v1/cluster/balance');
  expect(before.max_imbalance).toBeGreaterThan(before.threshold);

  // Any node passes the order on to the coordinator.
  const started = await cluster.node(4).ask('POST', '/api/v1/cluster/rebalance');
  expect(started).toMatchObject({ status: 202, body: { status: 'rebalancing' } });
  const again = await cluster.node(1).ask('POST', '/api/v1/cluster/rebalance');
  expect(again).toMatchObject({ status: 409, body: { error: { code: 'STATE_CONFLICT' } } });
  const done = await waitForRebalance(cluster.node(0), 'complete');
  await writer.stop();

  expect(done.recent_failures).toEqual([]);
  expect(done.partitions_remaining).toBe(0);
  expect(done.bytes_moved).toBeGreaterThan(0);
  await waitForConvergence(cluster.node(0));
  const after = await cluster.node(0).get('getBalance', '/api/v1/cluster/balance');
  expect(after.imbalance).toBe(0);
  expect(after.per_node.map(({ primary_spaces }) => primary_spaces)).toEqual([1, 1, 1, 1, 1]);
  expect(after.per_node.map((row) => row.primary_spaces + row.replica_spaces)).toEqual([
    3, 3, 3, 3, 3,
  ]);
  expect(writer.acknowledged.length).toBeGreaterThan(0);
  expect(await findLost(cluster, cluster.node(0), writer)).toEqual([]);
  const second = await cluster.node(2).ask('POST', '/api/v1/cluster/rebalance');
  expect(second).toMatchObject({ status: 202, body: { status: 'balanced', planned: 0 } });
}, 120_000);
