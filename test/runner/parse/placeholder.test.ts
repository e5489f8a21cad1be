import { describe, expect, test } from 'vitest';
import { splitPlaceholders } from '../../../runner/parse/placeholder.ts';

function only(source: string) {
  const { pieces, problems } = splitPlaceholders(source);
  expect(problems).toEqual([]);
  expect(pieces).toHaveLength(1);
  const [piece] = pieces;
  if (piece?.kind !== 'placeholder') throw new Error(`${source} is no placeholder`);
  const { source: written, ...placeholder } = piece.placeholder;
  expect(written).toBe(source);
  return placeholder;
}

const literal = (text: string) => ({ kind: 'literal', text });
const variable = (name: string) => ({ kind: 'variable', name });

describe('a placeholder', () => {
  test.each([
    ['<any>', { type: 'any' }],
    ['<word>', { type: 'word' }],
    ['<string>', { type: 'string' }],
    ['<integer>', { type: 'integer' }],
    ['<number>', { type: 'number' }],
    ['<boolean>', { type: 'boolean' }],
    ['<timestamp>', { type: 'timestamp' }],
    ['<duration>', { type: 'duration' }],
    ['<PRIMARY>', { type: 'any', capture: 'PRIMARY' }],
    ['<NODE_1 word>', { type: 'word', capture: 'NODE_1' }],
    ['<$PRIMARY>', { type: 'any', equals: variable('PRIMARY') }],
    [
      '<integer at least 3>',
      { type: 'integer', condition: { kind: 'at-least', operand: literal('3') } },
    ],
    [
      '<integer at most -3>',
      { type: 'integer', condition: { kind: 'at-most', operand: literal('-3') } },
    ],
    [
      '<number below 0.20>',
      { type: 'number', condition: { kind: 'below', operand: literal('0.20') } },
    ],
    [
      '<number above 1e3>',
      { type: 'number', condition: { kind: 'above', operand: literal('1e3') } },
    ],
    ['<above 5>', { type: 'number', condition: { kind: 'above', operand: literal('5') } }],
    [
      '<integer between 3 and 5>',
      { type: 'integer', condition: { kind: 'between', low: literal('3'), high: literal('5') } },
    ],
    [
      '<integer between $LOW and $HIGH>',
      {
        type: 'integer',
        condition: { kind: 'between', low: variable('LOW'), high: variable('HIGH') },
      },
    ],
    [
      '<word other than node-1>',
      { type: 'word', condition: { kind: 'other-than', operand: literal('node-1') } },
    ],
    [
      '<other than not ready>',
      { type: 'any', condition: { kind: 'other-than', operand: literal('not ready') } },
    ],
    [
      '<duration below 1.5s>',
      { type: 'duration', condition: { kind: 'below', operand: literal('1.5s') } },
    ],
    [
      '<EPOCH integer above $OLD>',
      { type: 'integer', capture: 'EPOCH', condition: { kind: 'above', operand: variable('OLD') } },
    ],
    [
      '<EPOCH above 4>',
      { type: 'number', capture: 'EPOCH', condition: { kind: 'above', operand: literal('4') } },
    ],
  ])('%s is read', (source, expected) => {
    expect(only(source)).toEqual(expected);
  });

  test.each(['a < b', '<-', '<3', '<>', '1 <2> 3', '< none >', 'x <', 'cat <FILE'])(
    '%j is none, and none is meant',
    (text) => {
      expect(splitPlaceholders(text)).toEqual({ pieces: [literalPiece(text)], problems: [] });
    },
  );

  test.each([
    ['\\<none>', '<none>'],
    ['\\<integer>', '<integer>'],
    ['a\\b\\<c', 'a\\b<c'],
    ['\\\\\\<none>', '\\<none>'],
    ['C:\\dir\\', 'C:\\dir\\'],
  ])('%s stands for the literal %s', (source, text) => {
    expect(splitPlaceholders(source)).toEqual({ pieces: [literalPiece(text)], problems: [] });
  });

  test('may follow a literal backslash that is written twice', () => {
    const { pieces } = splitPlaceholders('\\\\<word>');
    expect(pieces).toMatchObject([literalPiece('\\'), { kind: 'placeholder', offset: 2 }]);
  });

  test('stands between literal pieces at its offset', () => {
    const { pieces } = splitPlaceholders('pid <integer>, up <duration>.');
    expect(pieces).toMatchObject([
      literalPiece('pid '),
      { kind: 'placeholder', offset: 4 },
      literalPiece(', up '),
      { kind: 'placeholder', offset: 18 },
      literalPiece('.'),
    ]);
  });

  test.each([
    '<none>',
    '<Word>',
    '<$primary>',
    '<word word>',
    '<integer 5>',
    '<A B>',
    '<html lang="en">',
    '<a@b.org>',
  ])('%s looks like one and is none, which is an error', (source) => {
    const { problems } = splitPlaceholders(`x ${source}`);
    expect(problems).toMatchObject([{ offset: expect.any(Number), message: expect.any(String) }]);
  });
});

function literalPiece(text: string) {
  return { kind: 'literal', text };
}
