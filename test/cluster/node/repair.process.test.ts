import { afterEach, expect, test } from 'vitest';
import { endpoints } from '../../../cluster/api/contract.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { type LiveCluster, makeCluster } from './live-cluster.ts';

let cluster: LiveCluster;
afterEach(() => cluster.destroy());

const statusPath = '/api/v1/cluster/replication/status';

test('a copy on a node that is gone moves to the spare node when an operator asks for it', async () => {
  cluster = await makeCluster(4);
  await cluster.start();
  await cluster.initialize();
  await cluster.node(0).ask('POST', '/api/v1/spaces', { id: 'alpha' });
  const ids = Array.from({ length: 20 }, (_, index) => `kept-${index}`);
  for (const id of ids) {
    const write = await cluster
      .node(0)
      .ask('POST', '/api/v1/memories/remember?space=alpha', { id, content: id });
    expect(write.status).toBe(201);
  }
  const { spaces } = await cluster.node(0).get('getSpaces', '/api/v1/cluster/spaces');
  const [alpha] = spaces;
  const holders = [alpha?.primary_node, ...(alpha?.replicas ?? [])];
  const spare = cluster.nodes.find((node) => !holders.includes(node.id));
  const victim = cluster.byId(alpha?.replicas[0] ?? null);
  const asked = cluster.byId(alpha?.primary_node ?? null);
  if (spare === undefined) throw new Error('There must be a spare node.');

  await victim.end('SIGKILL');
  const isLacking = async (): Promise<boolean> =>
    (await asked.get('getReplicationStatus', statusPath)).missing.some(
      ({ node_id, reason }) => node_id === victim.id && reason === 'unreachable',
    );
  await waitUntil(isLacking, 60_000, 'the missing copy to be reported');
  // One order is enough, although a repair has many steps.
  const ordered = await asked.ask('POST', '/api/v1/cluster/replication/repair');
  expect(ordered).toMatchObject({ status: 202, body: { status: 'repairing', spaces_affected: 1 } });
  const { repair_id: id } = endpoints.repairReplication.response.parse(ordered.body);
  const isOver = async (): Promise<boolean> =>
    (await spare.get('getRepair', `/api/v1/cluster/replication/repair/${id}`)).state !==
    'repairing';
  await waitUntil(isOver, 60_000, 'the repair to be over');
  expect(await spare.get('getRepair', `/api/v1/cluster/replication/repair/${id}`)).toMatchObject({
    ...{ repair_id: id, state: 'complete', spaces_affected: 1, spaces_remaining: [], missing: [] },
  });
  expect((await asked.get('getReplicationStatus', statusPath)).healthy).toBe(true);

  const after = await asked.get('getSpaces', '/api/v1/cluster/spaces');
  expect([after.spaces[0]?.primary_node, ...(after.spaces[0]?.replicas ?? [])].sort()).toEqual(
    [...holders.filter((id) => id !== victim.id), spare.id].sort(),
  );
  const path = '/api/v1/memories?space=alpha&consistency=local&limit=1000';
  const { memories } = await spare.get('listMemories', path);
  expect(memories.map(({ id }) => id).sort()).toEqual([...ids].sort());
});

test('without a spare node repair says which spaces wait for one', async () => {
  cluster = await makeCluster(3);
  await cluster.start();
  await cluster.initialize();
  await cluster.node(0).ask('POST', '/api/v1/spaces', { id: 'alpha' });
  const primary = await cluster.primaryOf('alpha', cluster.node(0));
  const victim = cluster.nodes.find(({ id }) => id !== primary);
  const asked = cluster.byId(primary);
  await victim?.end('SIGKILL');
  await waitUntil(
    async () =>
      (await asked.get('getReplicationStatus', statusPath)).under_replicated.includes('alpha'),
    60_000,
    'alpha to be under-replicated',
  );
  const said = async (): Promise<unknown> =>
    (await asked.ask('POST', '/api/v1/cluster/replication/repair')).body;
  // A node that has just lost its peer may answer with an error for a moment.
  await waitUntil(
    async () => ((await said()) as { waiting_for_node?: string[] }).waiting_for_node?.length === 1,
    60_000,
    'alpha to wait for a node',
  );
  const again = await said();
  expect(again).toEqual({
    status: 'waiting_for_node',
    repair_id: expect.stringMatching(/^repair_/),
    spaces_affected: 1,
    waiting_for_node: ['alpha'],
  });
  // Nobody comes: it is over all the same, and says why.
  const { repair_id: id } = endpoints.repairReplication.response.parse(again);
  const path = `/api/v1/cluster/replication/repair/${id}`;
  const hasFailed = async (): Promise<boolean> =>
    (await asked.get('getRepair', path)).state === 'failed';
  await waitUntil(hasFailed, 60_000, 'the repair to fail');
  expect(await asked.get('getRepair', path)).toMatchObject({
    ...{ spaces_remaining: ['alpha'], missing: [{ space_id: 'alpha', node_id: victim?.id }] },
  });
  const unknown = '/api/v1/cluster/replication/repair/repair_node-1_0';
  expect(await asked.ask('GET', unknown)).toMatchObject({ status: 404 });
});

test('a node that was started by somebody who is gone ends too', async () => {
  cluster = await makeCluster(1);
  await cluster.node(0).start();
  cluster.node(0).hangUp();
  expect(await cluster.node(0).waitForExit(60_000)).toBe(0);
});
