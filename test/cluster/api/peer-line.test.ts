// What a node does with connections of others, against real sockets.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { peerProtocol, writeFrame } from '../../../cluster/api/peer-frame.ts';
import { startHttpServer } from '../../../cluster/api/server.ts';
import { ApiError } from '../../../cluster/errors.ts';
import { peerClient, servePeers } from './serve-peers.ts';

const ask = (base: string) =>
  ({ base, lane: 'requests', path: '/internal/v1/x', body: {}, deadlineMs: 5_000 }) as const;

/** A connection on which anything can be said. */
async function dial(port: number): Promise<{ socket: Socket; heard: () => string }> {
  const socket = connect({ port, host: '127.0.0.1' });
  onTestFinished(() => void socket.destroy());
  let heard = '';
  socket.on('data', (part: Buffer) => {
    heard += part.toString('latin1');
  });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return { socket, heard: () => heard };
}

const upgrade = (protocol: string) =>
  `GET /health HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: ${protocol}\r\n\r\n`;
const request = { path: '/internal/v1/x', from: 'node-1' };

test('a stranger is refused before its body is read, and its connection ends', async () => {
  const { port } = await servePeers({
    admit: ({ from }) => {
      throw new ApiError('BAD_REQUEST', `Unexpected sender \`${from}\`.`);
    },
  });
  const { socket, heard } = await dial(port);
  const frame = writeFrame(request, 'x'.repeat(10_000));
  socket.write(upgrade(peerProtocol));
  socket.write(frame.subarray(0, frame.length - 5_000));
  await once(socket, 'close');
  expect(heard()).toContain('{"status":400}');
  expect(heard()).toContain('Unexpected sender `node-1`.');
});

test('what is thrown while answering is the answer, and the connection stays', async () => {
  const { base, connections } = await servePeers({
    answer: async () => {
      throw new ApiError('UNAUTHORIZED', 'Not you.');
    },
  });
  const client = peerClient();
  for (const _ of [1, 2]) {
    const { status, body } = await client.call(ask(base));
    expect(status).toBe(401);
    expect(body).toMatchObject({ error: { code: 'UNAUTHORIZED', message: 'Not you.' } });
  }
  expect(connections()).toBe(1);
});

test.each([
  ['is no frame', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ['comes before the reply to the one before', writeFrame(request, 'second')],
])('a connection ends when what comes %s', async (_, bytes) => {
  let asked = 0;
  const { port } = await servePeers({
    answer: () => {
      asked += 1;
      return new Promise(() => undefined);
    },
  });
  const { socket } = await dial(port);
  socket.write(upgrade(peerProtocol));
  if (bytes.includes('second')) {
    socket.write(writeFrame(request, 'first'));
    await expect.poll(() => asked).toBe(1);
  }
  socket.write(bytes);
  await once(socket, 'close');
  expect(asked).toBeLessThan(2);
});

test('a node that ends its side in the middle of a request leaves no connection behind', async () => {
  const { port } = await servePeers({});
  const { socket } = await dial(port);
  const half = writeFrame(request, 'body').subarray(0, -2);
  socket.end(Buffer.concat([Buffer.from(upgrade(peerProtocol)), half]));
  await once(socket, 'close');
});

test('a head without a path or a sender is refused', async () => {
  for (const head of [{}, { path: '/x' }, { ...request, signature: 1 }]) {
    const { port } = await servePeers({});
    const { socket, heard } = await dial(port);
    socket.write(Buffer.concat([Buffer.from(upgrade(peerProtocol)), writeFrame(head, '')]));
    await once(socket, 'close');
    expect(heard()).toContain('{"status":400}');
  }
});

test('ending lets a request be answered, and closes what is idle', async () => {
  let finish = null as ((answer: unknown) => void) | null;
  const { base, port, lines } = await servePeers({
    answer: () =>
      new Promise((resolve) => {
        finish = resolve;
      }),
  });
  const idle = await dial(port);
  idle.socket.write(upgrade(peerProtocol));
  await expect.poll(idle.heard).toContain('101');
  const busy = peerClient().call(ask(base));
  await expect.poll(() => finish).not.toBeNull();
  const closed = once(idle.socket, 'close');
  lines.end();
  await closed;
  finish?.({ done: true });
  expect((await busy).body).toEqual({ done: true });
});

test('one server has clients and nodes on one port, and takes no other upgrade', async () => {
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    tls: null,
    handle: (_, response) => response.end('hello'),
    peers: { admit: () => undefined, answer: async () => ({ from: 'a node' }) },
  });
  onTestFinished(() => server.close(0));
  const base = `http://127.0.0.1:${server.port}`;
  expect(await (await fetch(base)).text()).toBe('hello');
  expect((await peerClient().call(ask(base))).body).toEqual({ from: 'a node' });
  const { socket, heard } = await dial(server.port);
  socket.write(upgrade('h2c'));
  await expect.poll(heard).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*hello/);
});

test('a server that closes does not wait for an idle node, and for a busy one only so long', async () => {
  let asked = 0;
  const start = () =>
    startHttpServer({
      host: '127.0.0.1',
      port: 0,
      tls: null,
      handle: (_, response) => response.end(),
      peers: {
        admit: () => undefined,
        answer: ({ path }) => {
          if (path === '/idle') return Promise.resolve(null);
          asked += 1;
          return new Promise(() => undefined);
        },
      },
    });
  const client = peerClient();
  const idle = await start();
  await client.call({ ...ask(`http://127.0.0.1:${idle.port}`), path: '/idle' });
  await idle.close(60_000);
  const busy = await start();
  const cut = client.call(ask(`http://127.0.0.1:${busy.port}`)).catch(({ message }) => message);
  await expect.poll(() => asked).toBe(1);
  await busy.close(50);
  expect(await cut).toContain('No answer to');
});
