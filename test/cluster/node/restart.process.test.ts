import { afterEach, describe, expect, test } from 'vitest';
import { waitUntil } from '../../support/wait-until.ts';
import { type LiveCluster, type LiveNode, makeCluster } from './live-cluster.ts';

let cluster: LiveCluster;
afterEach(() => cluster.destroy());

async function remember(node: LiveNode, id: string) {
  return await node.ask('POST', '/api/v1/memories/remember', { id, content: id });
}

async function stateOf(id: string, asked: LiveNode): Promise<string | null> {
  const { members } = await asked.get('getMembers', '/api/v1/cluster/members?include=left');
  return members.find((member) => member.id === id)?.state ?? null;
}

test('before it is initialized a cluster refuses writes, and too early an initialization', async () => {
  cluster = await makeCluster(3);
  await cluster.node(0).start();
  const early = await cluster.node(0).ask('POST', '/api/v1/cluster/initialize');
  expect(early.status).toBe(409);
  expect(early.body).toMatchObject({
    error: {
      code: 'STATE_CONFLICT',
      message: 'Unexpected number of alive members `1`, expected `3`.',
    },
  });
  const write = await remember(cluster.node(0), 'early');
  expect(write.status).toBe(503);
  expect(write.body).toMatchObject({
    error: { message: 'The cluster is not initialized.', outcome: 'not_applied' },
  });
  const health = await cluster.node(0).get('getHealth', '/health');
  expect(health).toMatchObject({ status: 'degraded', initialized: false });
});

describe('a node that is asked to stop', () => {
  test('leaves: the others see it as left and not as dead, and it exits with 0', async () => {
    cluster = await makeCluster(3);
    await cluster.start();
    await cluster.initialize();
    await remember(cluster.node(0), 'before');
    const answer = await cluster.node(2).ask('POST', '/api/v1/shutdown');
    expect(answer.body).toMatchObject({ status: 'shutting_down', node_id: 'node-3' });
    expect(await cluster.node(2).waitForExit(60_000)).toBe(0);
    for (const node of cluster.nodes.slice(0, 2)) {
      await waitUntil(
        async () => (await stateOf('node-3', node)) === 'left',
        60_000,
        'node-3 to have left',
      );
    }
    expect((await remember(cluster.node(0), 'after')).status).toBe(201);
    expect(await cluster.node(1).end('SIGTERM')).toBe(0);
    // One of three founders is no majority, however orderly the others left.
    await waitUntil(
      async () => (await stateOf('node-2', cluster.node(0))) === 'left',
      60_000,
      'node-2 to have left',
    );
    const alone = await cluster
      .node(0)
      .get('getPartitionStatus', '/api/v1/cluster/partition/status');
    expect(alone).toMatchObject({ is_majority: false, mode: 'read_only', reachable: 1, total: 3 });
    const write = await remember(cluster.node(0), 'alone');
    expect(write.status).toBe(503);
    expect(write.headers.get('retry-after')).toBe('5');
    expect(write.body).toMatchObject({ error: { outcome: 'not_applied' } });
  });
});

describe('a power cycle of all nodes', () => {
  test('keeps every acknowledged write, and one node alone is no majority afterwards', async () => {
    cluster = await makeCluster(3);
    await cluster.start();
    await cluster.initialize();
    const ids = Array.from({ length: 60 }, (_, index) => `kept-${index}`);
    const answers = await Promise.all(
      ids.map((id, index) => remember(cluster.node(index % 3), id)),
    );
    expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 201));
    await Promise.all(cluster.nodes.map((node) => node.end('SIGKILL')));

    await cluster.node(0).start();
    const alone = await cluster
      .node(0)
      .get('getPartitionStatus', '/api/v1/cluster/partition/status');
    expect(alone).toMatchObject({ is_majority: false, mode: 'read_only', total: 3 });
    expect((await remember(cluster.node(0), 'alone')).status).toBe(503);
    // Initializing again founds no second cluster.
    const again = await cluster
      .node(0)
      .ask('POST', '/api/v1/cluster/initialize', { expected_nodes: 1 });
    expect(again.body).toMatchObject({ status: 'already_initialized', nodes: 3 });

    await Promise.all(cluster.nodes.slice(1).map((node) => node.start()));
    await cluster.waitForAlive(3);
    await waitUntil(
      async () => (await remember(cluster.node(1), 'afterwards')).status === 201,
      60_000,
      'writes to be taken again',
    );
    await waitUntil(
      async () =>
        (await cluster.node(0).get('getConvergence', '/api/v1/cluster/convergence')).converged,
      60_000,
      'all copies to be equal',
    );
    for (const node of cluster.nodes) {
      const path = '/api/v1/memories?consistency=local&limit=1000';
      const { memories } = await node.get('listMemories', path);
      expect(memories.map(({ id }) => id).sort()).toEqual([...ids, 'afterwards'].sort());
    }
  });
});

test('a second start on the same port is an error that says so', async () => {
  cluster = await makeCluster(1);
  await cluster.node(0).start();
  const { LiveNode: Node } = await import('./live-cluster.ts');
  const twin = new Node(
    'node-1',
    cluster.node(0).url,
    cluster.node(0).configPath.replace(/\/[^/]*$/, ''),
  );
  const host = new URL(cluster.node(0).url).hostname;
  await expect(twin.start()).rejects.toThrow(
    `node-1 ended before it was ready:\nengram: Cannot listen on \`${host}:7432\`: the port is in use.\n`,
  );
});
