import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endpoints, type RequestInputOf, type ResponseOf } from '../../../cluster/api/contract.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { type LiveCluster, type LiveNode, makeCluster } from '../node/live-cluster.ts';

type Operations = RequestInputOf<'operate'>['operations'];

let cluster: LiveCluster;
beforeAll(async () => {
  cluster = await makeCluster(3);
  await cluster.start();
  await cluster.initialize();
});
afterAll(() => cluster.destroy());

async function operate(
  operations: Operations,
  node: LiveNode = cluster.node(0),
): Promise<ResponseOf<'operate'>> {
  const answer = await node.ask('POST', '/api/v1/operations', { operations });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  const body = endpoints.operate.response.parse(answer.body);
  expect(answer.body).toEqual(body);
  return body;
}

describe('many operations in one request', () => {
  test('have a result each, in order, and the spaces that they store in come into being', async () => {
    const { results, failed } = await operate([
      { op: 'store', space: 'batch-a', id: 'one', content: 'first', confidence: 0.4, tags: ['t'] },
      { op: 'store', space: 'batch-b', id: 'one', content: 'elsewhere' },
      { op: 'delete', space: 'batch-a', id: 'two' },
      { op: 'get', space: 'batch-c', id: 'one' },
    ]);
    expect(failed).toBe(1);
    expect(results).toMatchObject([
      { status: 'stored', id: 'one' },
      { status: 'stored', id: 'one' },
      { status: 'not_found', id: 'two' },
      { status: 'failed', id: 'one', code: 'RESOURCE_NOT_FOUND' },
    ]);
    expect((await operate([{ op: 'get', space: 'batch-a', id: 'one' }])).results).toMatchObject([
      { status: 'found', content: 'first', confidence: 0.4, tags: ['t'], memory_type: 'semantic' },
    ]);
  });

  test('mean the same through every node, and are what single requests see', async () => {
    for (const node of cluster.nodes) {
      const id = `by-${node.id}`;
      await operate([{ op: 'store', space: 'batch-a', id, content: id }], node);
      for (const asked of cluster.nodes) {
        const read = await operate([{ op: 'get', space: 'batch-a', id }], asked);
        expect(read.results).toMatchObject([{ status: 'found', content: id }]);
        const single = await asked.get('getMemory', `/api/v1/memories/${id}?space=batch-a`);
        expect(single).toMatchObject({ id, content: id, confidence: 0.7 });
      }
      const removed = await operate([{ op: 'delete', space: 'batch-a', id }], node);
      expect(removed.results).toMatchObject([{ status: 'deleted', id }]);
      const gone = await node.ask('GET', `/api/v1/memories/${id}?space=batch-a`);
      expect(gone.status).toBe(404);
    }
  });

  test('an operation with a name takes effect once, however often it is sent', async () => {
    const named: Operations = [
      { op: 'store', space: 'batch-d', id: 'x', content: 'old', operation_id: 'client-1' },
    ];
    expect((await operate(named)).results).toMatchObject([{ status: 'stored' }]);
    const { results } = await operate([{ op: 'delete', space: 'batch-d', id: 'x' }]);
    expect(results).toMatchObject([{ status: 'deleted' }]);
    // The late retry is confirmed, and does not bring the memory back.
    const again = await operate(named, cluster.node(1));
    expect(again.results).toMatchObject([{ status: 'stored' }]);
    const read = await operate([{ op: 'get', space: 'batch-d', id: 'x' }]);
    expect(read.results).toEqual([{ status: 'not_found', id: 'x' }]);
  });

  test('a request with one wrong operation is refused as a whole', async () => {
    const operations = [
      { op: 'store', space: 'batch-e', id: 'fine', content: 'fine' },
      { op: 'store', space: 'batch-e', id: 'not fine', content: 'fine' },
    ];
    const answer = await cluster.node(0).ask('POST', '/api/v1/operations', { operations });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      error: { code: 'MEMORY_VALIDATION_ERROR', issues: [{ path: 'operations.1.id' }] },
    });
    const read = await cluster.node(0).ask('GET', '/api/v1/memories/fine?space=batch-e');
    expect(read.status).toBe(404);
  });

  test('every operation is counted', async () => {
    const count = async (): Promise<number> => {
      const text = await cluster.node(0).get('getMetrics', '/metrics');
      return Number(/^engram_operations_total\{operation="store"\} (\d+)$/m.exec(text)?.[1]);
    };
    const before = await count();
    await operate([1, 2, 3].map((n) => ({ op: 'store', id: `m-${n}`, content: 'counted' })));
    expect(await count()).toBe(before + 3);
  });

  test('survive the loss of the primary, and all copies agree', async () => {
    const ids = Array.from({ length: 200 }, (_, n) => `kept-${n}`);
    const space = 'batch-f';
    await operate(ids.map((id) => ({ op: 'store', space, id, content: `about ${id}` })));
    const primary = cluster.byId(await cluster.primaryOf(space, cluster.node(0)));
    await primary.end('SIGKILL');
    const [other] = cluster.nodes.filter((node) => node !== primary);
    if (other === undefined) throw new Error('There is no other node.');
    const wanted: Operations = ids.map((id) => ({ op: 'get', space, id }));
    const found = async (): Promise<boolean> => {
      const { results } = await operate(wanted, other);
      return results.every(({ status }) => status === 'found');
    };
    await waitUntil(found, 30_000, 'every memory at the new primary');
    await primary.start();
    await waitUntil(
      async () => (await other.get('getConvergence', '/api/v1/cluster/convergence')).converged,
      30_000,
      'equal copies',
    );
  });
});
