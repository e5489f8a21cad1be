import { expect, it } from 'vitest';
import { confidenceFactor } from '../../../cluster/gossip/confidence.ts';

it('is not lowered while everybody answers', () => {
  expect(confidenceFactor({ responding: 3, expected: 3, partitioned: false })).toBe(1);
  expect(confidenceFactor({ responding: 0, expected: 0, partitioned: false })).toBe(1);
});

it('is lowered by the missing share, and by a tenth more in a partition', () => {
  expect(confidenceFactor({ responding: 4, expected: 5, partitioned: false })).toBeCloseTo(0.8);
  expect(confidenceFactor({ responding: 4, expected: 5, partitioned: true })).toBeCloseTo(0.7);
  expect(confidenceFactor({ responding: 5, expected: 5, partitioned: true })).toBeCloseTo(0.9);
});

it('is never lowered by more than half', () => {
  expect(confidenceFactor({ responding: 0, expected: 5, partitioned: true })).toBe(0.5);
});
