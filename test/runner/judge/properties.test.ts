// Laws of the matchers, on generated input. fast-check prints seed and counterexample when one does not hold.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonPattern, Placeholder } from '../../../runner/model/expectation.ts';
import { expectJson, expectText, judge, mark } from '../../support/observations.ts';

type Piece = { readonly piece: string | Placeholder; readonly text: string };

// Begins with what continues no number, time or duration: a value takes all the digits it can get.
// Ends in a letter: white space at a line's end does not count.
const literalPiece = fc
  .stringMatching(/^[ =;(][ -~äß世]{0,12}[a-z]$/)
  .map((text): Piece => ({ piece: text, text }));

const valuePiece = fc.oneof(
  fc.stringMatching(/^[!-~]{1,8}$/).map((text): Piece => ({ piece: mark('word'), text })),
  fc.stringMatching(/^[!-~][ -~]{0,8}[!-~]$/).map((text): Piece => ({ piece: mark('any'), text })),
  fc.bigInt().map((value): Piece => ({ piece: mark('integer'), text: String(value) })),
  fc.boolean().map((value): Piece => ({ piece: mark('boolean'), text: String(value) })),
  fc
    .date({ noInvalidDate: true, min: new Date(0), max: new Date(2 ** 42) })
    .map((value): Piece => ({ piece: mark('timestamp'), text: value.toISOString() })),
  fc.nat().map((value): Piece => ({ piece: mark('duration'), text: `${value}ms` })),
);

/** Literal, value, literal, value …: as a page writes them. */
const line = fc
  .array(fc.tuple(literalPiece, valuePiece), { minLength: 1, maxLength: 4 })
  .map((pairs) => pairs.flat());

const source = (pieces: readonly Piece[]) => pieces.map(({ piece }) => piece);
const produced = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text).join('');

test('text produced from an expectation matches it', () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), (lines) => {
      const output = `${lines.map(produced).join('\n')}\n`;
      expect(judge(expectText(...lines.map(source)), output).outcome).toBe('pass');
    }),
  );
});

test('any lines may stand for any lines', () => {
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 3 }),
      fc.array(fc.stringMatching(/^[a-z]{0,5}$/)),
      fc.array(line, { minLength: 1, maxLength: 3 }),
      (head, between, tail) => {
        const output = [...head.map(produced), ...between, ...tail.map(produced)].join('\n');
        expect(
          judge(expectText(...head.map(source), '...', ...tail.map(source)), output).outcome,
        ).toBe('pass');
      },
    ),
  );
});

test('one changed line of literal text never matches', () => {
  const text = fc.array(fc.stringMatching(/^[!-~]{1,10}$/), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(
      text,
      fc.nat(),
      fc.nat(),
      fc.stringMatching(/^[!-~]$/),
      (lines, which, where, character) => {
        const index = which % lines.length;
        const original = lines[index] ?? '';
        const at = where % original.length;
        fc.pre(original[at] !== character);
        const changed = original.slice(0, at) + character + original.slice(at + 1);
        const withChange = lines.with(index, changed).join('\n');
        const verdict = judge(expectText(...lines), withChange);
        expect([verdict.outcome, verdict.mismatches[0]?.span.line]).toEqual(['fail', 20 + index]);
        expect(judge(expectText(...lines), lines.toSpliced(index, 1).join('\n')).outcome).toBe(
          'fail',
        );
        expect(
          judge(expectText(...lines), lines.toSpliced(index, 0, changed).join('\n')).outcome,
        ).toBe('fail');
      },
    ),
  );
});

const json = fc.jsonValue({ maxDepth: 4, noUnicodeString: false } as fc.JsonSharedConstraints);

function exactPattern(value: unknown): JsonPattern {
  if (Array.isArray(value)) return { kind: 'array', items: value.map(exactPattern) };
  if (value !== null && typeof value === 'object') {
    return {
      kind: 'object',
      members: Object.entries(value).map(([key, member]) => [key, exactPattern(member)]),
    };
  }
  return { kind: 'literal', value: value as string };
}

const holds = (sample: unknown, value: unknown): boolean =>
  judge(expectJson(exactPattern(sample)), JSON.stringify(value)).outcome === 'pass';

/** Whole numbers beyond 2^53 equal nothing, themselves included: the sample has lost their digits. */
const isExact = (value: unknown): boolean => !/\d{16,}|e\+/.test(JSON.stringify(value));

test('every JSON value matches itself', () => {
  fc.assert(
    fc.property(json, (value) => {
      fc.pre(isExact(value));
      expect(holds(value, value)).toBe(true);
    }),
  );
});

test('an object matches every object that has more, and not the other way round', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), json), fc.string(), json, (object, key, value) => {
      fc.pre(!Object.hasOwn(object, key) && key !== '__proto__' && isExact([object, value]));
      const more = { ...object, [key]: value };
      expect(holds(object, more)).toBe(true);
      expect(holds(more, object)).toBe(false);
    }),
  );
});

test('an array with a rest anywhere matches however many items stand there', () => {
  fc.assert(
    fc.property(fc.array(json), fc.array(json), fc.array(json), (head, between, tail) => {
      fc.pre(isExact([head, tail]));
      const items = [
        ...head.map(exactPattern),
        { kind: 'rest' } as const,
        ...tail.map(exactPattern),
      ];
      const value = JSON.stringify([...head, ...between, ...tail]);
      expect(judge(expectJson({ kind: 'array', items }), value).outcome).toBe('pass');
    }),
  );
});

test('hostile lines are judged in time that grows with their length', { timeout: 20_000 }, () => {
  const long = 400_000;
  const wild = Array.from({ length: 8 }, () => [mark('any'), 'a'] as const).flat();
  const words = Array.from({ length: 8 }, () => [mark('word'), 'a'] as const).flat();
  const numbers = [mark('any'), mark('integer'), mark('any'), mark('number'), 'x'];
  for (const pieces of [wild, words, numbers, [mark('any'), mark('word'), mark('any'), 'b']]) {
    for (const character of ['a', '1', 'a ', '1.']) {
      expect(judge(expectText([...pieces, 'z']), character.repeat(long)).outcome).toBe('fail');
    }
  }
  const lines = expectText(
    '...',
    ...Array.from({ length: 30 }, () => [mark('any'), 'a'] as const),
    'b',
    '...',
  );
  expect(judge(lines, 'aa\n'.repeat(20_000)).outcome).toBe('fail');
});
