import { describe, expect, test } from 'vitest';
import { judgeStep } from '../../../runner/judge/judge-step.ts';
import type { Ending } from '../../../runner/model/observation.ts';
import { expectText, judge, mark, observed, sentence } from '../../support/observations.ts';
import { exitCode, lineSpan, sketchStep } from '../../support/plan-literals.ts';

const verdictOn = (ending: Ending) => judgeStep(sketchStep('true'), observed('', ending), {});

describe('judgeStep', () => {
  const cases: readonly (readonly [string, Ending, string, string])[] = [
    ['exit code 0', { kind: 'completed', exitCode: 0 }, 'pass', 'pass'],
    [
      'another exit code',
      { kind: 'completed', exitCode: 3 },
      'fail',
      'Unexpected exit code `3`, expected `0`',
    ],
    [
      '126',
      { kind: 'completed', exitCode: 126 },
      'fail',
      'Unexpected exit code `126` (not executable), expected `0`',
    ],
    [
      '127',
      { kind: 'completed', exitCode: 127 },
      'fail',
      'Unexpected exit code `127` (command not found), expected `0`',
    ],
    [
      '128 plus a signal',
      { kind: 'completed', exitCode: 139 },
      'fail',
      'Unexpected exit code `139` (killed by signal `SIGSEGV`), expected `0`',
    ],
    [
      'a shell that exits well',
      { kind: 'shell-exited', exitCode: 0, signal: null },
      'pass',
      'pass',
    ],
    [
      'a shell that a signal killed',
      { kind: 'shell-exited', exitCode: null, signal: 'SIGKILL' },
      'fail',
      'Unexpected end of the shell by signal `SIGKILL` (exit code `137`), expected `0`',
    ],
    [
      'a deadline',
      { kind: 'deadline', limit: 'attempt', limitMs: 90_000 },
      'fail',
      'Unexpected duration over `1m30s`, expected the step to end within its `timeout`',
    ],
    ['an interruption', { kind: 'interrupted' }, 'error', 'Interrupted'],
    ['no shell', { kind: 'no-shell', reason: 'Gone' }, 'error', 'Gone'],
    [
      'a refused step',
      { kind: 'refused', reason: 'Unexpected end', line: 7 },
      'fail',
      'Unexpected end (line 7)',
    ],
  ];
  test.each(cases)('%s', (_name, ending, outcome, reason) => {
    const verdict = verdictOn(ending);
    expect([verdict.outcome, sentence(verdict)]).toEqual([outcome, reason]);
  });

  test('a signal is a failure even where its exit code is the expected one', () => {
    const step = sketchStep({ code: 'kill -9 $$', expectations: [exitCode(137)] });
    const ending: Ending = { kind: 'shell-exited', exitCode: null, signal: 'SIGKILL' };
    expect(judgeStep(step, observed('', ending), {}).outcome).toBe('fail');
    expect(judgeStep(step, observed('', { kind: 'completed', exitCode: 137 }), {}).outcome).toBe(
      'pass',
    );
  });

  test('exit code and output are both reported', () => {
    const ending: Ending = { kind: 'completed', exitCode: 2 };
    const verdict = judge(expectText('a'), observed('b\n', ending));
    expect(verdict).toEqual({
      outcome: 'fail',
      reason: 'Unexpected exit code `2`, expected `0`; Unexpected line `b`, expected `a`',
      assertions: 2,
      captured: {},
      mismatches: [
        {
          expectation: 'exit-code',
          span: lineSpan(10),
          message: 'Unexpected exit code `2`, expected `0`',
          diff: [],
        },
        {
          expectation: 'text',
          span: lineSpan(20),
          message: 'Unexpected line `b`, expected `a`',
          diff: [
            { kind: 'missing', text: 'a' },
            { kind: 'unexpected', text: 'b' },
          ],
        },
      ],
    });
  });

  test('captures come from passing steps only', () => {
    const expectation = expectText(['id ', mark('any', { capture: 'ID' })]);
    expect(judge(expectation, 'id s-1\n').captured).toEqual({ ID: 's-1' });
    expect(
      judge(expectation, observed('id s-1\n', { kind: 'completed', exitCode: 1 })).captured,
    ).toEqual({});
  });

  test('two places that capture the same name must agree', () => {
    const expectation = expectText(
      [mark('any', { capture: 'ID' })],
      [mark('any', { capture: 'ID' })],
    );
    expect(judge(expectation, 's-1\ns-1\n').captured).toEqual({ ID: 's-1' });
    expect(sentence(judge(expectation, 's-1\ns-2\n'))).toBe(
      'Unexpected second value `s-2` for `ID`, expected `s-1` again',
    );
  });

  test('a value with a NUL cannot be captured', () => {
    const expectation = expectText([mark('any', { capture: 'ID' })]);
    expect(sentence(judge(expectation, 'a\0b\n'))).toBe(
      'Unexpected NUL character in `a\\x00b`, expected a value that a shell variable can hold',
    );
  });

  test('output that was cut is never compared', () => {
    const verdict = judge(expectText('a'), { ...observed('a\n'), droppedStderrBytes: 5 });
    expect([verdict.outcome, verdict.assertions]).toEqual(['error', 0]);
  });
});
