import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitUntil } from '../../support/wait-until.ts';
import { type LiveCluster, type LiveNode, makeCluster } from './live-cluster.ts';

let cluster: LiveCluster;
beforeAll(async () => {
  cluster = await makeCluster(3, { more: () => Promise.resolve('[test]\nfaults = true') });
  await cluster.start();
  await cluster.initialize();
});
afterAll(() => cluster.destroy());

const local = '/api/v1/memories?space=ops&consistency=local&limit=1000';

async function contents(node: LiveNode): Promise<readonly string[]> {
  return (await node.get('listMemories', local)).memories.map(({ content }) => content);
}

async function store(id: string): Promise<void> {
  const body = { id, content: `about ${id}` };
  const path = '/api/v1/memories/remember?space=ops';
  expect((await cluster.node(0).ask('POST', path, body)).status).toBe(201);
}

test('a replica whose content rots is noticed and gets the content of its primary', async () => {
  for (let index = 0; index < 5; index += 1) await store(`m-${index}`);
  const primary = await cluster.primaryOf('ops', cluster.node(0));
  const replica = cluster.nodes.find(({ id }) => id !== primary);
  if (replica === undefined) throw new Error('There are two replicas.');
  const isCopied = async (): Promise<boolean> => (await contents(replica)).length === 5;
  await waitUntil(isCopied, 60_000, 'the replica to have everything');
  const sound = await contents(replica);

  const rotten = await replica.ask('POST', '/__test__/faults', { rot: ['ops'] });
  expect(rotten.status, JSON.stringify(rotten.body)).toBe(200);
  const health = () => replica.get('getGossipHealth', '/api/v1/cluster/gossip/health');
  await waitUntil(async () => (await health()).merkle_repairs === 1, 60_000, 'the repair');
  expect((await health()).merkle_mismatches).toBe(1);
  expect(await contents(replica)).toEqual(sound);
  expect(String((await replica.ask('GET', '/metrics')).body)).toMatch(
    /^engram_gossip_merkle_mismatches_total 1$/m,
  );

  // It still is a copy like any other: it takes writes, and has them after a restart.
  await store('m-5');
  await waitUntil(
    async () => (await contents(replica)).length === 6,
    60_000,
    'the replica to take a write',
  );
  await replica.end('SIGKILL');
  await replica.start();
  await waitUntil(
    async () => (await contents(replica)).length === 6,
    60_000,
    'the replica to have everything after a restart',
  );
  expect(await contents(replica)).toEqual([...sound, 'about m-5']);
  await waitUntil(
    async () => (await replica.get('getConvergence', '/api/v1/cluster/convergence')).converged,
    60_000,
    'all copies to be equal',
  );
});
