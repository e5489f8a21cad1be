import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type * as z from 'zod';
import {
  type EndpointName,
  endpoints,
  errorEnvelope,
  errorStatus,
} from '../../../cluster/api/contract.ts';
import { type Answer, type LiveCluster, makeCluster } from '../node/live-cluster.ts';

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

async function refusal(
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) {
  const answer = await cluster.node(0).ask(method, path, body, headers);
  return { status: answer.status, ...checkError(answer) };
}

function checkError({ status, body, headers }: Answer) {
  const envelope = errorEnvelope.parse(body);
  expect(envelope).toEqual(body);
  expect(errorStatus[envelope.error.code]).toBe(status);
  expect(headers.has('retry-after')).toBe(status === 503);
  const { code, message } = envelope.error;
  return { code, message };
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
    expect(await refusal('GET', '/api/v1/memories/ops-17?space=contract')).toEqual({
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

describe('refusals carry the code and status of the contract', () => {
  const remember = '/api/v1/memories/remember';

  test('places that name different spaces', async () => {
    const headers = { 'x-memory-space': 'one-space', 'x-memory-space-id': 'other-space' };
    expect(await refusal('POST', remember, memory, headers)).toEqual({
      status: 400,
      code: 'INVALID_MEMORY_INPUT',
      message:
        'Unexpected space `other-space` in header `x-memory-space-id`, expected `one-space` as in header `x-memory-space`.',
    });
  });

  test.each([
    [
      'an impossible space id',
      'GET',
      '/api/v1/memories?space=NO',
      undefined,
      400,
      'INVALID_MEMORY_INPUT',
    ],
    [
      'an unknown tier',
      'GET',
      '/api/v1/memories?tier=lukewarm',
      undefined,
      400,
      'INVALID_MEMORY_INPUT',
    ],
    [
      'faults of a node that is no test node',
      'POST',
      '/__test__/faults',
      {},
      404,
      'RESOURCE_NOT_FOUND',
    ],
    [
      'an unknown query parameter',
      'GET',
      '/health?verbose=1',
      undefined,
      400,
      'INVALID_MEMORY_INPUT',
    ],
    [
      'a parameter that is given twice',
      'GET',
      '/api/v1/memories?limit=1&limit=2',
      undefined,
      400,
      'INVALID_MEMORY_INPUT',
    ],
    [
      'an unknown space',
      'GET',
      '/api/v1/memories?space=nowhere',
      undefined,
      404,
      'RESOURCE_NOT_FOUND',
    ],
    [
      'an unknown node',
      'GET',
      '/api/v1/cluster/nodes/node-9',
      undefined,
      404,
      'RESOURCE_NOT_FOUND',
    ],
    ['an unknown path', 'GET', '/api/v2/memories', undefined, 404, 'RESOURCE_NOT_FOUND'],
    ['a wrong method', 'DELETE', '/health', undefined, 405, 'METHOD_NOT_ALLOWED'],
    ['content of blanks', 'POST', remember, { content: '  ' }, 422, 'MEMORY_VALIDATION_ERROR'],
    [
      'an unknown field',
      'POST',
      remember,
      { content: 'x', colour: 'red' },
      422,
      'MEMORY_VALIDATION_ERROR',
    ],
    ['a wrong type', 'POST', remember, { content: 7 }, 422, 'MEMORY_VALIDATION_ERROR'],
    [
      'a body that is too long',
      'POST',
      remember,
      { content: 'x'.repeat(2_000_000) },
      413,
      'PAYLOAD_TOO_LARGE',
    ],
    [
      'content that is too long',
      'POST',
      remember,
      { content: 'x'.repeat(100_001) },
      422,
      'MEMORY_VALIDATION_ERROR',
    ],
  ] as const)('%s', async (_, method, path, body, status, code) => {
    expect(await refusal(method, path, body)).toMatchObject({ status, code });
  });

  test('a body that is no JSON, or says it is something else', async () => {
    const send = async (body: string, type: string) => {
      const url = `${cluster.node(0).url}${remember}`;
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: { 'content-type': type },
      });
      return {
        status: response.status,
        code: errorEnvelope.parse(await response.json()).error.code,
      };
    };
    expect(await send('{"content":', 'application/json')).toEqual({
      status: 400,
      code: 'BAD_REQUEST',
    });
    expect(await send('content=x', 'application/x-www-form-urlencoded')).toEqual({
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
    });
  });
});
