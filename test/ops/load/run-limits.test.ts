// What a load as a whole has to keep.
import { expect, test } from 'vitest';
import { brokenRunLimits } from '../../../ops/load/run-limits.ts';

const run = {
  ok: 1_000,
  achieved_rate: 100,
  latency_ms: { p50: 5, p90: 20, p99: 60, p999: 150, max: 400 },
};

test('percentiles and a rate that are kept, or not asked for, are no trouble', () => {
  expect(brokenRunLimits(run, 100, {})).toEqual([]);
  const kept = { p50: 5, p90: 50, p99: 100, p999: 200, achieved: 1 };
  expect(brokenRunLimits(run, 100, kept)).toEqual([]);
});

test('each that is not kept has its sentence', () => {
  expect(brokenRunLimits(run, 110, { p50: 4, p999: 100, achieved: 0.99 })).toEqual([
    'Unexpected p50 of 5 ms, expected at most 4 ms',
    'Unexpected p99.9 of 150 ms, expected at most 100 ms',
    'Unexpected 100 operations a second, expected at least 109 of the 110 that were asked for',
  ]);
});

test('without an acknowledged operation no percentile is kept, however low it reads', () => {
  const nothing = {
    ok: 0,
    achieved_rate: 0,
    latency_ms: { p50: 0, p90: 0, p99: 0, p999: 0, max: 0 },
  };
  expect(brokenRunLimits(nothing, 100, { p99: 100 })).toEqual([
    'Unexpected p99 of nothing, expected at most 100 ms',
  ]);
});
