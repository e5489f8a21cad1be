import { describe, expect, test } from 'vitest';
import { Suspicions, suspicionTimeoutMs } from '../../../cluster/swim/suspicion.ts';
import { defaultTiming } from '../../../cluster/swim/timing.ts';

describe('suspicionTimeoutMs', () => {
  const inLargeCluster = (accusers: number) => suspicionTimeoutMs(defaultTiming, accusers, 10);

  test('a lone accuser must wait the whole 5 s', () => {
    expect(inLargeCluster(1)).toBe(5_000);
  });

  test('each confirmation shortens the suspicion, the first one most', () => {
    expect([1, 2, 3, 4].map((accusers) => Math.round(inLargeCluster(accusers)))).toEqual([
      5_000, 3_250, 2_226, 1_500,
    ]);
  });

  test('more confirmations than asked for change nothing', () => {
    expect(inLargeCluster(9)).toBe(1_500);
  });

  test('in three nodes one confirmation is all there can be, and it is enough', () => {
    expect(suspicionTimeoutMs(defaultTiming, 1, 3)).toBe(5_000);
    expect(suspicionTimeoutMs(defaultTiming, 2, 3)).toBe(1_500);
  });

  test('with nobody left to confirm, the minimum applies', () => {
    expect(suspicionTimeoutMs(defaultTiming, 1, 2)).toBe(1_500);
    expect(suspicionTimeoutMs(defaultTiming, 1, 1)).toBe(1_500);
  });
});

describe('Suspicions', () => {
  test('the echo of an accusation is no confirmation', () => {
    const suspicions = new Suspicions(defaultTiming);
    suspicions.start('node-2', 'node-1', 0);
    expect(suspicions.confirm('node-2', 'node-1')).toBe(false);
    expect(suspicions.nextAt(5)).toBe(5_000);
  });

  test('a confirmation moves the end of a running suspicion forward', () => {
    const suspicions = new Suspicions(defaultTiming);
    suspicions.start('node-2', 'node-1', 0);
    expect(suspicions.confirm('node-2', 'node-3')).toBe(true);
    expect(suspicions.expired(1_499, 3)).toEqual([]);
    expect(suspicions.expired(1_500, 3)).toEqual(['node-2']);
  });

  test('a suspicion that was refuted never expires', () => {
    const suspicions = new Suspicions(defaultTiming);
    suspicions.start('node-2', 'node-1', 0);
    suspicions.end('node-2');
    expect(suspicions.expired(60_000, 3)).toEqual([]);
    expect(suspicions.nextAt(3)).toBe(Number.POSITIVE_INFINITY);
  });
});
