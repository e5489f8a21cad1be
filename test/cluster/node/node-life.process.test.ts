import { afterEach, expect, test } from 'vitest';
import { endpoints } from '../../../cluster/api/contract.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { type LiveCluster, type LiveNode, makeCluster } from './live-cluster.ts';
import { createSpaces, findLost, Writer, waitForConvergence } from './moving.ts';

let cluster: LiveCluster;
afterEach(() => cluster.destroy());

const manual = { more: async () => 'rebalance.auto = false' };

function nodePath(id: string, rest = ''): string {
  return `/api/v1/cluster/nodes/${id}${rest}`;
}

async function waitUntilDrained(asked: LiveNode, id: string, drain: string): Promise<void> {
  const path = nodePath(id, `/drain/status?drain_id=${drain}`);
  const isDrained = async (): Promise<boolean> => {
    const status = await asked.get('getDrainStatus', path);
    return status.state === 'drained' && status.safe_to_stop;
  };
  await waitUntil(isDrained, 30_000, `${id} to be drained`);
}

test('a drained node is stopped, comes back drained, and serves again after undrain', async () => {
  cluster = await makeCluster(3, manual);
  await cluster.start();
  await cluster.initialize();
  const spaces = await createSpaces(cluster.node(0), 3);
  const victim = cluster.byId(await cluster.primaryOf('space-0', cluster.node(0)));
  const others = cluster.nodes.filter((node) => node !== victim);
  const [asked, second] = others;
  if (asked === undefined || second === undefined) throw new Error('There must be two others.');
  const writer = new Writer(() => others, spaces);

  const order = await asked.ask('POST', nodePath(victim.id, '/drain'));
  expect(order).toMatchObject({ status: 202, body: { status: 'draining', node_id: victim.id } });
  const { drain_id: drain } = endpoints.drainNode.response.parse(order.body);
  await waitUntilDrained(asked, victim.id, drain);
  expect(await second.ask('POST', nodePath(victim.id, '/drain'))).toMatchObject({
    body: { drain_id: drain },
  });
  const other = nodePath(victim.id, '/drain/status?drain_id=drain_other');
  expect(await asked.ask('GET', other)).toMatchObject({ status: 404 });
  // The victim itself said so; the others hear of its drain by gossip.
  const isHeardOf = async (): Promise<boolean> =>
    (await asked.get('getNode', nodePath(victim.id))).draining;
  await waitUntil(isHeardOf, 60_000, 'the drain to be known');
  const drained = await asked.get('getNode', nodePath(victim.id));
  expect(drained).toMatchObject({ draining: true, primary_spaces: [], safe_to_stop: true });
  expect(drained.replica_spaces).toEqual([...spaces].sort());
  expect(await victim.ask('GET', '/api/v1/memories?space=space-0&consistency=local')).toMatchObject(
    { status: 200 },
  );
  const withoutTwo = await asked.ask('POST', nodePath(second.id, '/drain'));
  expect(withoutTwo).toMatchObject({ status: 202 });
  const isKnown = async (): Promise<boolean> =>
    (await asked.get('getNode', nodePath(second.id))).draining;
  await waitUntil(isKnown, 60_000, 'the second drain to be known');
  const withoutAny = await asked.ask('POST', nodePath(asked.id, '/drain'));
  expect(withoutAny).toMatchObject({ status: 409, body: { error: { code: 'STATE_CONFLICT' } } });
  expect(await asked.ask('POST', nodePath(second.id, '/undrain'))).toMatchObject({ status: 200 });

  expect(await victim.end('SIGTERM')).toBe(0);
  await victim.start();
  await cluster.waitForAlive(3);
  const back = await asked.get('getNode', nodePath(victim.id));
  expect(back).toMatchObject({ draining: true, primary_spaces: [] });
  const statusPath = nodePath(victim.id, `/drain/status?drain_id=${drain}`);
  expect(await asked.get('getDrainStatus', statusPath)).toMatchObject({ ended_at: null });
  expect(await asked.ask('POST', nodePath(victim.id, '/undrain'))).toMatchObject({
    status: 200,
    body: { status: 'active' },
  });
  const isActive = async (): Promise<boolean> =>
    !(await asked.get('getNode', nodePath(victim.id))).draining;
  await waitUntil(isActive, 60_000, 'the end of the drain to be known');
  expect(await asked.get('getDrainStatus', statusPath)).toMatchObject({
    ...{ drain_id: drain, state: 'none', ended_at: expect.any(String) },
  });
  await writer.stop();
  await waitForConvergence(asked);
  expect(await findLost(cluster, asked, writer)).toEqual([]);
}, 120_000);

test('a decommissioned node gives its copies away under load, leaves and is forgotten', async () => {
  cluster = await makeCluster(4, manual);
  await cluster.start();
  await cluster.initialize();
  const spaces = await createSpaces(cluster.node(0), 4);
  // The coordinator itself: it has to hand over before anybody else can see it off.
  const victim = cluster.node(0);
  const others = cluster.nodes.filter((node) => node !== victim);
  const [asked] = others;
  if (asked === undefined) throw new Error('There must be another node.');
  const writer = new Writer(() => others, spaces);
  const forced = await asked.ask('POST', nodePath(victim.id, '/shutdown'));
  expect(forced).toMatchObject({ status: 409, body: { error: { code: 'STATE_CONFLICT' } } });
  const alive = await asked.ask('POST', nodePath(victim.id, '/forget'));
  expect(alive).toMatchObject({ status: 409 });

  const order = await asked.ask('POST', nodePath(victim.id, '/decommission'));
  expect(order).toMatchObject({ status: 202, body: { status: 'draining', node_id: victim.id } });
  const { decommission_id: id } = endpoints.decommissionNode.response.parse(order.body);
  // No node that is asked by id says that there is none, not even before its catalog knows.
  const path = nodePath(victim.id, `/decommission?decommission_id=${id}`);
  const seen = await Promise.all(others.map((node) => node.get('getDecommission', path)));
  for (const each of seen) expect(each).toMatchObject({ decommission_id: id, node_id: victim.id });
  expect(await asked.ask('GET', path.replace(victim.id, asked.id))).toMatchObject({ status: 404 });
  expect(await asked.ask('GET', path.replace(id, 'dec_other'))).toMatchObject({ status: 404 });
  const tooMany = await asked.ask('POST', nodePath(asked.id, '/decommission'));
  expect(tooMany).toMatchObject({ status: 409 });
  expect(await victim.waitForExit(60_000)).toBe(0);
  const isForgotten = async (): Promise<boolean> =>
    (await asked.get('getPartitionStatus', '/api/v1/cluster/partition/status')).total === 3;
  await waitUntil(isForgotten, 60_000, 'the node to be forgotten');
  expect(await asked.get('getDecommission', path)).toMatchObject({
    ...{ state: 'complete', finished_at: expect.any(String), copies_remaining: 0 },
  });
  await writer.stop();

  await waitForConvergence(asked);
  const status = await asked.get('getReplicationStatus', '/api/v1/cluster/replication/status');
  expect(status).toMatchObject({ healthy: true, under_replicated: [] });
  expect(writer.acknowledged.length).toBeGreaterThan(0);
  expect(await findLost(cluster, asked, writer)).toEqual([]);
}, 120_000);

test('a replica is replaced, made the primary, and a dead node is forgotten', async () => {
  cluster = await makeCluster(4, manual);
  await cluster.start();
  await cluster.initialize();
  await createSpaces(cluster.node(0), 1);
  const { spaces } = await cluster.node(0).get('getSpaces', '/api/v1/cluster/spaces');
  const [space] = spaces;
  const holders = [space?.primary_node, ...(space?.replicas ?? [])];
  const spare = cluster.nodes.find(({ id }) => !holders.includes(id));
  if (spare === undefined) throw new Error('There must be a spare node.');
  const path = '/api/v1/cluster/spaces/space-0/promote-replica';
  const asked = cluster.byId(space?.primary_node ?? null);
  const order = { new_replica_node: spare.id, promote_to_primary: true };
  const promoted = await spare.ask('POST', path, order);
  expect(promoted).toMatchObject({ status: 202, body: { status: 'promoting' } });
  const isPrimary = async (): Promise<boolean> =>
    (await cluster.primaryOf('space-0', asked)) === spare.id;
  await waitUntil(isPrimary, 30_000, 'the new copy to be the primary');
  const isOver = async (): Promise<boolean> =>
    (await spare.get('getRebalanceStatus', '/api/v1/cluster/rebalance/status')).state ===
    'complete';
  await waitUntil(isOver, 60_000, 'the promotion to be over');
  expect(await spare.ask('POST', path, order)).toMatchObject({
    status: 202,
    body: { status: 'unchanged', rebalance_id: null },
  });
  const partitions = await spare.get('getPartitions', '/api/v1/cluster/partitions');
  expect(partitions).toEqual([
    {
      id: 'space-0',
      rebalancing: false,
      source_node: spare.id,
      target_node: null,
      progress_pct: 100,
    },
  ]);

  const after = await spare.get('getSpaces', '/api/v1/cluster/spaces');
  const free = cluster.nodes.find(
    ({ id }) => id !== spare.id && !after.spaces[0]?.replicas.includes(id),
  );
  await free?.end('SIGKILL');
  const isNotAlive = async (): Promise<boolean> =>
    (await spare.ask('GET', nodePath(free?.id ?? '', '/drain/status'))).status === 409;
  await waitUntil(isNotAlive, 60_000, 'the drain of a node that is gone not to be known');
  const forget = async (): Promise<boolean> =>
    (await spare.ask('POST', nodePath(free?.id ?? '', '/forget'))).status === 200;
  await waitUntil(forget, 60_000, 'the dead node to be forgotten');
  const rest = cluster.nodes.filter((node) => node !== free).map(({ id }) => id);
  // A node hears of it with the next entry of the catalog.
  const isForgotten = async (): Promise<boolean> =>
    (await spare.get('getPartitionStatus', '/api/v1/cluster/partition/status')).total === 3;
  await waitUntil(isForgotten, 60_000, 'the dead node not to be counted');
  const split = await spare.get('getPartitionStatus', '/api/v1/cluster/partition/status');
  expect(split.members.map(({ id }) => id)).toEqual(rest);
  const listed = await spare.get('getMembers', '/api/v1/cluster/members');
  expect(listed.members.map(({ id }) => id)).toEqual(rest);
}, 120_000);
