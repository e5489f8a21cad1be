import { expect, test } from 'vitest';
import { type ProcessorTimes, useBetween } from '../../../ops/load/processor-time.ts';

const times = (at: number, all: number | undefined, generator: number, node: number) =>
  ({ at, all, generator, nodes: new Map([['node-1', node]]) }) satisfies ProcessorTimes;

test('what nobody of ours used was used by others', () => {
  expect(useBetween(times(1_000, 10, 1, 2), times(3_000, 13, 1.5, 3.5))).toEqual({
    seconds: 2,
    nodes: 0.75,
    generator: 0.25,
    others: 0.5,
    by_node: { 'node-1': 0.75 },
  });
});

test('a system that does not tell is not guessed about, and a coarse clock gives nobody less than nothing', () => {
  const use = useBetween(times(0, undefined, 0, 0), times(1_000, undefined, 0, 1));
  expect(use.others).toBeNull();
  expect(useBetween(times(0, 5, 0, 0), times(1_000, 5.99, 0, 1)).others).toBe(0);
});
