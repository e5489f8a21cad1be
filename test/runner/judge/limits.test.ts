// The exit code and the time of a step, and what is said when more than one thing is wrong.
import { describe, expect, test } from 'vitest';
import { block, judgeBlocks, type Printed, verdictLine } from '../../support/judge-page.ts';

const say = (attributes: string, printed: Printed): string =>
  verdictLine(judgeBlocks('', printed, attributes));

describe('exit=failure', () => {
  test.each([
    ['1', { exitCode: 1 }, 'pass'],
    ['127', { exitCode: 127 }, 'pass'],
    ['0', { exitCode: 0 }, 'fail: Unexpected exit code `0`, expected any but `0`'],
    [
      'a death by signal',
      { ending: { kind: 'shell-exited', exitCode: null, signal: 'SIGKILL' } },
      'pass',
    ],
    [
      'a shell that ends well',
      { ending: { kind: 'shell-exited', exitCode: 0, signal: null } },
      'fail: Unexpected exit code `0`, expected any but `0`',
    ],
    [
      'a deadline, which is no failure of the commands',
      { ending: { kind: 'deadline', limit: 'attempt', limitMs: 1000 } },
      'fail: Unexpected duration over `1s`, expected the step to end within its `timeout`',
    ],
  ] as const)('on %s', (_name, printed, expected) => {
    expect(say('exit=failure', printed)).toBe(expected);
  });
});

describe('duration', () => {
  test.each([
    ['at most 2s', 2000, 'pass'],
    ['at most 2s', 2000.4, 'fail: Unexpected duration `2.000s`, expected `at most 2s`'],
    ['at most 2s', 2003, 'fail: Unexpected duration `2.003s`, expected `at most 2s`'],
    ['below 2s', 2000, 'fail: Unexpected duration `2.000s`, expected `below 2s`'],
    ['below 2000ms', 1999.999, 'pass'],
    ['above 1s', 999, 'fail: Unexpected duration `0.999s`, expected `above 1s`'],
    ['at least 1m', 60_000, 'pass'],
    [
      'between 1s and 1m30s',
      90_001,
      'fail: Unexpected duration `90.001s`, expected `between 1s and 1m30s`',
    ],
    ['near 10s within 5%', 10_500, 'pass'],
    [
      'near 10s within 5%',
      9499,
      'fail: Unexpected duration `9.499s`, expected `near 10s within 5%`',
    ],
  ])('%s on %d ms', (limit, durationMs, expected) => {
    expect(say(`duration="${limit}"`, { durationMs })).toBe(expected);
  });

  test('may use a captured variable', () => {
    expect(say('duration="below $MAX"', { durationMs: 5, variables: { MAX: '4ms' } })).toBe(
      'fail: Unexpected duration `0.005s`, expected `below $MAX`',
    );
    expect(say('duration="below $MAX"', { durationMs: 5 })).toBe(
      'fail: Unexpected use of `$MAX` in `below $MAX`, expected a variable that an earlier step captured',
    );
  });
});

describe('everything that is wrong', () => {
  const blocks =
    block('text expect', 'a') +
    block('text expect stderr') +
    block('text expect absent', 'b') +
    block('regex expect stderr', '\\d+') +
    block('jq expect', '.a') +
    block('json expect', '{}');

  test('is reported at once, the exit code and the time first', () => {
    const verdict = judgeBlocks(
      blocks,
      { stdout: 'b\n', stderr: 'x\n', exitCode: 2, durationMs: 7 },
      'duration="below 5ms"',
    );
    expect(verdict.outcome).toBe('fail');
    expect(verdict.assertions).toBe(8);
    expect(verdict.mismatches.map(({ message }) => message)).toEqual([
      'Unexpected exit code `2`, expected `0`',
      'Unexpected duration `0.007s`, expected `below 5ms`',
      'Unexpected line `b`, expected `a`',
      'Unexpected line `x`, expected the output to end here on standard error',
      'Unexpected line `b`, expected none with `b`',
      'Unexpected output `x`, expected it to match `\\d+` on standard error',
      'Unexpected output `b`, expected one JSON document',
      'Unexpected output `b`, expected one JSON document',
    ]);
    expect(verdict.reason).toBe(verdict.mismatches.map(({ message }) => message).join('; '));
  });

  test('outranks what could not be judged, which is told too', { timeout: 10_000 }, () => {
    const verdict = judgeBlocks(block('text expect', 'a') + block('regex expect stderr', '(a+)+'), {
      stdout: 'b\n',
      stderr: `${'a'.repeat(50)}b`,
    });
    expect(verdictLine(verdict)).toBe(
      'fail: Unexpected line `b`, expected `a`; Unexpected time over `1s` to match `(a+)+`, expected an expression without nested repetitions such as `(a+)+` on standard error',
    );
  });

  test('two captures that disagree are told beside it', () => {
    const verdict = judgeBlocks(
      block('text expect', '<ID word>') + block('text expect absent', 'x'),
      { stdout: 'x\n' },
    );
    expect([verdictLine(verdict), verdict.captured]).toEqual([
      'fail: Unexpected line `x`, expected none with `x`',
      {},
    ]);
  });
});

describe('the word stderr', () => {
  test('makes a block look at standard error only', () => {
    const blocks = block('text expect', 'out') + block('text expect stderr', 'err <CODE integer>');
    const verdict = judgeBlocks(blocks, { stdout: 'out\n', stderr: 'err 5\n' });
    expect([verdictLine(verdict), verdict.captured]).toEqual(['pass', { CODE: '5' }]);
  });

  test.each([
    ['text expect stderr', 'a', 'fail: Unexpected empty output, expected `a` on standard error'],
    [
      'json expect stderr',
      '{}',
      'fail: Unexpected empty output, expected one JSON document on standard error',
    ],
    [
      'jq expect stderr',
      'true',
      'fail: Unexpected empty output, expected one JSON document on standard error',
    ],
    [
      'regex expect stderr',
      'a',
      'fail: Unexpected empty output, expected it to match `a` on standard error',
    ],
    ['text expect absent stderr', 'a', 'pass'],
  ])('%s', (info, line, expected) => {
    expect(verdictLine(judgeBlocks(block(info, line), { stdout: 'a\n' }))).toBe(expected);
  });
});
