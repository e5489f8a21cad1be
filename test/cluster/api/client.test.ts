// Calls from node to node, against real sockets.
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PeerError } from '../../../cluster/api/client.ts';
import { writeFrame } from '../../../cluster/api/peer-frame.ts';
import type { PeerDesk } from '../../../cluster/api/peer-line.ts';
import { peerClient, servePeers } from './serve-peers.ts';

/** Answers each connection's first bytes with `pieces`, one after the other. */
async function serveBytes(...pieces: readonly (string | Uint8Array)[]): Promise<string> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.once('data', () => {
      const send = ([piece, ...rest]: readonly (string | Uint8Array)[]): void => {
        if (piece !== undefined) socket.write(piece, () => setImmediate(send, rest));
      };
      send(pieces);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const agreement = 'HTTP/1.1 101 Switching Protocols\r\n\r\n';

/** Says what came. */
const echo: Pick<PeerDesk, 'answer'> = {
  answer: async ({ path, from }, body) => ({ path, from, text: body.toString() }),
};

const ask = (base: string, body: unknown, deadlineMs = 5_000) =>
  ({ base, lane: 'requests', path: '/internal/v1/x', body, deadlineMs }) as const;

async function failure(call: Promise<unknown>): Promise<PeerError> {
  const thrown = await call.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (thrown instanceof PeerError) return thrown;
  throw new Error('Expected the call to fail.');
}

describe('a call to a peer', () => {
  test('brings the body over and the answer back, and keeps the connection', async () => {
    const { base, connections } = await servePeers(echo);
    const client = peerClient();
    for (const body of [{ word: 'größer' }, { word: 'x'.repeat(300_000) }]) {
      const answer = await client.call(ask(base, body));
      const text = JSON.stringify(body);
      expect(answer).toEqual({
        status: 200,
        body: { path: '/internal/v1/x', from: 'node-1', text },
      });
    }
    const given = { ...ask(base, undefined), json: '{"as":"it is"}' };
    expect((await client.call(given)).body).toMatchObject({ text: '{"as":"it is"}' });
    expect(connections()).toBe(1);
  });

  test('calls at the same time have connections of their own, and each its answer', async () => {
    const { base, connections } = await servePeers(echo);
    const client = peerClient();
    const answers = await Promise.all([1, 2, 3].map((n) => client.call(ask(base, { n }))));
    expect(answers.map(({ body }) => (body as { text: string }).text)).toEqual([
      '{"n":1}',
      '{"n":2}',
      '{"n":3}',
    ]);
    expect(connections()).toBe(3);
  });

  test('without an answer ends at its deadline, and may have arrived', async () => {
    const { base } = await servePeers({ answer: () => new Promise(() => undefined) });
    const error = await failure(peerClient().call(ask(base, {}, 100)));
    expect(error.message).toContain('the deadline of 100 ms passed');
    expect(error.sent).toBe(true);
  });

  test('to nobody was certainly not sent', async () => {
    const error = await failure(peerClient().call(ask('http://127.0.0.1:1', {})));
    expect(error.sent).toBe(false);
    expect(error.message).toContain('ECONNREFUSED');
  });

  test('that is cut off may have arrived, and the next one has a new connection', async () => {
    const { base, port, connections, stop } = await servePeers({
      answer: () => new Promise(() => undefined),
    });
    const client = peerClient();
    const cut = failure(client.call(ask(base, {})));
    await expect.poll(connections).toBe(1);
    await stop();
    expect((await cut).sent).toBe(true);
    const again = await servePeers(echo, port);
    expect((await client.call(ask(base, {}))).status).toBe(200);
    expect(again.connections()).toBe(1);
  });

  test('in flight ends when the peer is forgotten', async () => {
    const { base } = await servePeers({
      answer: () => {
        client.forget(base);
        return new Promise(() => undefined);
      },
    });
    const client = peerClient();
    expect((await failure(client.call(ask(base, {})))).message).toContain('the peer is gone');
  });

  test('an answer in pieces is put together', async () => {
    const frame = writeFrame({ status: 200 }, '{"a":"b"}');
    const bytes = Buffer.concat([Buffer.from(agreement), frame]);
    const cuts = [10, agreement.length - 1, agreement.length + 3, bytes.length - 4, bytes.length];
    const pieces = cuts.map((end, index) => bytes.subarray(cuts[index - 1] ?? 0, end));
    const base = await serveBytes(...pieces);
    expect(await peerClient().call(ask(base, {}))).toEqual({ status: 200, body: { a: 'b' } });
  });

  const framed = (head: object, body: string) =>
    Buffer.concat([Buffer.from(agreement), writeFrame(head, body)]);
  test.each([
    ['is no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n\r\n', 'does not speak `engram-peer/1`: SSH-2.0'],
    ['refuses the upgrade', 'HTTP/1.1 200 OK\r\n\r\n{}', 'does not speak `engram-peer/1`'],
    ['has an endless head', `HTTP/1.1 101 OK\r\n${'x'.repeat(20_000)}`, 'has no end'],
    ['has no status', framed({}, '{}'), 'has no status'],
    ['is no JSON', framed({ status: 200 }, 'abc'), 'JSON'],
    [
      'is too long',
      Buffer.concat([framed({ status: 200 }, '{}'), Buffer.from('{}')]),
      'more bytes',
    ],
  ])('an answer that %s is none', async (_, bytes, message) => {
    const error = await failure(peerClient().call(ask(await serveBytes(bytes), {})));
    expect(error.message).toContain(message);
    expect(error.sent).toBe(true);
  });
});
