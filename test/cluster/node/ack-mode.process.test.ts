// When a write is acknowledged, seen from outside: with the replicas frozen for a moment.
import { afterEach, expect, test } from 'vitest';
import { waitUntil } from '../../support/wait-until.ts';
import { type LiveCluster, type LiveNode, makeCluster } from './live-cluster.ts';

let cluster: LiveCluster;
afterEach(() => cluster.destroy());

const store = (id: string) => ({ id, content: `what ${id} says` });

async function setAckMode(mode: 'quorum' | 'async'): Promise<void> {
  const order = { ack_mode: mode };
  const answer = await cluster.node(0).ask('POST', '/api/v1/cluster/replication/config', order);
  expect(answer).toMatchObject({ status: 200, body: { ack_mode: mode } });
  const follow = async (): Promise<boolean> => {
    const configs = await Promise.all(
      cluster.nodes.map((node) => node.get('getConfig', '/api/v1/cluster/config')),
    );
    return configs.every(({ replication }) => replication.ack_mode === mode);
  };
  await waitUntil(follow, 30_000, `every node to acknowledge by ${mode}`);
}

async function holds(node: LiveNode, id: string): Promise<boolean> {
  const path = `/api/v1/memories/${id}?space=orders&consistency=local`;
  return (await node.ask('GET', path)).status === 200;
}

test('a store is acknowledged with both replicas frozen in mode async, where quorum does not know; and all get it later', async () => {
  cluster = await makeCluster(3, { profile: 'default' });
  await cluster.start();
  await cluster.initialize();
  expect((await cluster.node(0).ask('POST', '/api/v1/spaces', { id: 'orders' })).status).toBe(201);
  const hasPrimary = async (): Promise<boolean> =>
    (await cluster.primaryOf('orders', cluster.node(0))) !== null;
  await waitUntil(hasPrimary, 30_000, 'the space to have a primary');
  const primary = cluster.byId(await cluster.primaryOf('orders', cluster.node(0)));
  const replicas = cluster.nodes.filter((node) => node !== primary);
  await setAckMode('async');

  for (const replica of replicas) replica.signal('SIGSTOP');
  const single = await primary.ask('POST', '/api/v1/memories/remember?space=orders', store('one'));
  const batch = await primary.ask('POST', '/api/v1/operations', {
    operations: [{ op: 'store', space: 'orders', ...store('two') }],
  });
  for (const replica of replicas) replica.signal('SIGCONT');
  expect(single).toMatchObject({ status: 201, body: { system_message: 'accepted' } });
  expect(batch).toMatchObject({ status: 200, body: { results: [{ status: 'accepted' }] } });
  for (const id of ['one', 'two']) {
    const all = async (): Promise<boolean> =>
      (await Promise.all(cluster.nodes.map((node) => holds(node, id)))).every(Boolean);
    await waitUntil(all, 30_000, `every copy to hold ${id}`);
  }
  const status = await primary.get('getReplicationStatus', '/api/v1/cluster/replication/status');
  expect(status.ack_mode).toBe('async');

  await setAckMode('quorum');
  const again = cluster.byId(await cluster.primaryOf('orders', cluster.node(0)));
  const others = cluster.nodes.filter((node) => node !== again);
  for (const node of others) node.signal('SIGSTOP');
  const unsure = await again.ask('POST', '/api/v1/memories/remember?space=orders', store('three'));
  for (const node of others) node.signal('SIGCONT');
  expect(unsure.status).toBe(503);
}, 150_000);
