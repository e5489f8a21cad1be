// Reads of acknowledged memories while a load writes. Servers here are real sockets on the loopback.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Operation } from '../../../ops/load/history.ts';
import { ReadBack } from '../../../ops/load/read-back.ts';

const ids = ['node-1', 'node-2', 'node-3'];

/** Nodes that answer every read with this status; what they were asked is kept. */
async function serve(status: number) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.statusCode = status;
    const found = { id: 'w-1', content: 'load w-1' };
    const code = status === 404 ? 'MEMORY_NOT_FOUND' : 'X';
    response.end(JSON.stringify(status === 200 ? found : { error: { code, message: 'x' } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { targets: ids.map((id) => ({ id, url })), asked };
}

type Targets = Awaited<ReturnType<typeof serve>>['targets'];

function reader(targets: Targets, holders: readonly string[] = ids) {
  const lines: Operation[] = [];
  const readBack = new ReadBack(
    { process: 'w', space: 'notes', rate: 100, targets },
    {
      history: { add: (operation) => lines.push(operation), close: () => {} },
      holders: () => holders,
      random: () => 0.5,
    },
  );
  return { readBack, lines };
}

test('each read is a line of the history, with what the copy of another node had', async () => {
  const { targets, asked } = await serve(200);
  const { readBack, lines } = reader(targets);
  const at = performance.now();
  readBack.acknowledged('w-1', 'node-1', at);
  readBack.issue(10);
  expect(await readBack.finish()).toEqual({ answered: 2, not_found: 0, unanswered: 0 });
  expect(asked).toEqual(Array(2).fill('/api/v1/memories/w-1?space=notes&consistency=local'));
  expect(lines.map(({ node }) => node).sort()).toEqual(['node-2', 'node-3']);
  expect(new Set(lines.map(({ op_id }) => op_id)).size).toBe(2);
  for (const line of lines) {
    expect(line).toMatchObject({
      ...{ process: 'w', op: 'get', space: 'notes', memory_id: 'w-1' },
      ...{ outcome: 'ok', consistency: 'local', found: true },
    });
    expect(line.start).toBeGreaterThanOrEqual(performance.timeOrigin + at - 0.001);
    expect(line.end).toBeGreaterThanOrEqual(line.start);
  }
});

test.each([
  ['a copy that does not have it', 404, { outcome: 'ok', found: false }],
  ['a node that does not say', 503, { outcome: 'fail', found: null }],
])('%s is recorded as that', async (_, status, line) => {
  const { targets } = await serve(status);
  const { readBack, lines } = reader(targets);
  readBack.acknowledged('w-1', 'node-1', performance.now());
  readBack.issue(0);
  const counts = await readBack.finish();
  expect(lines).toEqual([expect.objectContaining(line)]);
  expect(counts).toMatchObject(status === 404 ? { not_found: 1 } : { answered: 0, unanswered: 1 });
});

test('nodes without a copy are not asked', async () => {
  const { targets } = await serve(200);
  const { readBack, lines } = reader(targets, ['node-1', 'node-3']);
  readBack.acknowledged('w-1', 'node-1', performance.now());
  readBack.issue(30);
  await readBack.finish();
  expect(lines.map(({ node }) => node)).toEqual(Array(4).fill('node-3'));
});

test('what is due before anything is acknowledged is left out', async () => {
  const { targets, asked } = await serve(200);
  const { readBack } = reader(targets);
  readBack.issue(1_000);
  readBack.acknowledged('w-1', 'node-1', performance.now());
  readBack.issue(1_010);
  expect(await readBack.finish()).toMatchObject({ answered: 1 });
  expect(asked).toHaveLength(1);
});

test('a cluster with a single copy has nothing to read back', async () => {
  const { targets, asked } = await serve(200);
  const { readBack } = reader(targets, ['node-1']);
  readBack.acknowledged('w-1', 'node-1', performance.now());
  readBack.issue(100);
  expect(await readBack.finish()).toEqual({ answered: 0, not_found: 0, unanswered: 0 });
  expect(asked).toEqual([]);
});
