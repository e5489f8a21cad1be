import { describe, expect, test } from 'vitest';
import { createOperations, fillingOf, type Workload } from '../../../ops/load/workload.ts';
import { createRandom, createZipf } from '../../../ops/load/zipf.ts';

const workload: Workload = {
  reads: 0.7,
  keys: 100,
  skew: 0.99,
  spaces: ['load-0', 'load-1', 'load-2'],
  valueBytes: 60,
};

function drawn(given: Workload, count: number, seed = 7) {
  const next = createOperations(given, createRandom(seed));
  return Array.from({ length: count }, (_, index) => next(index));
}

describe('keys by their rank', () => {
  test('come about as often as the law says', () => {
    const draw = createZipf(50, 0.99, createRandom(1));
    const counts = new Array<number>(50).fill(0);
    const draws = 200_000;
    for (let n = 0; n < draws; n += 1) {
      const rank = draw();
      counts[rank] = (counts[rank] ?? 0) + 1;
    }
    const sum = counts.reduce((total, _, rank) => total + 1 / (rank + 1) ** 0.99, 0);
    for (const rank of [0, 1]) {
      const expected = draws / (rank + 1) ** 0.99 / sum;
      expect(Math.abs((counts[rank] ?? 0) - expected) / expected).toBeLessThan(0.05);
    }
    // The generator draws the two first ranks exactly and the others by a curve through them.
    const tail = counts.slice(25).reduce((total, count) => total + count, 0) / draws;
    expect(tail).toBeGreaterThan(0.1);
    expect(tail).toBeLessThan(0.2);
  });

  test('are all alike without skew, and the same again for the same seed', () => {
    const run = () => {
      const draw = createZipf(4, 0, createRandom(3));
      return Array.from({ length: 4_000 }, draw);
    };
    expect(run()).toEqual(run());
    for (const key of [0, 1, 2, 3]) {
      expect(run().filter((rank) => rank === key).length / 1_000).toBeCloseTo(1, 0);
    }
  });
});

describe('the operations of a load', () => {
  test('read as often as asked, and each key lives in one space', () => {
    const operations = drawn(workload, 20_000);
    const reads = operations.filter(({ op }) => op === 'get').length / operations.length;
    expect(reads).toBeGreaterThan(0.68);
    expect(reads).toBeLessThan(0.72);
    const spaces = new Map<string, Set<string>>();
    for (const { id, space } of operations)
      spaces.set(id, (spaces.get(id) ?? new Set()).add(space));
    for (const where of spaces.values()) expect(where.size).toBe(1);
    expect(new Set(operations.map(({ space }) => space)).size).toBe(3);
  });

  test('find what they read, as the filling stores every key where they look for it', () => {
    const filled = new Set(fillingOf(workload).map(({ id, space }) => `${space}/${id}`));
    expect(filled.size).toBe(100);
    for (const { id, space } of drawn(workload, 5_000)) {
      expect(filled.has(`${space}/${id}`)).toBe(true);
    }
  });

  test('of a load with a history have an id and a text that a check can recognise', () => {
    const stores = drawn({ ...workload, uniqueIds: 'load-x' }, 1_000).filter(
      ({ op }) => op === 'store',
    );
    expect(new Set(stores.map(({ id }) => id)).size).toBe(stores.length);
    for (const { id, content } of stores) expect(content).toBe(`load ${id}`);
  });

  test('write another text each time', () => {
    const texts = drawn(workload, 1_000)
      .filter(({ op }) => op === 'store')
      .map(({ content }) => content);
    expect(new Set(texts).size).toBe(texts.length);
  });
});
