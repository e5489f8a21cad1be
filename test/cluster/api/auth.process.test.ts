import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EndpointName, endpoints } from '../../../cluster/api/contract.ts';
import { replicationPath, reportPath } from '../../../cluster/api/internal.ts';
import { runKeyCommand } from '../../../cluster/cli/key.ts';
import { parseKeyArguments } from '../../../cluster/cli/key-arguments.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { type LiveCluster, type LiveNode, makeCluster } from '../node/live-cluster.ts';
import { peerClient } from './serve-peers.ts';

let cluster: LiveCluster;
let keyFile = '';
let admin = '';
let reader = '';

/** As `engram key` does it. */
async function key(...words: readonly string[]): Promise<string> {
  const parsed = parseKeyArguments([...words, '--file', keyFile], {});
  if (parsed.kind === 'help' || parsed.kind === 'wrong') throw new Error(JSON.stringify(parsed));
  return (await runKeyCommand(parsed, Date.now())).text.trim();
}

const create = (name: string, ...words: readonly string[]) =>
  key('create', '--name', name, ...words);
const bearer = (text: string) => ({ authorization: `Bearer ${text}` });
const idOf = (text: string): string => text.split('_')[2] ?? '';

beforeAll(async () => {
  cluster = await makeCluster(2, {
    more: async ({ folder }) => {
      keyFile = join(folder, 'api_keys.json');
      const secret = join(folder, 'cluster-secret');
      await writeFile(secret, 'e'.repeat(64), { mode: 0o600 });
      return `[security]
auth_mode = "api_key"
api_keys.storage_path = "${keyFile}"
cluster_secret_file = "${secret}"`;
    },
  });
  admin = await create('ops', '--scope', 'admin');
  reader = await create('app', '--scope', 'memory:read', '--space', 'notes');
  for (const node of cluster.nodes) node.defaultHeaders = bearer(admin);
  await cluster.start();
  await cluster.initialize();
  const notes = { content: 'x', id: 'seen', memory_space_id: 'notes' };
  await asAdmin('POST', endpoints.remember.path, notes);
});
afterAll(() => cluster.destroy());

const asAdmin = (method: string, path: string, body?: unknown) =>
  cluster.node(0).ask(method, path, body);

/** Status and code of the answer to somebody with this header. */
async function asks(
  headers: Record<string, string>,
  method: string,
  path: string,
  body?: unknown,
  node: LiveNode = cluster.node(0),
) {
  const answer = await node.ask(method, path, body, { authorization: '', ...headers });
  const { error } = answer.body as { readonly error?: { readonly code: string } };
  return `${answer.status}${error === undefined ? '' : ` ${error.code}`}`;
}

const memory = (space: string) => ({ content: 'x', id: 'm', memory_space_id: space });

test('without a key nothing is answered but health and metrics', async () => {
  const open: readonly string[] = ['/health', '/health/alive', '/metrics', '/metrics/prometheus'];
  for (const { method, path } of Object.values(endpoints)) {
    const filled = path.replace(/:\w+/g, 'node-1');
    const expected = open.includes(path) ? '200' : '401 UNAUTHORIZED';
    expect({ filled, answer: await asks({}, method, filled) }).toEqual({
      filled,
      answer: expected,
    });
  }
});

test('a refusal says how to come back', async () => {
  const answer = await cluster.node(0).ask('GET', '/api/v1/cluster/members', undefined, {
    authorization: 'Basic abc',
  });
  expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="engram"');
});

test('a key is good for its scopes', async () => {
  const read = '/api/v1/memories/seen?space=notes';
  expect(await asks(bearer(reader), 'GET', read)).toBe('200');
  expect(await asks(bearer(reader), 'GET', '/api/v1/cluster/members')).toBe('200');
  expect(await asks(bearer(reader), 'DELETE', read)).toBe('403 FORBIDDEN');
  const write = endpoints.remember.path;
  expect(await asks(bearer(reader), 'POST', write, memory('notes'))).toBe('403 FORBIDDEN');
});

test('every operation that changes the cluster wants an admin, and stopping a node does so too', async () => {
  const names = Object.keys(endpoints) as EndpointName[];
  const changing = names.filter((name) => {
    const { method, path } = endpoints[name];
    return (
      method !== 'GET' && !/^\/api\/v1\/(memories|episodes|operations|spaces|query)/.test(path)
    );
  });
  expect(changing).toContain('shutdown');
  const writer = await create(
    'writer',
    ...['read', 'write', 'delete'].flatMap((scope) => ['--scope', `memory:${scope}`]),
  );
  await waitUntil(
    async () => (await asks(bearer(writer), 'GET', '/api/v1/cluster/members')) === '200',
    60_000,
    'the new key to be known',
  );
  for (const name of changing) {
    const { method, path } = endpoints[name];
    const filled = path.replace(/:\w+/g, 'node-1');
    const answer = await asks(bearer(writer), method, filled);
    expect({ name, answer }).toEqual({ name, answer: '403 FORBIDDEN' });
  }
});

describe('a key is good for its spaces, however the space is named', () => {
  const path = '/api/v1/memories/seen';

  test.each([
    ['by the parameter', `${path}?space=other`, {}],
    ['by nothing, which means the default one', path, {}],
    ['by the first header', path, { 'x-memory-space': 'other' }],
    ['by the second header', path, { 'x-engram-memory-space': 'other' }],
    ['by the third header', path, { 'x-memory-space-id': 'other' }],
    ['in blanks', path, { 'x-memory-space': ' other ' }],
  ] as const)('%s', async (_, url, headers) => {
    expect(await asks({ ...bearer(reader), ...headers }, 'GET', url)).toBe('403 FORBIDDEN');
  });

  test('and two names at once are refused', async () => {
    const both = { 'x-memory-space': 'notes', 'x-memory-space-id': 'other' };
    expect(await asks({ ...bearer(reader), ...both }, 'GET', path)).toBe(
      '400 INVALID_MEMORY_INPUT',
    );
    expect(
      await asks({ ...bearer(reader), 'x-memory-space': 'notes' }, 'GET', `${path}?space=other`),
    ).toBe('400 INVALID_MEMORY_INPUT');
  });

  test('a space cannot be made either', async () => {
    const maker = await create('maker', '--scope', 'memory:write', '--space', 'mine');
    const make = (id: string) => asks(bearer(maker), 'POST', '/api/v1/spaces', { id });
    await waitUntil(async () => (await make('mine')) === '201', 60_000, 'the key to be known');
    expect(await make('other')).toBe('403 FORBIDDEN');
    expect(await asks(bearer(maker), 'POST', endpoints.remember.path, memory('other'))).toBe(
      '403 FORBIDDEN',
    );
  });
});

test('in a batch each operation needs its own right', async () => {
  const batch = (...operations: readonly Readonly<Record<string, string>>[]) =>
    asks(bearer(reader), 'POST', endpoints.operate.path, { operations });
  const get = { op: 'get', id: 'seen', space: 'notes' };
  expect(await batch(get)).toBe('200');
  expect(await batch(get, { ...get, space: 'other' })).toBe('403 FORBIDDEN');
  expect(await batch(get, { op: 'get', id: 'seen' })).toBe('403 FORBIDDEN');
  expect(await batch(get, { ...get, op: 'delete' })).toBe('403 FORBIDDEN');
  expect(await batch(get, { ...get, op: 'store', content: 'x' })).toBe('403 FORBIDDEN');
});

test('a question to several spaces needs a right on each of them', async () => {
  const recall = (spaces: string) =>
    asks(bearer(reader), 'GET', `/api/v1/memories/recall?query=x&spaces=${spaces}`);
  expect(await recall('notes')).toBe('200');
  expect(await recall('notes,other')).toBe('403 FORBIDDEN');
  expect(await recall('*')).toBe('403 FORBIDDEN');
  const body = { query: 'x', spaces: ['notes', 'other'] };
  const path = '/api/v1/memories/recall';
  expect(await asks(bearer(reader), 'POST', path, body)).toBe('403 FORBIDDEN');
  expect(await asks(bearer(reader), 'POST', path, { ...body, spaces: '*' })).toBe('403 FORBIDDEN');
});

test('a key that is revoked is refused by every node soon after, though it was used before', async () => {
  const text = await create('short-lived', '--scope', 'memory:read');
  const path = '/api/v1/cluster/members';
  for (const node of cluster.nodes) {
    const is = (wanted: string) => async () =>
      (await asks(bearer(text), 'GET', path, undefined, node)) === wanted;
    await waitUntil(is('200'), 60_000, 'the key to be known');
  }
  await key('revoke', idOf(text));
  for (const node of cluster.nodes) {
    const isRefused = async () =>
      (await asks(bearer(text), 'GET', path, undefined, node)) === '401 UNAUTHORIZED';
    await waitUntil(isRefused, 60_000, 'the key to be refused');
  }
});

test('a member that knows no secret cannot speak as one', async () => {
  const { url } = cluster.node(0);
  const call = { base: url, lane: 'requests', path: replicationPath, deadlineMs: 10_000 } as const;
  // From the address of a member, as a process on its host could.
  const answer = await peerClient(new URL(url).hostname).call({ ...call, body: { messages: [] } });
  expect(answer).toMatchObject({
    status: 401,
    body: {
      error: { message: expect.stringContaining('expected one by the secret of this cluster') },
    },
  });
  const { status } = await cluster.node(0).ask('POST', reportPath, {}, bearer(admin));
  expect(status).toBe(404);
});

test('every change leaves an audit line: who, what, how it ended, and the id of the request', async () => {
  const ask = (method: string, path: string, body: unknown, headers: Record<string, string>) =>
    cluster.node(0).ask(method, path, body, headers);
  const space = { 'x-memory-space': 'notes' };
  const id = (text: string) => ({ ...space, 'x-request-id': text });
  const stored = await ask('POST', endpoints.remember.path, { content: 'x', id: 'a' }, id('one'));
  expect(stored.headers.get('x-request-id')).toBe('one');
  await ask('DELETE', '/api/v1/memories/nothing', undefined, id('two'));
  await ask('POST', endpoints.repairReplication.path, {}, { 'x-request-id': 'three' });
  await ask(
    'POST',
    endpoints.remember.path,
    { content: 'x' },
    { ...id('four'), ...bearer(reader) },
  );
  await ask('GET', '/api/v1/memories', undefined, id('five'));
  const lines = cluster
    .node(0)
    .log.split('\n')
    .filter((line) => line.includes('"engram::audit"'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const line = (requestId: string) => lines.find(({ request_id }) => request_id === requestId);
  expect(line('one')).toMatchObject({
    level: 'info',
    message: 'audit',
    node_id: 'node-1',
    operation: 'POST /api/v1/memories/remember',
    outcome: 'done',
    status: 201,
    principal: 'ops',
    key_id: idOf(admin),
    memory_space: 'notes',
    memory_id: 'a',
    duration_ms: expect.any(Number),
    address: expect.stringMatching(/^127\./),
  });
  expect(line('two')).toMatchObject({ outcome: 'refused', status: 404, memory_id: 'nothing' });
  expect(line('three')).toMatchObject({
    outcome: 'done',
    operation: expect.stringMatching('repair'),
  });
  expect(line('four')).toMatchObject({ outcome: 'refused', code: 'FORBIDDEN', principal: 'app' });
  expect(line('five')).toBeUndefined();
  expect(cluster.node(0).log).not.toContain(admin);
});

test('too many wrong keys are not even looked at', async () => {
  const wrong = `engram_key_${idOf(admin)}_${'x'.repeat(32)}`;
  const answers: string[] = [];
  for (let index = 0; index < 60; index += 1) {
    answers.push(await asks(bearer(wrong), 'GET', '/api/v1/cluster/members'));
  }
  expect(answers.at(-1)).toBe('429 RATE_LIMITED');
  expect(new Set(answers.slice(0, 20))).not.toContain('200');
});

test('while the keys cannot be read nobody gets in, and health still answers', async () => {
  await chmod(keyFile, 0o666);
  const members = () => asks(bearer(admin), 'GET', '/api/v1/cluster/members');
  await waitUntil(
    async () => (await members()) === '503 MEMORY_CLUSTER_UNAVAILABLE',
    60_000,
    'the node to notice',
  );
  expect(await asks({}, 'GET', '/health')).toBe('200');
  await chmod(keyFile, 0o600);
  await waitUntil(async () => (await members()) === '200', 60_000, 'the node to notice');
});

test('a node whose keys cannot be read does not start', async () => {
  const node = cluster.node(1);
  await node.end('SIGTERM');
  await rm(keyFile);
  await expect(node.start()).rejects.toThrow(/Cannot read the API keys/);
});
