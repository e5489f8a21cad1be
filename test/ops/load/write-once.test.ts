// What the writer may conclude from what it is told. Servers here are real sockets on the loopback.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { judgeAnswer, type WriteTarget, writeOnce } from '../../../ops/load/write-once.ts';

async function serve(id: string, answer: RequestListener): Promise<WriteTarget> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { id, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const refuse =
  (status: number, outcome?: 'not_applied' | 'unknown'): RequestListener =>
  (_request, response) => {
    response.statusCode = status;
    response.end(JSON.stringify({ error: { code: 'X', message: 'x', outcome } }));
  };
const accept: RequestListener = (_request, response) => {
  response.statusCode = 201;
  response.end('{}');
};
const hang: RequestListener = () => {};
const reset: RequestListener = (request) => request.socket.destroy();

const write = (targets: readonly WriteTarget[], deadline = 400) =>
  writeOnce({ space: 'notes', memoryId: 'm-1', targets, deadline });

test('an acknowledged write is ok', async () => {
  expect(await write([await serve('a', accept)])).toEqual({ outcome: 'ok', node: 'a' });
});

test('a write that one node refuses is tried on the next', async () => {
  const targets = [await serve('a', refuse(503, 'not_applied')), await serve('b', accept)];
  expect(await write(targets)).toEqual({ outcome: 'ok', node: 'b' });
});

test('every attempt has the same id', async () => {
  const ids: string[] = [];
  const note: RequestListener = (request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      ids.push(JSON.parse(body).id);
      refuse(503, 'unknown')(request, response);
    });
  };
  await write([await serve('a', note), await serve('b', note)]);
  expect(ids.length).toBeGreaterThan(1);
  expect(new Set(ids)).toEqual(new Set(['m-1']));
});

test('a write that nobody took has failed', async () => {
  const closed = { id: 'a', url: 'http://127.0.0.1:1' };
  expect(await write([closed])).toMatchObject({ outcome: 'fail' });
  expect(await write([await serve('b', refuse(503, 'not_applied'))])).toMatchObject({
    outcome: 'fail',
  });
});

test.each([
  ['is not answered', hang],
  ['is cut off', reset],
  ['may have been applied, as the node says', refuse(503, 'unknown')],
  ['is refused without a word on what became of it', refuse(500)],
])('a write that %s is unknown', async (_name, answer) => {
  const closed = { id: 'b', url: 'http://127.0.0.1:1' };
  expect(await write([await serve('a', answer), closed])).toMatchObject({ outcome: 'unknown' });
});

test('a write that is not acceptable fails at once', async () => {
  const targets = [await serve('a', refuse(422)), await serve('b', accept)];
  expect(await write(targets)).toEqual({ outcome: 'fail', node: 'a' });
});

test.each([
  [201, undefined, 'acknowledged'],
  [503, 'not_applied', 'not-applied'],
  [503, 'unknown', 'maybe-applied'],
  [408, undefined, 'maybe-applied'],
  [400, undefined, 'refused'],
] as const)('status %i with outcome %s means %s', (status, outcome, attempt) => {
  expect(judgeAnswer({ status, text: JSON.stringify({ error: { outcome } }) })).toBe(attempt);
});
