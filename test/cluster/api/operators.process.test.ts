import { afterAll, beforeAll, expect, test } from 'vitest';
import { endpoints, type ResponseOf } from '../../../cluster/api/contract.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { type LiveCluster, type LiveNode, makeCluster } from '../node/live-cluster.ts';

let cluster: LiveCluster;
beforeAll(async () => {
  cluster = await makeCluster(3);
  await cluster.start();
  await cluster.initialize();
});
afterAll(() => cluster.destroy());

const force = endpoints.forceMinorityMode.path;
const remember = endpoints.remember.path;

function store(node: LiveNode, id: string) {
  return node.ask('POST', remember, { id, content: 'x' });
}

async function primary(asked: LiveNode): Promise<LiveNode> {
  let found: string | null = null;
  await waitUntil(
    async () => {
      found = await cluster.primaryOf('default', asked);
      return found !== null;
    },
    60_000,
    'a primary',
  );
  return cluster.byId(found);
}

test('a primary that is forced read-only refuses writes, hands over, and the others go on', async () => {
  await store(cluster.node(0), 'first');
  const forced = await primary(cluster.node(0));
  const other = cluster.nodes.find((node) => node !== forced) ?? forced;
  expect((await forced.ask('POST', force, {})).body).toMatchObject({ forced: true });
  const refused = await store(forced, 'refused');
  expect(refused.status).toBe(503);
  expect(refused.body).toMatchObject({
    error: { code: 'MEMORY_CLUSTER_UNAVAILABLE', outcome: 'not_applied' },
  });
  const written = async (): Promise<boolean> => (await store(other, 'second')).status === 201;
  await waitUntil(written, 60_000, 'the others to take writes');
  expect((await primary(other)).id).not.toBe(forced.id);
  expect(await forced.get('getHealth', '/health')).toMatchObject({ status: 'degraded' });
  const status = await forced.get('getPartitionStatus', endpoints.getPartitionStatus.path);
  expect(status).toMatchObject({ forced: true, mode: 'read_only', is_majority: true });
  expect((await forced.ask('GET', '/api/v1/memories/second')).status).toBe(200);
  expect((await forced.ask('GET', '/api/v1/memories/refused')).status).toBe(404);

  await forced.end('SIGKILL');
  await forced.start();
  await cluster.waitForAlive(3);
  expect((await store(forced, 'refused')).status, 'the order survives a restart').toBe(503);
  const cleared = await forced.ask('DELETE', force);
  expect(cleared.body).toMatchObject({ forced: false, since: null });
  const back = async (): Promise<boolean> => (await store(forced, 'third')).status === 201;
  await waitUntil(back, 60_000, 'the node to take writes again');
});

test('an order to be read-only that was given a time ends by itself, over a restart', async () => {
  const node = cluster.node(1);
  const given = await node.ask('POST', force, { ttl_seconds: 2 });
  const { until } = endpoints.forceMinorityMode.response.parse(given.body);
  expect(await node.get('getPartitionStatus', endpoints.getPartitionStatus.path)).toMatchObject({
    forced: true,
    forced_until: until,
  });
  await node.end('SIGKILL');
  await node.start();
  const isOver = async (): Promise<boolean> => {
    const status = await node.get('getPartitionStatus', endpoints.getPartitionStatus.path);
    return !status.forced && status.forced_until === null && status.mode === 'read_write';
  };
  await waitUntil(isOver, 60_000, 'the order to end');
  const written = async (): Promise<boolean> => (await store(node, 'after')).status === 201;
  await waitUntil(written, 60_000, 'the node to take writes again');
});

test.each([0, 86_401, 1.5, '60'])('a time of %o for such an order is refused', async (ttl) => {
  expect((await cluster.node(1).ask('POST', force, { ttl_seconds: ttl })).status).toBe(422);
});

test('a batch size that is set on one node is in force on all, and survives a restart', async () => {
  const set = await cluster
    .node(1)
    .ask('POST', endpoints.setReplicationConfig.path, { batch_size: 17 });
  expect(set.body).toMatchObject({ batch_size: 17, scope: 'cluster' });
  const has = async (node: LiveNode): Promise<boolean> => {
    const config = await node.get('getConfig', endpoints.getConfig.path);
    return config.replication.batch_size === 17;
  };
  const all = async () => (await Promise.all(cluster.nodes.map(has))).every(Boolean);
  await waitUntil(all, 60_000, 'all nodes to have it');
  await cluster.node(2).end('SIGTERM');
  await cluster.node(2).start();
  await waitUntil(() => has(cluster.node(2)), 60_000, 'the node to have it again');
});

test.each([{ batch_size: 0 }, { batch_size: 10_001 }, { batch_size: 1.5 }, { batch: 5 }])(
  'an impossible batch size is refused: %o',
  async (body) => {
    const answer = await cluster.node(0).ask('POST', endpoints.setReplicationConfig.path, body);
    expect(answer.status).toBe(422);
  },
);

test('the lag of a replica that does not answer is the age of what it lacks', async () => {
  const asked = await primary(cluster.node(0));
  const away = cluster.nodes.find((node) => node !== asked) ?? asked;
  away.signal('SIGSTOP');
  try {
    await store(asked, 'while-away');
    const lags = async (): Promise<boolean> => {
      const rows = await asked.get('getReplicationLag', endpoints.getReplicationLag.path);
      const row = rows.find(({ replica_node: node }) => node === away.id);
      return row !== undefined && row.lag_sequences > 0 && row.lag_seconds > 0;
    };
    await waitUntil(lags, 60_000, 'the lag to show');
  } finally {
    away.signal('SIGCONT');
  }
});

test('metrics are text for everybody, and JSON for who asks for it', async () => {
  const node = cluster.node(0);
  const json = await node.ask('GET', '/metrics', undefined, { accept: 'application/json' });
  expect(json.body).toContainEqual(
    expect.objectContaining({
      name: 'engram_up',
      type: 'gauge',
      values: [{ value: 1, labels: {} }],
    }),
  );
  for (const accept of ['*/*', 'text/html, application/json', 'application/openmetrics-text']) {
    const text = await node.ask('GET', '/metrics', undefined, { accept });
    expect(text.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  }
});

test('the older paths tell the same as the newer ones', async () => {
  const node = cluster.node(0);
  await cluster.waitForAlive(3);
  const { members } = await node.get('getMembers', '/api/v1/cluster/members');
  const { nodes }: ResponseOf<'getClusterNodesUpstream'> = await node.get(
    'getClusterNodesUpstream',
    '/cluster/nodes',
  );
  expect(nodes.map(({ id, state }) => `${id} ${state}`)).toEqual(
    members.map(({ id, state }) => `${id} ${state}`),
  );
  const health = await node.get('getClusterHealthUpstream', '/cluster/health');
  expect(health.stats).toEqual({ alive: 2, suspect: 0, dead: 0, left: 0, total: 2 });
  expect(health.partition).toMatchObject({ reachable_nodes: 3, total_nodes: 3 });
  const alive = await node.ask('GET', '/health/alive');
  expect([alive.status, alive.body]).toEqual([200, '']);
});

test('operations are counted by the way they take, and replication by its bytes', async () => {
  const node = cluster.node(0);
  await cluster.waitForAlive(3);
  const before = (await node.get('getClusterHealthUpstream', '/cluster/health')).router;
  const body = { id: 'routed', content: 'routed' };
  const stored = await node.ask('POST', '/api/v1/memories/remember?space=routed', body);
  expect(stored.status).toBe(201);
  expect((await node.ask('GET', '/api/v1/memories/routed?space=routed')).status).toBe(200);
  expect((await node.ask('GET', '/api/v1/memories?space=routed')).status).toBe(200);
  expect((await node.ask('DELETE', '/api/v1/memories/routed?space=routed')).status).toBe(200);
  const after = (await node.get('getClusterHealthUpstream', '/cluster/health')).router;
  expect(after.requests_total - before.requests_total).toBe(4);
  expect(after).toMatchObject({ open_breakers: 0, breakers: [] });
  expect(after.retries_total).toBeGreaterThanOrEqual(before.retries_total);

  const sent = await Promise.all(
    cluster.nodes.map(async (each) => String((await each.ask('GET', '/metrics')).body)),
  );
  for (const operation of ['store', 'recall', 'query', 'delete']) {
    const line = `engram_router_requests_total{operation="${operation}",strategy="primary"}`;
    expect(sent[0]).toMatch(new RegExp(`^${escaped(line)} [1-9]`, 'm'));
  }
  // Whichever node is the primary of the space has sent what was stored to its two copies.
  const bytes =
    /^engram_replication_bytes_total\{direction="sent",replica="node-\d",space="routed"\} [1-9]/gm;
  expect(sent.flatMap((text) => text.match(bytes) ?? []).length).toBeGreaterThanOrEqual(2);
});

function escaped(text: string): string {
  return text.replaceAll(/[{}]/g, '\\$&');
}
