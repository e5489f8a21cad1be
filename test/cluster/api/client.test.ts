// Calls from node to node, against real sockets.
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PeerClient, PeerError } from '../../../cluster/api/client.ts';

function newClient(): PeerClient {
  const client = new PeerClient({
    nodeId: 'node-1',
    clusterEpoch: () => undefined,
    localAddress: '127.0.0.1',
    signer: null,
    ca: null,
    wrong: null,
  });
  onTestFinished(() => client.close());
  return client;
}

async function serveHttp(
  listener: RequestListener,
): Promise<{ base: string; opened: () => number }> {
  let opened = 0;
  const server = createHttpServer(listener);
  server.on('connection', () => {
    opened += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { base: `http://127.0.0.1:${port}`, opened: () => opened };
}

/** Answers each connection's first bytes with `reply`, in pieces. */
async function serveBytes(...pieces: readonly string[]): Promise<string> {
  const sockets: Socket[] = [];
  const server = createTcpServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => {
      const [first = '', ...rest] = pieces;
      socket.write(first);
      if (rest.length > 0) setImmediate(() => socket.write(rest.join('')));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const echo: RequestListener = async (request, response) => {
  let text = '';
  for await (const part of request) text += String(part);
  response.setHeader('content-type', 'application/json');
  const { url, method } = request;
  const from = request.headers['x-engram-from'];
  response.end(JSON.stringify({ method, url, from, text }));
};

const post = (base: string, body: unknown, deadlineMs = 5_000) =>
  ({ base, lane: 'requests', method: 'POST', path: '/internal/v1/x', body, deadlineMs }) as const;

async function failure(call: Promise<unknown>): Promise<PeerError> {
  const thrown = await call.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (thrown instanceof PeerError) return thrown;
  throw new Error('Expected the call to fail.');
}

/** Answers with a length, as nodes do. */
const withLength =
  (listener: RequestListener): RequestListener =>
  (request, response) => {
    const end = response.end.bind(response);
    response.end = ((text: string) => {
      response.setHeader('content-length', Buffer.byteLength(text));
      return end(text);
    }) as typeof response.end;
    void listener(request, response);
  };

describe('a call to a peer', () => {
  test('brings the body over and the answer back, and keeps the connection', async () => {
    const { base, opened } = await serveHttp(withLength(echo));
    const client = newClient();
    for (const body of [{ word: 'größer' }, { word: 'x'.repeat(300_000) }]) {
      const answer = await client.call(post(base, body));
      expect(answer).toEqual({
        status: 200,
        body: {
          method: 'POST',
          url: '/internal/v1/x',
          from: 'node-1',
          text: JSON.stringify(body),
        },
      });
    }
    const given = { ...post(base, undefined), json: '{"as":"it is"}' };
    expect((await client.call(given)).body).toMatchObject({ text: '{"as":"it is"}' });
    expect(opened()).toBe(1);
  });

  test('calls at the same time have connections of their own, and each its answer', async () => {
    const { base, opened } = await serveHttp(withLength(echo));
    const client = newClient();
    const answers = await Promise.all([1, 2, 3].map((n) => client.call(post(base, { n }))));
    expect(answers.map(({ body }) => (body as { text: string }).text)).toEqual([
      '{"n":1}',
      '{"n":2}',
      '{"n":3}',
    ]);
    expect(opened()).toBe(3);
  });

  test('without an answer ends at its deadline, and may have arrived', async () => {
    const { base } = await serveHttp(() => undefined);
    const error = await failure(newClient().call(post(base, {}, 100)));
    expect(error.message).toContain('the deadline of 100 ms passed');
    expect(error.sent).toBe(true);
  });

  test('to nobody was certainly not sent', async () => {
    const error = await failure(newClient().call(post('http://127.0.0.1:1', {})));
    expect(error.sent).toBe(false);
    expect(error.message).toContain('ECONNREFUSED');
  });

  test('that is cut off may have arrived, and the next one has a new connection', async () => {
    let cut = true;
    const { base, opened } = await serveHttp(
      withLength((request, response) => {
        if (cut) request.socket.destroy();
        else void echo(request, response);
      }),
    );
    const client = newClient();
    expect((await failure(client.call(post(base, {})))).sent).toBe(true);
    cut = false;
    expect((await client.call(post(base, {}))).status).toBe(200);
    expect(opened()).toBe(2);
  });

  test('in flight ends when the peer is forgotten', async () => {
    const { base } = await serveHttp(() => client.forget(base));
    const client = newClient();
    expect((await failure(client.call(post(base, {})))).message).toContain('the peer is gone');
  });

  test('an answer in pieces is put together', async () => {
    const pieces = ['HTTP/1.1 200 O', 'K\r\nContent-Length: 9\r\n\r\n{"a":', '"b"}'] as const;
    const base = await serveBytes(...pieces);
    expect(await newClient().call(post(base, {}))).toEqual({ status: 200, body: { a: 'b' } });
  });

  test.each([
    ['is no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n\r\n', 'unexpected head of the reply'],
    ['has no length', 'HTTP/1.1 200 OK\r\n\r\n{}', 'unexpected head of the reply'],
    ['is no JSON', 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc', 'JSON'],
    ['is too long', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}{}', 'more bytes came'],
    ['has an endless head', `HTTP/1.1 200 OK\r\n${'x'.repeat(20_000)}`, 'has no end'],
  ])('an answer that %s is none', async (_, bytes, message) => {
    const error = await failure(newClient().call(post(await serveBytes(bytes), {})));
    expect(error.message).toContain(message);
    expect(error.sent).toBe(true);
  });
});
