import { describe, expect, test } from 'vitest';
import { defaultTiming, fastTiming, findTimingFault } from '../../../cluster/swim/timing.ts';

describe('timings', () => {
  test('the default is the documented one: 500 ms for a probe, 5 s for an unconfirmed suspicion', () => {
    expect(defaultTiming).toMatchObject({
      probeTimeoutMs: 500,
      suspicionMaxMs: 5_000,
      indirectProbes: 3,
    });
  });

  test('both presets fit together', () => {
    expect([defaultTiming, fastTiming].map(findTimingFault)).toEqual([null, null]);
  });

  test('numbers that contradict each other are named', () => {
    expect(findTimingFault({ ...defaultTiming, suspicionMinMs: 6_000 })).toBe(
      '`suspicionMinMs` is `6000`, expected at most `suspicionMaxMs`, `5000`.',
    );
    expect(findTimingFault({ ...defaultTiming, intervalMs: 0 })).toBe(
      '`intervalMs` is `0`, expected at least 1 ms.',
    );
    expect(findTimingFault({ ...defaultTiming, gossipMs: Number.NaN })).toBe(
      '`gossipMs` is `NaN`, expected 0 or more.',
    );
  });
});
