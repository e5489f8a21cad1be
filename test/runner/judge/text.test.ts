import { describe, expect, test } from 'vitest';
import type { Condition, Operand, Placeholder } from '../../../runner/model/expectation.ts';
import { expectText, judge, mark, sentence } from '../../support/observations.ts';

const literal = (text: string): Operand => ({ kind: 'literal', text });
const limit = (
  kind: 'below' | 'above' | 'at-most' | 'at-least' | 'other-than',
  text: string,
): Condition => ({ kind, operand: literal(text) });

describe('literal text', () => {
  test.each([
    ['the same lines', 'a\nb\n', 'pass'],
    ['no final newline', 'a\nb', 'pass'],
    ['white space at line ends and empty lines at the end', 'a  \r\nb\t\n\n \n', 'pass'],
    ['a missing line', 'a\n', 'Unexpected end of the output, expected `b`'],
    ['a further line', 'a\nb\nc\n', 'Unexpected line `c`, expected the output to end here'],
    ['another line', 'a\nx\n', 'Unexpected line `x`, expected `b`'],
    ['white space at the beginning', 'a\n b\n', 'Unexpected line ` b`, expected `b`'],
    ['nothing', '', 'Unexpected empty output, expected `a`'],
    [
      'control characters',
      'a\n\x1b[31mb\x1b[0m\n',
      'Unexpected line `\\x1b[31mb\\x1b[0m`, expected `b`',
    ],
  ])('%s', (_name, output, expected) => {
    expect(sentence(judge(expectText('a', 'b'), output))).toBe(expected);
  });

  test('an empty sample expects no output', () => {
    expect(sentence(judge(expectText(), '\n'))).toBe('pass');
    expect(sentence(judge(expectText(), 'a\n'))).toBe(
      'Unexpected line `a`, expected the output to end here',
    );
  });

  test('the failing line of the page is named', () => {
    const [mismatch] = judge(expectText('a', 'b', 'c'), 'a\nb\nx\n').mismatches;
    expect(mismatch?.span.line).toBe(22);
    expect(mismatch?.diff).toEqual([
      { kind: 'same', text: 'a' },
      { kind: 'same', text: 'b' },
      { kind: 'missing', text: 'c' },
      { kind: 'unexpected', text: 'x' },
    ]);
  });
});

describe('any lines', () => {
  test.each([
    ['none', 'a\nz\n', 'pass'],
    ['some', 'a\nb\nc\nz\n', 'pass'],
    ['the last line twice', 'a\nz\nz\n', 'pass'],
    ['no last line', 'a\nb\n', 'Unexpected line `b`, expected `z`'],
    ['something after the last line', 'a\nz\nb\n', 'Unexpected line `b`, expected `z`'],
    ['one line that would have to be both', 'a', 'Unexpected end of the output, expected `z`'],
  ])('%s between two lines', (_name, output, expected) => {
    expect(sentence(judge(expectText('a', '...', 'z'), output))).toBe(expected);
  });

  test('lines between two `...` are found in order, and the missing one is named', () => {
    const expectation = expectText('...', 'b', '...', 'd', '...');
    expect(sentence(judge(expectation, 'a\nb\nc\nd\ne\n'))).toBe('pass');
    const verdict = judge(expectation, 'a\nd\nb\n');
    expect(sentence(verdict)).toBe('Unexpected output without a line `d`');
    expect(verdict.mismatches[0]?.span.line).toBe(23);
  });

  test('a value out of bounds is searched further and then named', () => {
    const expectation = expectText(
      '...',
      ['pid ', mark('integer', { condition: limit('above', '9'), source: '<integer above 9>' })],
      '...',
    );
    expect(sentence(judge(expectation, 'pid 1\npid 10\n'))).toBe('pass');
    expect(sentence(judge(expectation, 'x\npid 1\n'))).toBe(
      'Unexpected `1`, expected `<integer above 9>`',
    );
  });

  test('`...` alone accepts everything, nothing included', () => {
    expect(sentence(judge(expectText('...'), 'a\nb\n'))).toBe('pass');
    expect(sentence(judge(expectText('...'), ''))).toBe('pass');
  });
});

describe('placeholders in a line', () => {
  const value = (type: Parameters<typeof mark>[0], text: string): string =>
    sentence(judge(expectText(['v=', mark(type), ';']), `v=${text};\n`)) === 'pass'
      ? 'accepts'
      : 'rejects';

  test.each([
    ['any', 'a b', 'accepts'],
    ['any', '', 'rejects'],
    ['string', 'a; b', 'accepts'],
    ['word', 'node-1:7432', 'accepts'],
    ['word', 'a b', 'rejects'],
    ['integer', '-12', 'accepts'],
    ['integer', '1.5', 'rejects'],
    ['integer', 'x', 'rejects'],
    ['number', '0.20', 'accepts'],
    ['number', '1e-9', 'accepts'],
    ['number', '.5', 'rejects'],
    ['boolean', 'true', 'accepts'],
    ['boolean', 'yes', 'rejects'],
    ['timestamp', '2026-01-05T10:00:00.004Z', 'accepts'],
    ['timestamp', '2026-01-05T10:00:00+02:00', 'accepts'],
    ['timestamp', '2026-13-05T10:00:00Z', 'rejects'],
    ['timestamp', '2026-01-05', 'rejects'],
    ['duration', '1.5s', 'accepts'],
    ['duration', '250ms', 'accepts'],
    ['duration', '5', 'rejects'],
  ] as const)('<%s> on `%s`: %s', (type, text, expected) => {
    expect(value(type, text)).toBe(expected);
  });

  test('the shortest reading from the left is taken', () => {
    const expectation = expectText([
      mark('any', { capture: 'A' }),
      ' ',
      mark('any', { capture: 'B' }),
    ]);
    expect(judge(expectation, 'one two three\n').captured).toEqual({ A: 'one', B: 'two three' });
    const words = expectText([mark('word', { capture: 'A' }), ': ok']);
    expect(judge(words, 'a: ok: ok\n').outcome).toBe('fail');
    expect(judge(words, 'a:b: ok\n').captured).toEqual({ A: 'a:b' });
  });

  test('a condition is judged on that one reading', () => {
    const expectation = expectText([
      mark('any', { condition: limit('other-than', 'a'), source: '<any other than a>' }),
      ' ',
      mark('any'),
    ]);
    expect(sentence(judge(expectation, 'a b c\n'))).toBe(
      'Unexpected `a`, expected `<any other than a>`',
    );
    expect(sentence(judge(expectation, 'b a c\n'))).toBe('pass');
  });

  const bounded =
    (
      condition: Condition,
      type: 'integer' | 'number' | 'duration' | 'timestamp' | 'word' = 'number',
    ) =>
    (text: string, variables = {}): string =>
      judge(expectText([mark(type, { condition })]), text, variables).outcome;

  test('conditions', () => {
    expect(['0.19', '0.2', '0.21'].map((text) => bounded(limit('below', '0.20'))(text))).toEqual([
      'pass',
      'fail',
      'fail',
    ]);
    expect(['4', '5', '6'].map((text) => bounded(limit('above', '5'))(text))).toEqual([
      'fail',
      'fail',
      'pass',
    ]);
    expect(['4', '5', '6'].map((text) => bounded(limit('at-most', '5'))(text))).toEqual([
      'pass',
      'pass',
      'fail',
    ]);
    expect(['4', '5', '6'].map((text) => bounded(limit('at-least', '5'))(text))).toEqual([
      'fail',
      'pass',
      'pass',
    ]);
    expect(['4', '5', '5.0', '6'].map((text) => bounded(limit('other-than', '5'))(text))).toEqual([
      'pass',
      'fail',
      'fail',
      'pass',
    ]);
    expect(
      ['node-1', 'node-2'].map((text) => bounded(limit('other-than', 'node-1'), 'word')(text)),
    ).toEqual(['fail', 'pass']);
    const between: Condition = { kind: 'between', low: literal('3'), high: literal('5') };
    expect(['2', '3', '5', '6'].map((text) => bounded(between)(text))).toEqual([
      'fail',
      'pass',
      'pass',
      'fail',
    ]);
    expect(
      ['900ms', '1s', '1.5s'].map((text) => bounded(limit('below', '1s'), 'duration')(text)),
    ).toEqual(['pass', 'fail', 'fail']);
    expect(
      bounded(limit('above', '2026-01-05T10:00:00Z'), 'timestamp')('2026-01-05T11:00:00+02:00'),
    ).toBe('fail');
  });

  test('whole numbers beyond 2^53 are told apart', () => {
    expect(bounded(limit('above', '9007199254740992'), 'integer')('9007199254740993')).toBe('pass');
    expect(bounded(limit('other-than', '9007199254740992'), 'integer')('9007199254740993')).toBe(
      'pass',
    );
    expect(bounded(limit('at-least', '9007199254740993'), 'integer')('9007199254740992')).toBe(
      'fail',
    );
  });

  test('a line may use what a line above it captured', () => {
    const same: Placeholder = mark('any', {
      equals: { kind: 'variable', name: 'V' },
      source: '<$V>',
    });
    const expectation = expectText(['a ', mark('word', { capture: 'V' })], ['b ', same], '...', [
      'c ',
      same,
    ]);
    expect(judge(expectation, 'a 1.2\nb 1.2\nx\nc 1.2\n')).toMatchObject({
      outcome: 'pass',
      captured: { V: '1.2' },
    });
    const wrong = judge(expectation, 'a 1.2\nb 1.3\nx\nc 1.2\n');
    expect(sentence(wrong)).toBe('Unexpected line `b 1.3`, expected `b <$V>`');
    expect(wrong.mismatches[0]?.diff[0]).toEqual({ kind: 'same', text: 'a 1.2' });
    expect(judge(expectation, 'a 1.2\nb 1.2\nc 1.3\n').outcome).toBe('fail');
  });

  test('conditions and equality may use captured variables', () => {
    const above = expectText([
      mark('integer', {
        condition: { kind: 'above', operand: { kind: 'variable', name: 'EPOCH' } },
        source: '<integer above $EPOCH>',
      }),
    ]);
    expect(sentence(judge(above, '5\n', { EPOCH: '4' }))).toBe('pass');
    expect(sentence(judge(above, '4\n', { EPOCH: '4' }))).toBe(
      'Unexpected `4`, expected `<integer above $EPOCH>` (`4`)',
    );
    expect(sentence(judge(above, '4\n'))).toBe(
      'Unexpected use of `$EPOCH` in `<integer above $EPOCH>`, expected a variable that an earlier step captured',
    );
    const equals = expectText([
      'primary ',
      mark('any', { equals: { kind: 'variable', name: 'P' }, source: '<$P>' }),
      '.',
    ]);
    expect(sentence(judge(equals, 'primary a b.\n', { P: 'a b' }))).toBe('pass');
    expect(sentence(judge(equals, 'primary a c.\n', { P: 'a b' }))).toBe(
      'Unexpected line `primary a c.`, expected `primary <$P>.`',
    );
    expect(sentence(judge(equals, 'primary a.\n'))).toBe(
      'Unexpected use of `$P` in `<$P>`, expected a variable that an earlier step captured',
    );
  });
});
