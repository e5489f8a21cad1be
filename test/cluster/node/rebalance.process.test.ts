import { afterEach, expect, test } from 'vitest';
import { waitUntil } from '../../support/wait-until.ts';
import { type LiveCluster, type LiveNode, makeCluster } from './live-cluster.ts';
import {
  createSpaces,
  findLost,
  statusPath,
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
  expect(again).toMatchObject({ status: 202, body: { status: 'rebalancing' } });
  expect(again.body).toMatchObject({ rebalance_id: idOf(started.body) });
  const done = await waitForRebalance(cluster.node(0), 'complete');
  await writer.stop();

  expect(done.rebalance_id).toBe(idOf(started.body));
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

test('a rebalance goes on when the coordinator is killed in the middle', async () => {
  // Slow enough for the kill to come in the middle: 20 kB a second for the copies.
  const slow = {
    more: async () => 'rebalance = { auto = false, bandwidth = 20_000, max_bandwidth_ratio = 1.0 }',
  };
  cluster = await makeCluster(5, slow);
  const founders = cluster.nodes.slice(0, 3);
  await Promise.all(founders.map((node) => node.start()));
  await cluster.initialize(founders);
  const spaces = await createSpaces(cluster.node(0), 5);
  const writer = new Writer(() => founders, spaces);
  await waitUntil(() => writer.acknowledged.length >= 100, 60_000, 'some writes');
  await writer.stop();
  await Promise.all(cluster.nodes.slice(3).map((node) => node.start()));
  await waitForMembership(cluster);
  await cluster.node(4).ask('POST', '/api/v1/cluster/rebalance');
  const isUnderWay = async (): Promise<boolean> => {
    const status = await cluster
      .node(4)
      .get('getRebalanceStatus', statusPath)
      .catch(() => null);
    return status?.moves.some(({ state }) => state !== 'pending') ?? false;
  };
  await waitUntil(isUnderWay, 30_000, 'a move to be under way');
  const coordinator = await findCoordinator(cluster);
  await coordinator.end('SIGKILL');
  const asked = coordinator === cluster.node(4) ? cluster.node(3) : cluster.node(4);
  const before = await asked.get('getRebalanceStatus', statusPath);
  expect(before.partitions_remaining).toBeGreaterThan(0);
  await coordinator.start();
  await cluster.waitForAlive(5);
  const empty = { state: null };
  const isOver = async (): Promise<boolean> => {
    const { state } = await asked.get('getRebalanceStatus', statusPath).catch(() => empty);
    if (state === 'failed') await asked.ask('POST', '/api/v1/cluster/rebalance/retry');
    return state === 'complete';
  };
  await waitUntil(isOver, 90_000, 'the rebalance to be complete');

  const after = await asked.get('getRebalanceStatus', statusPath);
  expect(after.rebalance_id).toBe(before.rebalance_id);
  await waitForConvergence(asked);
  expect(await findLost(cluster, asked, writer)).toEqual([]);
}, 240_000);

function idOf(body: unknown): unknown {
  return (body as { readonly rebalance_id?: unknown }).rebalance_id;
}

/** Under load the office may be empty for a moment, or move: asks until somebody holds it. */
async function findCoordinator(among: LiveCluster): Promise<LiveNode> {
  let found: LiveNode | undefined;
  const isFound = async (): Promise<boolean> => {
    for (const node of among.nodes) {
      const path = `/api/v1/cluster/nodes/${node.id}/drain/status`;
      const status = await node.get('getDrainStatus', path).catch(() => null);
      if (status?.coordinator === true) found = node;
    }
    return found !== undefined;
  };
  await waitUntil(isFound, 30_000, 'a coordinator');
  if (found === undefined) throw new Error('There is no coordinator.');
  return found;
}
