import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EndpointName, endpoints, errorEnvelope } from '../../../cluster/api/contract.ts';
import * as internal from '../../../cluster/api/internal.ts';
import { peerProtocol, writeFrame } from '../../../cluster/api/peer-frame.ts';
import { type LiveCluster, makeCluster } from '../node/live-cluster.ts';
import { requireDeclared } from './declared-errors.ts';
import { sendFrom } from './send-from.ts';
import { peerClient } from './serve-peers.ts';

let cluster: LiveCluster;
beforeAll(async () => {
  cluster = await makeCluster(1);
  await cluster.start();
  await cluster.initialize();
});
afterAll(() => cluster.destroy());

const runs = { numRuns: 150, seed: Number(process.env['SEED'] ?? Date.now()) };

const paths = fc.oneof(
  fc.constantFrom(...Object.values(endpoints).map(({ path }) => path)),
  fc.constantFrom(...Object.values(endpoints).map(({ path }) => path.replace(/:\w+/, 'x%2Fy'))),
  fc.string().map((text) => `/${encodeURIComponent(text)}`),
  fc.constantFrom('/%', '//', '/api/v1/memories/%zz', '/api/v1/memories/', '/?a=1&a=2', '*'),
);

const query = fc.oneof(
  fc.constant(''),
  fc.string().map((text) => `?${encodeURI(text)}`),
);

const bodies = fc.oneof(
  fc.constant(''),
  fc.json(),
  fc.string(),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  fc
    .record({ content: fc.string(), id: fc.string(), tags: fc.array(fc.string()) })
    .map((body) => JSON.stringify(body)),
);

type Sent = { readonly method: string; readonly path: string; readonly body: string };

/** From the node's own address, as one of its own processes could. */
async function send({ method, path, body }: Sent, headers: Record<string, string>) {
  const base = cluster.node(0).url;
  const { hostname } = new URL(base);
  return await sendFrom(hostname, { method, url: `${base}${path}`, body, headers });
}

/** A request that is right by chance does what it says; a node that does so is not broken. */
async function takeBackOrders(): Promise<void> {
  await send({ method: 'DELETE', path: endpoints.clearMinorityMode.path, body: '' }, {});
  const undrain = endpoints.undrainNode.path.replace(':id', 'node-1');
  await send({ method: 'POST', path: undrain, body: '' }, {});
}

async function expectAlive(): Promise<void> {
  const node = cluster.node(0);
  expect(node.isRunning, node.log).toBe(true);
  await takeBackOrders();
  const write = await node.ask('POST', '/api/v1/memories/remember', {
    id: 'alive',
    content: 'alive',
  });
  expect(write.status, `seed ${runs.seed}: ${JSON.stringify(write.body)}`).toBe(201);
  // A 500 is a bug, and the log would tell which.
  expect(node.log).not.toContain('request-failed');
}

const strangeTexts = fc.oneof(
  fc.constantFrom('node-1', 'node-9', 'fuzzed', 'default', '_catalog', '*', '', '0', '-1', '1e309'),
  fc.constantFrom('../../etc/passwd', '..\\..\\x', 'a\u0000b', 'file:///dev/null', '%s%n', "';--"),
  fc.string(),
);
const strangeValues = fc.oneof(
  strangeTexts,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(null, [], {}, Number.MAX_SAFE_INTEGER, '2026-01-05T10:00:00Z'),
  fc.array(strangeTexts, { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('op', 'id', 'content', '__proto__', 'constructor'), strangeTexts),
);

function strangeFields<Value>(names: readonly string[], values: fc.Arbitrary<Value>) {
  return fc.dictionary(fc.constantFrom(...names, '__proto__', 'unknown'), values, { maxKeys: 6 });
}

/** They do what they say: the node would be gone. */
const stops: readonly string[] = [
  endpoints.shutdown.path,
  endpoints.shutdownUpstream.path,
  endpoints.shutdownNode.path,
];

test('no value in any field of any operation crashes a node or is a 500', async () => {
  const names = Object.keys(endpoints) as EndpointName[];
  const operations = names
    .filter((name) => !stops.includes(endpoints[name].path))
    .map((name) =>
      fc.record({
        name: fc.constant(name),
        param: strangeTexts,
        asked: strangeFields(Object.keys(endpoints[name].query.shape), strangeTexts),
        body: strangeFields(Object.keys(endpoints[name].request?.shape ?? {}), strangeValues),
      }),
    );
  const property = fc.asyncProperty(
    fc.oneof(...operations),
    async ({ name, param, asked, body }) => {
      const endpoint = endpoints[name];
      const path = endpoint.path.replace(/:\w+/g, () => encodeURIComponent(param));
      const words = new URLSearchParams(Object.entries(asked));
      const url = `${path}${words.size === 0 ? '' : `?${words}`}`;
      const text = endpoint.request === null ? '' : JSON.stringify(body);
      const sent = { method: endpoint.method, path: url, body: text };
      const answer = await send(sent, { 'content-type': 'application/json' });
      expect(answer?.status, `${endpoint.method} ${url} ${text}: ${answer?.text}`).not.toBe(500);
      const isJson = answer?.text.startsWith('{') === true;
      if (isJson) requireDeclared(sent, JSON.parse(answer.text));
    },
  );
  await fc.assert(property, { ...runs, numRuns: 400 });
  await expectAlive();
});

test.each([
  '/api/v1/memories/..%2f..%2f..%2fetc%2fpasswd',
  '/api/v1/cluster/nodes/..%2fnode-1',
  '/api/v1/cluster/nodes/node-1%00',
  '/api/v1/cluster/nodes/node-1%0d%0aset-cookie:x=1',
  '/api/v1/memories/%2e%2e/cluster/config',
  '/api/v1/memories?space=../default',
  '/internal/v1/../../health',
  `/api/v1/memories/${'x'.repeat(600)}`,
])('a path that tries to get elsewhere is refused: %s', async (path) => {
  const answer = await send({ method: 'GET', path, body: '' }, {});
  expect([400, 404, 414]).toContain(answer?.status);
});

test.each(['a b', 'x'.repeat(200), 'caf\u00e9', '<script>', 'a\tb', '{}'])(
  'an id of a request that could harm a log or an answer is replaced: %s',
  async (id) => {
    const { url } = cluster.node(0);
    const response = await fetch(`${url}/health`, { headers: { 'x-request-id': id } });
    expect(response.headers.get('x-request-id')).toMatch(/^[\w-]{8}-\w+$/);
  },
);

test.each([
  ['x-memory-space', '../default'],
  ['x-memory-space', 'default, other'],
  ['x-engram-memory-space', '_catalog'],
  ['x-memory-space-id', 'a'.repeat(5_000)],
])('a header `%s` that names no space is refused', async (name, value) => {
  const sent = { method: 'GET', path: '/api/v1/memories', body: '' };
  expect((await send(sent, { [name]: value }))?.status).toBe(400);
});

test('no request of a client crashes a node or is a 500, whatever it holds', async () => {
  const methods = fc.constantFrom('GET', 'POST', 'DELETE', 'PUT', 'PATCH', 'HEAD', 'OPTIONS');
  const types = fc.constantFrom(
    'application/json',
    'text/plain',
    'application/json; charset=latin1',
  );
  const property = fc.asyncProperty(
    methods,
    paths,
    query,
    bodies,
    types,
    async (method, path, q, body, type) => {
      fc.pre(!stops.includes(path));
      const answer = await send({ method, path: `${path}${q}`, body }, { 'content-type': type });
      if (answer === null) return;
      expect(answer.status, answer.text).not.toBe(500);
      const isRefused = answer.status >= 400 && answer.status !== 503 && method !== 'HEAD';
      if (isRefused) errorEnvelope.parse(JSON.parse(answer.text));
    },
  );
  await fc.assert(property, runs);
  await expectAlive();
});

const upgrade = Buffer.from(
  `GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: ${peerProtocol}\r\n\r\n`,
);

test('no bytes on the socket crash a node', async () => {
  const { hostname, port } = new URL(cluster.node(0).url);
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 500 }),
    fc.uint8Array({ maxLength: 500 }).map((bytes) => Buffer.concat([upgrade, bytes])),
    fc
      .tuple(fc.object(), fc.string())
      .map(([head, body]) => Buffer.concat([upgrade, writeFrame(head, body)])),
    fc.string().map((text) => Buffer.from(`GET /${text} HTTP/1.1\r\nhost: x\r\n${text}\r\n\r\n`)),
    fc.constantFrom(
      Buffer.from(
        'POST /api/v1/memories/remember HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nabc',
      ),
      Buffer.from('POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'),
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    ),
  );
  const property = fc.asyncProperty(bytes, async (sent) => {
    await new Promise<void>((resolve) => {
      const socket = connect({ host: hostname, port: Number(port) });
      socket.on('error', () => resolve());
      socket.on('close', () => resolve());
      socket.resume();
      socket.end(sent);
    });
  });
  await fc.assert(property, runs);
  await expectAlive();
});

test('no message of a node that has gone mad crashes this one, and none of it reaches a log', async () => {
  const internalPaths = Object.values(internal).filter((value) => typeof value === 'string');
  const kinds = fc.constantFrom(
    'append',
    'canvass',
    'vote-request',
    'vote-answer',
    'install',
    'hand-over',
    'confirm',
    'confirm-answer',
    'x',
  );
  const message = fc.record({
    group: fc.constantFrom('default', '_catalog', 'x', 7),
    from: fc.constantFrom('node-1', 'node-2'),
    epoch: fc.oneof(fc.constantFrom(0, 1), fc.anything()),
    kind: kinds,
    previous: fc.anything(),
    position: fc.anything(),
    entries: fc.anything(),
    state: fc.anything(),
    round: fc.anything(),
  });
  const strange = fc.oneof(
    fc.json(),
    fc.array(message).map((messages) => JSON.stringify({ messages })),
    fc
      .record({ space: fc.constant('default'), type: fc.integer(), payload: fc.json() })
      .map((body) => JSON.stringify(body)),
  );
  const base = cluster.node(0).url;
  // From the node's own address, as one of its own processes could.
  const client = peerClient(new URL(base).hostname);
  const call = { base, lane: 'requests', deadlineMs: 10_000 } as const;
  const property = fc.asyncProperty(
    fc.constantFrom(...internalPaths),
    strange,
    async (path, body) => {
      const { status, body: answer } = await client.call({ ...call, path, json: body });
      expect(status, JSON.stringify(answer)).not.toBe(500);
    },
  );
  await fc.assert(property, runs);
  await expectAlive();
});

test('a stranger may not speak as a node', async () => {
  const body = { messages: [] };
  const call = { base: cluster.node(0).url, lane: 'requests', deadlineMs: 10_000 } as const;
  const answer = await peerClient().call({ ...call, path: internal.replicationPath, body });
  expect(answer.status).toBe(400);
  expect(answer.body).toMatchObject({
    error: {
      message: 'Unexpected sender `node-1` at `127.0.0.1`, expected a member of this cluster.',
    },
  });
});
