import { afterEach, expect, test } from 'vitest';
import { waitUntil } from '../../support/wait-until.ts';
import { type LiveCluster, makeCluster } from './live-cluster.ts';
import { createSpaces, statusPath } from './moving.ts';

let cluster: LiveCluster;
afterEach(() => cluster.destroy());

test('a node that is told to leave while it gets the copies of another that leaves has both give them to the third', async () => {
  cluster = await makeCluster(3, { more: async () => 'replication.factor = 0' });
  await cluster.start();
  await cluster.initialize();
  const stays = cluster.node(0);
  const leave = async (node: string): Promise<void> => {
    const answer = await stays.ask('POST', `/api/v1/cluster/nodes/${node}/decommission`);
    expect(answer).toMatchObject({ status: 202 });
  };
  await createSpaces(stays, 6);
  await leave('node-2');
  // The second order comes when copies of the first are already on their way to the node that leaves next.
  const isPlanned = async (): Promise<boolean> => {
    const { moves } = await stays.get('getRebalanceStatus', statusPath);
    return moves.some(
      ({ source_node, target_node }) => source_node === 'node-2' && target_node === 'node-3',
    );
  };
  await waitUntil(isPlanned, 60_000, 'copies to be planned for the third node');
  await leave('node-3');
  const isAlone = async (): Promise<boolean> => {
    const { spaces } = await stays.get('getSpaces', '/api/v1/cluster/spaces');
    return spaces.every(
      ({ primary_node, replicas }) => primary_node === stays.id && replicas.length === 0,
    );
  };
  await waitUntil(isAlone, 60_000, 'everything to be on the node that stays');
  const hasOneVote = async (): Promise<boolean> => {
    const status = await stays
      .get('getPartitionStatus', '/api/v1/cluster/partition/status')
      .catch(() => null);
    return status?.total === 1 && status.mode === 'read_write';
  };
  await waitUntil(hasOneVote, 60_000, 'the others to have no vote any more');
}, 150_000);

test('of two nodes that are told to leave at the same time only as many may go as leave enough for all copies', async () => {
  cluster = await makeCluster(3, { more: async () => 'replication.factor = 1' });
  await cluster.start();
  await cluster.initialize();
  const stays = cluster.node(0);
  await createSpaces(stays, 3);
  const answers = await Promise.all(
    ['node-2', 'node-3'].map((node) =>
      stays.ask('POST', `/api/v1/cluster/nodes/${node}/decommission`),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
  expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
    error: { message: '1 nodes would be left for 2 copies of each space.' },
  });
}, 60_000);
