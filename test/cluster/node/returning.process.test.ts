// A node that the cluster has given up comes back with the data that it had.
import { afterEach, expect, test } from 'vitest';
import { waitUntil } from '../../support/wait-until.ts';
import { type LiveCluster, type LiveNode, makeCluster } from './live-cluster.ts';

let cluster: LiveCluster;
afterEach(() => cluster.destroy());

const alpha = '/api/v1/memories?space=alpha&consistency=local&limit=1000';

async function holdersOf(asked: LiveNode): Promise<readonly string[]> {
  const { spaces } = await asked.get('getSpaces', '/api/v1/cluster/spaces');
  const space = spaces.find(({ id }) => id === 'alpha');
  return [space?.primary_node ?? '', ...(space?.replicas ?? [])];
}

async function remember(node: LiveNode, id: string): Promise<void> {
  const path = '/api/v1/memories/remember?space=alpha';
  const { status } = await node.ask('POST', path, { id, content: id });
  expect(status).toBe(201);
}

test('a node that was forgotten and comes back brings nothing back, and is a node without copies', async () => {
  cluster = await makeCluster(4);
  await cluster.start();
  await cluster.initialize();
  const [first] = cluster.nodes;
  if (first === undefined) throw new Error('There must be nodes.');
  await first.ask('POST', '/api/v1/spaces', { id: 'alpha' });
  for (const id of ['old', 'kept']) await remember(first, id);
  const before = await holdersOf(first);
  const victim = cluster.byId(before[1] ?? null);
  const asked = cluster.byId(before[0] ?? null);
  await victim.end('SIGKILL');
  const isForgotten = async (): Promise<boolean> =>
    (await asked.ask('POST', `/api/v1/cluster/nodes/${victim.id}/forget`)).status === 200;
  await waitUntil(isForgotten, 60_000, 'the dead node to be forgotten');
  const isRepaired = async (): Promise<boolean> => {
    await asked.ask('POST', '/api/v1/cluster/replication/repair');
    return (await asked.get('getReplicationStatus', '/api/v1/cluster/replication/status')).healthy;
  };
  await waitUntil(isRepaired, 60_000, 'the space to have all its copies without it');
  expect((await asked.ask('DELETE', '/api/v1/memories/old?space=alpha')).status).toBe(200);
  await remember(asked, 'new');

  await victim.start();
  const isMember = async (): Promise<boolean> => {
    const { members } = await asked.get('getMembers', '/api/v1/cluster/members');
    return members.some(({ id, state }) => id === victim.id && state === 'alive');
  };
  await waitUntil(isMember, 60_000, 'the returned node to be a member');
  const hasNoCopy = async (): Promise<boolean> => (await victim.ask('GET', alpha)).status === 404;
  await waitUntil(hasNoCopy, 60_000, 'the returned node to give up its old copy');
  const votesAgain = async (): Promise<boolean> => {
    const { total } = await asked.get('getPartitionStatus', '/api/v1/cluster/partition/status');
    return total === 4;
  };
  await waitUntil(votesAgain, 60_000, 'the returned node to have a vote again');
  // It serves like any other: what it does not hold, it asks for.
  await remember(victim, 'newer');
  for (const node of cluster.nodes) {
    const { memories } = await node.get('listMemories', '/api/v1/memories?space=alpha&limit=1000');
    expect(memories.map(({ id }) => id).sort()).toEqual(['kept', 'new', 'newer']);
  }
  expect(await holdersOf(asked)).not.toContain(victim.id);
}, 240_000);
