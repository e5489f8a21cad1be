import { describe, expect, test } from 'vitest';
import { block, judgeBlocks, type Printed, verdictLine } from '../../support/judge-page.ts';

const say = (lines: string | readonly string[], printed: Printed | string): string =>
  verdictLine(judgeBlocks(block('text expect absent', ...[lines].flat()), printed));

describe('lines that must not appear', () => {
  test.each([
    [
      'are looked for inside of lines',
      'error',
      'an error: x\n',
      'fail: Unexpected line `an error: x`, expected none with `error`',
    ],
    ['count capitals', 'error', 'Error\n', 'pass'],
    ['are not there in no output', 'error', '', 'pass'],
    ['may hold white space', 'a  b', 'a b\n', 'pass'],
    ['do not reach over the end of a line', 'a b', 'a\nb\n', 'pass'],
    [
      'may be escaped',
      '\\<none>',
      'is <none>\n',
      'fail: Unexpected line `is <none>`, expected none with `\\<none>`',
    ],
    ['are no regular expressions', 'a.c', 'abc\n', 'pass'],
    [
      'may end with carriage returns in the output',
      'b',
      'a b\r\n',
      'fail: Unexpected line `a b`, expected none with `b`',
    ],
  ])('%s', (_name, line, output, expected) => {
    expect(say(line, output)).toBe(expected);
  });

  test.each([
    ['a value out of bounds does not count', 'lag <integer above 5>', 'lag 3\n', 'pass'],
    [
      'every place of a line counts',
      'lag <integer above 5>',
      'lag 3, lag 7\n',
      'fail: Unexpected line `lag 3, lag 7`, expected none with `lag <integer above 5>`',
    ],
    [
      'a value does not begin in the middle of another',
      '<integer above 2> left',
      '-3 left, 1.3 left\n',
      'pass',
    ],
    [
      'a word at the end is the whole word',
      'state <word other than alive>',
      'state alive\n',
      'pass',
    ],
    [
      'another word at the end',
      'state <word other than alive>',
      'state dead now\n',
      'fail: Unexpected line `state dead now`, expected none with `state <word other than alive>`',
    ],
    ['a word at the beginning is the whole word', '<word other than x-ok> ok', 'x-ok ok\n', 'pass'],
    [
      'anything',
      'a<any>c',
      'xabcx\n',
      'fail: Unexpected line `xabcx`, expected none with `a<any>c`',
    ],
    ['anything is not nothing', 'a<any>c', 'xacx\n', 'pass'],
  ])('%s', (_name, line, output, expected) => {
    expect(say(line, output)).toBe(expected);
  });

  test('may use captured variables, and one that is not known is a failure', () => {
    const variables = { NODE: 'node-1' };
    expect(say('<$NODE> is dead', { stdout: 'node-2 is dead\n', variables })).toBe('pass');
    expect(say('<$NODE> is dead', { stdout: 'node-1 is dead\n', variables })).toBe(
      'fail: Unexpected line `node-1 is dead`, expected none with `<$NODE> is dead`',
    );
    expect(say('<$NODE> is dead', 'x\n')).toBe(
      'fail: Unexpected use of `$NODE` in `<$NODE>`, expected a variable that an earlier step captured',
    );
    expect(say('lag <integer above $MAX>', 'x\n')).toBe(
      'fail: Unexpected use of `$MAX` in `<integer above $MAX>`, expected a variable that an earlier step captured',
    );
  });

  test('are all reported, each with its own line of the page and the lines of the output', () => {
    const verdict = judgeBlocks(
      block('text expect absent', 'error', '', 'panic', 'fine'),
      `${'an error\n'.repeat(7)}ok\npanic\n`,
    );
    expect(verdict.mismatches).toEqual([
      {
        expectation: 'absent',
        span: { line: 10, column: 1, endLine: 10, endColumn: 6 },
        message: 'Unexpected line `an error`, expected none with `error`',
        diff: [
          ...[1, 2, 3, 4, 5].flatMap((line) => [
            { kind: 'note', text: `line ${line} of the output` },
            { kind: 'unexpected', text: 'an error' },
          ]),
          { kind: 'note', text: '2 more lines' },
        ],
      },
      {
        expectation: 'absent',
        span: { line: 12, column: 1, endLine: 12, endColumn: 6 },
        message: 'Unexpected line `panic`, expected none with `panic`',
        diff: [
          { kind: 'note', text: 'line 9 of the output' },
          { kind: 'unexpected', text: 'panic' },
        ],
      },
    ]);
  });

  test('take a hostile line in time that grows with its length', { timeout: 10_000 }, () => {
    const pieces = '<word other than x>a<any>b<integer above 9>a<word>';
    for (const text of ['a', 'ab', 'a 1', 'b1a ']) {
      expect(say(pieces, text.repeat(100_000)).slice(0, 4)).toMatch(/^(pass|fail)$/);
    }
  });
});
