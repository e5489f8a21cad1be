import { describe, expect, test } from 'vitest';
import { block, judgeBlocks, type Printed, verdictLine } from '../../support/judge-page.ts';

const say = (pattern: string, printed: Printed | string): string =>
  verdictLine(judgeBlocks(block('regex expect', ...pattern.split('\n')), printed));

describe('a regular expression', () => {
  test.each([
    ['matches the whole output', '\\d+ nodes', '3 nodes\n', 'pass'],
    [
      'is not content with a part',
      '\\d+ nodes',
      'x 3 nodes\n',
      'fail: Unexpected output `x 3 nodes`, expected it to match `\\d+ nodes`',
    ],
    [
      'is not content with a line',
      '^a$',
      'a\nb\n',
      'fail: Unexpected output `a\\nb`, expected it to match `^a$`',
    ],
    ['has a dot for line ends too', 'a.*b', 'a\n\nb\n', 'pass'],
    ['has anchors for lines', 'a\\n^b$\\n^c', 'a\nb\nc\n', 'pass'],
    ['tells capitals apart', 'A', 'a\n', 'fail: Unexpected output `a`, expected it to match `A`'],
    [
      'knows alternatives as a whole',
      'a|b',
      'ab\n',
      'fail: Unexpected output `ab`, expected it to match `a|b`',
    ],
    ['takes a line end for a line end', 'a\nb', 'a\nb\n', 'pass'],
    ['does not see carriage returns', 'a\nb', 'a\r\nb\r\n', 'pass'],
    ['does not see white space at line ends', 'a', 'a  \n\n\n', 'pass'],
    ['sees letters of any script', '\\p{L}{3}', 'äß木\n', 'pass'],
    ['counts a character outside the basic plane once', '.', '💥', 'pass'],
    ['can ask for no output', '(?:)', '\n', 'pass'],
    [
      'fails on no output otherwise',
      'a',
      '',
      'fail: Unexpected empty output, expected it to match `a`',
    ],
  ])('%s', (_name, pattern, output, expected) => {
    expect(say(pattern, output)).toBe(expected);
  });

  test('that would run for years is stopped, and is an error of the page', {
    timeout: 10_000,
  }, () => {
    expect(say('(a+)+', `${'a'.repeat(50)}b`)).toBe(
      'error: Unexpected time over `1s` to match `(a+)+`, expected an expression without nested repetitions such as `(a+)+`',
    );
  });

  test('shows the output, and says when a part of it would match', () => {
    expect(judgeBlocks(block('regex expect', '3 nodes'), 'all\n3 nodes\n').mismatches).toEqual([
      {
        expectation: 'regex',
        span: { line: 9, column: 1, endLine: 11, endColumn: 4 },
        message: 'Unexpected output `all\\n3 nodes`, expected it to match `3 nodes`',
        diff: [
          { kind: 'unexpected', text: 'all' },
          { kind: 'unexpected', text: '3 nodes' },
          {
            kind: 'note',
            text: 'a part of the output matches, the expression must match all of it',
          },
        ],
      },
    ]);
    expect(
      judgeBlocks(block('regex expect', 'b'), 'a\n'.repeat(50)).mismatches[0]?.diff.at(-1),
    ).toEqual({ kind: 'note', text: '10 more lines' });
  });
});
