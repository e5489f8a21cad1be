import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { type EndpointName, endpoints } from '../../../cluster/api/contract.ts';
import { type LiveCluster, makeCluster } from '../node/live-cluster.ts';
import { refusalOf } from './refusal.ts';

let cluster: LiveCluster;
beforeAll(async () => {
  cluster = await makeCluster(3);
  await cluster.start();
  await cluster.initialize();
});
afterAll(() => cluster.destroy());

type Asked = {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
};

/** Asks node 1 and checks the answer against the operation's own schema, unknown fields included. */
async function ask(name: EndpointName, asked: Asked = {}): Promise<unknown> {
  const { method, path, status, response } = endpoints[name];
  const filled = path.replace(/:(\w+)/g, (_, key: string) => asked.params?.[key] ?? '');
  const url = `${filled}${asked.query ?? ''}`;
  const answer = await cluster.node(0).ask(method, url, asked.body, asked.headers);
  expect({ url, status: answer.status }, JSON.stringify(answer.body)).toEqual({ url, status });
  const schema: z.ZodType | null = response;
  if (schema !== null) expect(schema.parse(answer.body)).toEqual(answer.body);
  return answer.body;
}

const memory = { content: 'disk swapped', id: 'ops-17' };

describe('every operation answers as its contract says', () => {
  test('members', async () => {
    const body = await ask('getMembers');
    const { members } = endpoints.getMembers.response.parse(body);
    expect(members.map(({ id, state, local }) => ({ id, state, local }))).toEqual([
      { id: 'node-1', state: 'alive', local: true },
      { id: 'node-2', state: 'alive', local: false },
      { id: 'node-3', state: 'alive', local: false },
    ]);
    expect(new Set(members.map((member) => member.http_address))).toEqual(
      new Set(cluster.nodes.map((node) => node.url)),
    );
  });

  test('initializing again changes nothing', async () => {
    const status = 'already_initialized';
    expect(await ask('initialize')).toMatchObject({ status, nodes: 3 });
    expect(await ask('initialize', { body: { expected_nodes: 3 } })).toMatchObject({
      status,
      nodes: 3,
    });
  });

  test('remember, get, list and delete', async () => {
    const space = { 'x-memory-space': 'contract' };
    const stored = await ask('remember', { body: { ...memory, confidence: 0.8 }, headers: space });
    expect(stored).toMatchObject({
      memory_id: 'ops-17',
      memory_space_id: 'contract',
      storage_confidence: { value: 0.8, category: 'High' },
    });
    const params = { id: 'ops-17' };
    expect(await ask('getMemory', { params, headers: space })).toMatchObject({
      content: 'disk swapped',
    });
    expect(await ask('listMemories', { query: '?space=contract&limit=1' })).toMatchObject({
      count: 1,
      tier_counts: { total: 1 },
    });
    expect(await ask('deleteMemory', { params, headers: space })).toMatchObject({
      status: 'deleted',
    });
    expect(
      await refusalOf(cluster.node(0), 'GET', '/api/v1/memories/ops-17?space=contract'),
    ).toEqual({
      status: 404,
      code: 'MEMORY_NOT_FOUND',
      message: 'Unexpected memory id `ops-17`, expected one in space `contract`.',
    });
  });

  test('a memory without an id gets one', async () => {
    const body = await ask('remember', { body: { content: 'x' } });
    expect(endpoints.remember.response.parse(body).memory_id).toMatch(/^mem_[0-9a-f]{8}$/);
  });

  test('spaces, made once and listed with their copies', async () => {
    const made = await ask('createSpace', { body: { id: 'alpha' } });
    expect(await ask('createSpace', { body: { id: 'alpha' } })).toMatchObject({ id: 'alpha' });
    const { spaces } = endpoints.getSpaces.response.parse(await ask('getSpaces'));
    const alpha = spaces.find(({ id }) => id === 'alpha');
    expect(alpha?.primary_node).toBe(endpoints.createSpace.response.parse(made).primary_node);
    expect(alpha?.replicas).toHaveLength(2);
    expect(alpha?.under_replicated).toBe(false);
  });

  test('balance, replication and repair', async () => {
    expect(await ask('getBalance')).toMatchObject({ threshold: 0.2 });
    const status = endpoints.getReplicationStatus.response.parse(await ask('getReplicationStatus'));
    expect(status).toMatchObject({ factor: 2, healthy: true, under_replicated: [], missing: [] });
    expect(await ask('repairReplication')).toEqual({
      status: 'nothing_to_do',
      repair_id: null,
      spaces_affected: 0,
      waiting_for_node: [],
    });
  });

  test('convergence compares all three copies', async () => {
    const body = endpoints.getConvergence.response.parse(await ask('getConvergence'));
    expect(body).toMatchObject({ converged: true, divergence_count: 0, unanswered: [] });
    for (const { roots } of body.per_space) {
      expect(Object.keys(roots)).toEqual(['node-1', 'node-2', 'node-3']);
      expect(new Set(Object.values(roots)).size).toBe(1);
    }
  });

  test('partition status, health, nodes and metrics', async () => {
    expect(await ask('getPartitionStatus')).toMatchObject({
      partitioned: false,
      is_majority: true,
      mode: 'read_write',
      reachable: 3,
      total: 3,
      unreachable: [],
      suspected_cause: null,
    });
    expect(await ask('getHealth')).toMatchObject({
      status: 'healthy',
      reasons: [],
      node_id: 'node-1',
    });
    const nodes = endpoints.getNodes.response.parse(await ask('getNodes'));
    expect(nodes.map(({ id }) => id)).toEqual(['node-1', 'node-2', 'node-3']);
    for (const node of nodes) expect(node.data_bytes).toBeGreaterThan(0);
    expect(await ask('getNode', { params: { id: 'node-2' } })).toMatchObject({
      id: 'node-2',
      safe_to_stop: true,
    });
    expect(await ask('getMetrics')).toContain('engram_cluster_membership_alive 3\n');
  });

  test('a read of any copy finds what was acknowledged, once the copy has it', async () => {
    await ask('remember', { body: { content: 'everywhere', id: 'everywhere' } });
    await ask('getConvergence');
    for (const node of cluster.nodes) {
      const path = '/api/v1/memories/everywhere?consistency=local';
      expect(await node.get('getMemory', path)).toMatchObject({ content: 'everywhere' });
    }
  });
});
