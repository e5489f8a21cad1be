// Laws of the matchers, on generated input. fast-check prints seed and counterexample when one does not hold.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareDecimals, distance, parseDecimal } from '../../../runner/model/decimal.ts';
import type { JsonPattern, Placeholder } from '../../../runner/model/expectation.ts';
import { block, judgeBlocks } from '../../support/judge-page.ts';
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
  fc
    .tuple(fc.nat(), fc.constantFrom('', 'B', 'kB', ' MiB', 'Gi', ' TB'))
    .map(([value, unit]): Piece => ({ piece: mark('bytes'), text: `${value}${unit}` })),
  fc.integer().map((value): Piece => ({ piece: mark('percent'), text: `${value}%` })),
  fc.stringMatching(/^[!-~]{4,12}$/).map((text): Piece => ({ piece: mark('secret'), text })),
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

test('every JSON value matches itself', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(holds(value, value)).toBe(true);
    }),
  );
});

test('an object matches every object that has more, and not the other way round', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), json), fc.string(), json, (object, key, value) => {
      fc.pre(!Object.hasOwn(object, key) && key !== '__proto__');
      const more = { ...object, [key]: value };
      expect(holds(object, more)).toBe(true);
      expect(holds(more, object)).toBe(false);
    }),
  );
});

test('an array with a rest anywhere matches however many items stand there', () => {
  fc.assert(
    fc.property(fc.array(json), fc.array(json), fc.array(json), (head, between, tail) => {
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

test('absent text is found exactly where the output has it', () => {
  const word = fc.stringMatching(/^[abc [*.$]{0,4}[abc]$/);
  fc.assert(
    fc.property(
      word,
      fc.array(fc.stringMatching(/^[abc [*.$]{0,12}$/), { maxLength: 5 }),
      (text, lines) => {
        const isThere = lines.some((one) => one.trimEnd().includes(text));
        const verdict = judgeBlocks(block('text expect absent', text), lines.join('\n'));
        expect(verdict.outcome).toBe(isThere ? 'fail' : 'pass');
      },
    ),
  );
});

test('the escaped form of any output is a regular expression that matches it, and no longer one', () => {
  const output = fc.array(fc.stringMatching(/^[!-~äß世]{1,10}$/), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(output, (lines) => {
      const pattern = lines.map((one) => one.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
      const outcomeOn = (text: string) =>
        judgeBlocks(block('regex expect', ...pattern), text).outcome;
      expect(outcomeOn(lines.join('\n'))).toBe('pass');
      expect(outcomeOn(`${lines.join('\n')}x`)).toBe('fail');
    }),
  );
});

test('decimals are ordered and apart like the whole numbers that they are made of', () => {
  const scaled = (value: bigint, places: number): string => {
    const digits = String(value < 0n ? -value : value).padStart(places + 1, '0');
    const point = digits.length - places;
    return `${value < 0n ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
  };
  fc.assert(
    fc.property(fc.bigInt(), fc.bigInt(), fc.nat({ max: 30 }), (a, b, places) => {
      const [left, right] = [parseDecimal(scaled(a, places)), parseDecimal(scaled(b, places))];
      if (left === undefined || right === undefined) throw new Error('both are decimals');
      expect(Math.sign(compareDecimals(left, right))).toBe(a < b ? -1 : a > b ? 1 : 0);
      expect(distance(left, right).digits).toBe(a < b ? b - a : a - b);
    }),
  );
});

test('any text is parsed as a decimal or as none, in time', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-+]?[0-9.eE+-]{0,30}$/)), (text) => {
      const value = parseDecimal(text);
      if (value === undefined) return;
      expect(Number.isNaN(Number(text))).toBe(false);
      expect(compareDecimals(value, value)).toBe(0);
    }),
  );
  expect(parseDecimal('1e999999999')).toBeUndefined();
  expect(parseDecimal('9'.repeat(1_000_000))).toBeUndefined();
});
