// The time that a page asks for, beside what it came to.
import { describe, expect, test } from 'vitest';
import { estimateOf } from '../../../runner/estimate.ts';
import type { StepReport } from '../../../runner/model/report.ts';

const step = (durationMs: number, change: Partial<StepReport> = {}): StepReport => ({
  id: 'look',
  title: 'look',
  phase: 'steps',
  file: 'page.md',
  line: 1,
  outcome: 'pass',
  durationMs,
  assertions: 1,
  mismatches: [],
  attempts: [],
  ...change,
});

describe('an estimate', () => {
  test('is compared with two minutes to read, one a step, and the time of the commands', () => {
    expect(estimateOf('10m', 'pass', [step(4_000), step(6_000)])).toEqual({
      statedMs: 600_000,
      measuredMs: 10_000,
      neededMs: 250_000,
    });
  });

  test.each([
    ['59s', 'too-short'],
    ['1m', undefined],
    ['9m', undefined],
    ['9m1s', 'too-long'],
  ] as const)('of %s for what takes three minutes is %s', (stated, off) => {
    expect(estimateOf(stated, 'pass', [step(0)])?.off).toBe(off);
  });

  test('counts a page’s own steps that ran, not its fixture nor what was skipped', () => {
    const steps = [
      step(50_000, { phase: 'fixture-setup' }),
      step(50_000, { phase: 'teardown' }),
      step(0, { outcome: 'skip' }),
      step(1_000),
    ];
    expect(estimateOf('5m', 'pass', steps)).toMatchObject({ measuredMs: 1_000, neededMs: 181_000 });
  });

  test('of a page that did not pass says nothing', () => {
    expect(estimateOf('5m', 'fail', [step(1_000)])).toBeUndefined();
  });
});
