import { expect, test } from 'vitest';
import { createMetrics } from '../../../cluster/metrics/registry.ts';
import { setCounter } from '../../../cluster/metrics/set-counter.ts';
import type { NodeId } from '../../../cluster/model/ids.ts';
import { Routing } from '../../../cluster/node/routing.ts';
import { SentBytes } from '../../../cluster/node/sent-bytes.ts';

test('requests are counted by operation and way, retries by operation', () => {
  const routing = new Routing();
  routing.request('store', 'primary');
  routing.request('store', 'primary');
  routing.request('recall', 'scatter');
  routing.retry('store');
  routing.fallback();
  expect(routing.requests).toEqual([
    { operation: 'store', strategy: 'primary', count: 2 },
    { operation: 'recall', strategy: 'scatter', count: 1 },
  ]);
  expect([...routing.retries]).toEqual([['store', 1]]);
  expect(routing.fallbacks).toBe(1);
});

test('sent bytes are summed by copy and space', () => {
  const sent = new SentBytes();
  const replica = 'node-2' as NodeId;
  sent.add(replica, 'orders', 10);
  sent.add(replica, 'orders', 5);
  sent.add(replica, 'people', 1);
  expect(sent.all).toEqual([
    { space: 'orders', replica, bytes: 15 },
    { space: 'people', replica, bytes: 1 },
  ]);
});

test('a counter that is told its totals keeps its other label sets', async () => {
  const metrics = createMetrics();
  setCounter(metrics.routerRetries, { operation: 'store' }, 3);
  setCounter(metrics.routerRetries, { operation: 'store' }, 5);
  const text = await metrics.toText();
  expect(text).toContain('engram_router_retries_total{operation="store"} 5\n');
  expect(text).toContain('engram_router_retries_total{operation="recall"} 0\n');
});
