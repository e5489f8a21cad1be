// The generator against real sockets: what it counts, and that it does not hide the time that a server makes it wait.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type OpenLoop, runOpenLoop } from '../../../ops/load/open-loop.ts';
import { createPace } from '../../../ops/load/pace.ts';
import { summarise } from '../../../ops/load/summary.ts';
import type { LoadOperation } from '../../../ops/load/workload.ts';

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function bodyOf(request: Parameters<RequestListener>[0]): Promise<string> {
  let text = '';
  for await (const part of request) text += String(part);
  return text;
}

const store = (index: number): LoadOperation => ({
  op: 'store',
  space: 'load-0',
  id: `m-${index}`,
  content: `load m-${index}`,
});

function loop(url: string, given: Partial<OpenLoop> = {}): OpenLoop {
  return {
    pace: createPace(500, 400),
    operation: store,
    nodes: [{ id: 'node-1', url }],
    nodeOf: () => 'node-1',
    connections: 2,
    batchMax: 50,
    linger: 0,
    warmUp: 0,
    onWarm: () => undefined,
    patience: 5_000,
    ...given,
  };
}

const never = new AbortController().signal;

/** Answers a batch as a node does; `failing` of its operations fail. */
const answering =
  (failing = 0, seen: string[] = [], sizes: number[] = []): RequestListener =>
  async (request, response) => {
    const { operations } = JSON.parse(await bodyOf(request)) as { operations: LoadOperation[] };
    seen.push(...operations.map(({ id }) => id));
    sizes.push(operations.length);
    const results = operations.map(({ id }, index) =>
      index < failing
        ? { status: 'failed', id, code: 'X', message: 'x', outcome: 'not_applied' }
        : { status: 'stored', id, sequence: 1 },
    );
    response.setHeader('content-type', 'application/json');
    const body = `${JSON.stringify({ results, failed: Math.min(failing, operations.length) })}\n`;
    response.setHeader('content-length', body.length);
    response.end(body);
  };

describe('an open loop', () => {
  test('issues every operation of its schedule once', async () => {
    const seen: string[] = [];
    const { tally, due, unfinished } = await runOpenLoop(
      loop(await serve(answering(0, seen))),
      never,
    );
    expect(due).toBe(200);
    expect(unfinished).toBe(0);
    expect(tally.counts).toEqual({ ok: 200, fail: 0, unknown: 0 });
    expect(seen.sort()).toEqual(Array.from({ length: 200 }, (_, n) => `m-${n}`).sort());
  });

  test('counts what fails inside a batch, and writes down the outcome of each', async () => {
    const lines: { memory_id: string; outcome: string }[] = [];
    const writer = {
      add: (line: { memory_id: string; outcome: string }) => lines.push(line),
      close: () => undefined,
    };
    const url = await serve(answering(1));
    const history = { writer, process: 'load-x' };
    const { tally } = await runOpenLoop(loop(url, { history }), never);
    expect(tally.counts.fail).toBeGreaterThan(0);
    expect(tally.counts.fail + tally.counts.ok).toBe(200);
    expect(lines).toHaveLength(200);
    expect(lines.filter(({ outcome }) => outcome === 'fail')).toHaveLength(tally.counts.fail);
  });

  test('goes on while a server is silent, and counts the silence from the moment each operation was due', async () => {
    let silentUntil = Number.POSITIVE_INFINITY;
    const answer = answering();
    const url = await serve((request, response) => {
      if (silentUntil === Number.POSITIVE_INFINITY) silentUntil = performance.now() + 300;
      const wait = Math.max(0, silentUntil - performance.now());
      setTimeout(() => void answer(request, response), wait);
    });
    const { tally, due } = await runOpenLoop(loop(url, { connections: 1, batchMax: 1_000 }), never);
    expect(tally.counts.ok).toBe(due);
    const { latency_ms, service_ms } = tally.figures();
    // About three of four operations were due in the silence: half of all waited for 100 ms and more, though most of
    // them were sent only after it and answered at once.
    expect(latency_ms.p50).toBeGreaterThan(50);
    expect(latency_ms.max).toBeGreaterThanOrEqual(service_ms.max);
  });

  test('operations without an answer at the end are unfinished, and the run is missed', async () => {
    const url = await serve(() => undefined);
    const stop = new AbortController();
    const result = await runOpenLoop(
      loop(url, { pace: createPace(100, 100), patience: 200 }),
      stop.signal,
    );
    expect(result.unfinished).toBe(10);
    expect(result.tally.settled).toBe(0);
    const use = { seconds: 1, nodes: 1, generator: 0.1, others: 0, by_node: {} };
    expect(summarise({ rate: 100, batchMax: 50, linger: 0 }, result, use)).toMatchObject({
      verdict: result.lagMs > 50 ? 'inconclusive' : 'missed',
      unfinished: 10,
      ok: 0,
    });
  });

  test('a busy neighbour makes a run inconclusive, however good it looks', async () => {
    const result = await runOpenLoop(loop(await serve(answering())), never);
    const plan = { rate: 500, batchMax: 50, linger: 0 };
    const use = { seconds: 1, nodes: 1, generator: 0.1, others: 0.3, by_node: {} };
    expect(summarise(plan, result, use)).toMatchObject({ verdict: 'inconclusive', ok: 200 });
  });

  test('a node that is not there fails what is sent to it, and nothing is unknown', async () => {
    const { tally } = await runOpenLoop(loop('http://127.0.0.1:1'), never);
    expect(tally.counts).toEqual({ ok: 0, fail: 200, unknown: 0 });
  });

  test('a connection that breaks leaves its operations unknown', async () => {
    const url = await serve((request) => request.socket.destroy());
    const { tally } = await runOpenLoop(loop(url), never);
    expect(tally.counts).toEqual({ ok: 0, fail: 0, unknown: 200 });
  });

  test('with one operation in a request uses the paths for single memories', async () => {
    const asked = new Set<string>();
    const url = await serve((request, response) => {
      asked.add(`${request.method} ${request.url?.replace(/m-\d+/, 'ID')}`);
      request.resume().on('end', () => {
        const body = '{"memory_id":"x"}';
        response.writeHead(request.method === 'GET' ? 404 : 201, { 'content-length': body.length });
        response.end(body);
      });
    });
    const operation = (index: number): LoadOperation =>
      index % 2 === 0 ? store(index) : { ...store(index), op: 'get' };
    const { tally } = await runOpenLoop(loop(url, { batchMax: 1, operation }), never);
    expect(tally.counts.ok).toBe(200);
    expect([...asked].sort()).toEqual([
      'GET /api/v1/memories/ID?space=load-0',
      'POST /api/v1/memories/remember?space=load-0',
    ]);
  });
});

describe('operations that linger', () => {
  test('go together, as often as they are collected, and none is left behind', async () => {
    const sizes: number[] = [];
    const url = await serve(answering(0, [], sizes));
    const { tally } = await runOpenLoop(loop(url, { linger: 100, batchMax: 1_000 }), never);
    expect(tally.counts.ok).toBe(200);
    // 400 ms of 500 a second: four collections, and perhaps what was due after the last of them.
    expect(sizes.length).toBeLessThanOrEqual(5);
  });

  test('go before their time when no more fit into a request', async () => {
    const sizes: number[] = [];
    const url = await serve(answering(0, [], sizes));
    const { tally } = await runOpenLoop(loop(url, { linger: 60_000, batchMax: 20 }), never);
    expect(tally.counts.ok).toBe(200);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(20);
    expect(sizes.length).toBeGreaterThanOrEqual(10);
  });
});
