import { expect, test } from 'vitest';
import { type Next, Repetition } from '../../../runner/execute/repetition.ts';
import type { Ending } from '../../../runner/model/observation.ts';
import type { Step } from '../../../runner/model/runbook.ts';
import type { Outcome } from '../../../runner/model/verdict.ts';
import { observed } from '../../support/observations.ts';
import { sketchStep } from '../../support/plan-literals.ts';

interface Attempt {
  /** When it ended. */
  readonly at: number;
  readonly outcome: Outcome;
  readonly ending?: Ending;
}

/** Plays attempts that end at these times (the step starts at 0) and tells what comes after each. */
function play(
  change: Partial<Step>,
  attempts: readonly Attempt[],
  runbookEndsAt?: number,
): readonly string[] {
  const repetition = new Repetition(sketchStep({ code: 'true', ...change }), 0, runbookEndsAt);
  return attempts.map(({ at, outcome, ending }, index) => {
    const reason = outcome === 'pass' ? {} : { reason: `reason ${index + 1}` };
    const verdict = { outcome, ...reason, mismatches: [], assertions: 1, captured: {} };
    return describe(repetition.afterAttempt({ observation: observed('', ending), verdict }, at));
  });
}

function describe(next: Next): string {
  if (next.kind === 'again') return `again in ${next.pauseMs}`;
  const { outcome, reason } = next.tried.verdict;
  return reason === undefined ? outcome : `${outcome}: ${reason}`;
}

const fail = (at: number, ending?: Ending): Attempt => ({
  at,
  outcome: 'fail',
  ...(ending && { ending }),
});
const pass = (at: number, ending?: Ending): Attempt => ({
  at,
  outcome: 'pass',
  ...(ending && { ending }),
});
const cut: Ending = { kind: 'deadline', limit: 'eventually', limitMs: 5000 };
const exited: Ending = { kind: 'shell-exited', exitCode: 0, signal: null };

const eventually = { withinMs: 5000, everyMs: 500 };
const stays = { forMs: 10_000, everyMs: 4000 };

test('one attempt is enough for a step that is not repeated', () => {
  expect(play({}, [pass(1)])).toEqual(['pass']);
  expect(play({}, [fail(1)])).toEqual(['fail: reason 1']);
});

test('`within` tries until it holds, and leaves the last attempt room before the deadline', () => {
  expect(play({ eventually }, [fail(1), fail(4800), fail(4970), pass(4999)])).toEqual([
    'again in 500',
    'again in 180',
    'again in 10',
    'pass',
  ]);
  expect(play({ eventually }, [fail(1), fail(4990)])[1]).toBe(
    'fail: Did not hold within `5s` (2 attempts). Last: reason 2',
  );
});

test('an attempt that was cut off tells less than the one before it', () => {
  expect(play({ eventually }, [fail(1), fail(5000, cut)])[1]).toBe(
    'fail: Did not hold within `5s` (2 attempts). Last: reason 1',
  );
  expect(play({ eventually }, [fail(5000, cut)])[0]).toBe(
    'fail: Did not hold within `5s` (1 attempt). Last: reason 1',
  );
});

test('`stays` holds for its whole time, the last attempt at the end of it', () => {
  expect(play({ stays }, [pass(100), pass(4200), pass(8300), pass(10_101)])).toEqual([
    'again in 4000',
    'again in 4000',
    'again in 1800',
    'pass',
  ]);
});

test('one attempt that does not hold ends `stays`', () => {
  expect(play({ stays }, [pass(100), pass(4200), fail(8300)])[2]).toBe(
    'fail: Did not stay true for `10s`: held for `4.1s` (3 attempts). Last: reason 3',
  );
  expect(play({ stays }, [fail(100)])).toEqual([
    'fail: Did not stay true for `10s`: held for `0ms` (1 attempt). Last: reason 1',
  ]);
});

test('with `within` a break waits anew while there is time, and fails when there is none', () => {
  const both = { eventually, stays };
  expect(
    play(both, [
      fail(1),
      pass(600),
      fail(4500),
      pass(4900),
      pass(8900),
      pass(12_900),
      pass(14_901),
    ]),
  ).toEqual([
    'again in 500',
    'again in 4000',
    'again in 480',
    'again in 4000',
    'again in 4000',
    'again in 2000',
    'pass',
  ]);
  expect(play(both, [pass(100), pass(4100), fail(8100)])[2]).toBe(
    'fail: Did not stay true for `10s`: held for `4s` at most, and the `5s` to begin were over (3 attempts). Last: reason 3',
  );
  expect(play(both, [fail(100), fail(5000, cut)])[1]).toBe(
    'fail: Did not hold within `5s` (2 attempts). Last: reason 1',
  );
});

test('the shell must outlive the repetition', () => {
  expect(play({ stays }, [pass(100, exited)])).toEqual([
    'fail: Did not stay true for `10s`: held for `0ms` (1 attempt). Last: the shell ended',
  ]);
  expect(play({ eventually }, [fail(100, exited)])[0]).toMatch(/^fail: Did not hold within/);
  expect(play({ eventually }, [pass(100, exited)])).toEqual(['pass']);
});

test('an error ends every repetition and stays what it is', () => {
  const error: Attempt = { at: 200, outcome: 'error' };
  expect(play({ eventually, stays }, [pass(100), error])[1]).toBe('error: reason 2');
});

test('no pause goes beyond the end of the time of the page', () => {
  expect(play({ stays }, [pass(100)], 300)).toEqual(['again in 200']);
  expect(play({ eventually }, [fail(100)], 300)).toEqual(['again in 180']);
});

test('while it holds, an attempt is not measured against `within`', () => {
  const repetition = new Repetition(sketchStep({ code: 'true', eventually, stays }), 0);
  expect(repetition.beginBy).toBe(5000);
  const verdict = { outcome: 'pass', mismatches: [], assertions: 1, captured: {} } as const;
  repetition.afterAttempt({ observation: observed(''), verdict }, 10);
  expect(repetition.beginBy).toBeUndefined();
});
