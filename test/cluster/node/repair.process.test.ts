import { afterEach, expect, test } from 'vitest';
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
  const isRepaired = async (): Promise<boolean> => {
    await asked.ask('POST', '/api/v1/cluster/replication/repair');
    return (await asked.get('getReplicationStatus', statusPath)).healthy;
  };
  await waitUntil(isRepaired, 60_000, 'the space to have all its copies again');

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
  expect(await said()).toEqual({
    status: 'waiting_for_node',
    spaces_affected: 1,
    waiting_for_node: ['alpha'],
  });
});

test('a node that was started by somebody who is gone ends too', async () => {
  cluster = await makeCluster(1);
  await cluster.node(0).start();
  cluster.node(0).hangUp();
  expect(await cluster.node(0).waitForExit(60_000)).toBe(0);
});
