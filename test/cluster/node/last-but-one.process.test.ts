// Where one copy of each space is enough, a cluster can become a node alone again.
import { afterEach, expect, test } from 'vitest';
import { waitUntil } from '../../support/wait-until.ts';
import { type LiveCluster, makeCluster } from './live-cluster.ts';

let cluster: LiveCluster;
afterEach(() => cluster.destroy());

test('the last but one node is decommissioned, and the last one goes on with everything', async () => {
  cluster = await makeCluster(2, { more: async () => 'replication.factor = 0' });
  await cluster.start();
  await cluster.initialize();
  // It founded the cluster and is its coordinator, if nothing happened since.
  const [goes, stays] = cluster.nodes;
  if (goes === undefined || stays === undefined) throw new Error('There must be two nodes.');
  const ids = ['one', 'two', 'three'];
  for (const id of ids) {
    const written = await goes.ask('POST', '/api/v1/memories/remember', { id, content: id });
    expect(written.status).toBe(201);
  }

  const order = await stays.ask('POST', `/api/v1/cluster/nodes/${goes.id}/decommission`);
  expect(order.status).toBe(202);
  expect(await goes.waitForExit(60_000)).toBe(0);
  const isAlone = async (): Promise<boolean> => {
    const { total, mode } = await stays.get(
      'getPartitionStatus',
      '/api/v1/cluster/partition/status',
    );
    return total === 1 && mode === 'read_write';
  };
  await waitUntil(isAlone, 60_000, 'the last node to be the only one');
  for (const id of ids) {
    expect((await stays.ask('GET', `/api/v1/memories/${id}`)).status).toBe(200);
  }
  const more = await stays.ask('POST', '/api/v1/memories/remember', {
    id: 'four',
    content: 'four',
  });
  expect(more.status).toBe(201);
});
