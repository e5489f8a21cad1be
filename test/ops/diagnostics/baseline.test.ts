// A baseline finds what has gone, and nothing else.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Baseline,
  compareBaseline,
  parseBaseline,
} from '../../../ops/diagnostics/baseline.ts';

const root = (character: string) => character.repeat(64);

function baseline(spaces: Baseline['spaces']): Baseline {
  return { version: 1, recorded_at: '2026-01-05T10:00:00.000Z', spaces };
}

const before = baseline({
  notes: { memories: 3, root: root('a') },
  orders: { memories: 5, root: root('b') },
});

const faults = (now: Baseline, growing = false) =>
  compareBaseline(before, now, { growing }).flatMap(({ state, detail }) =>
    state === 'ok' ? [] : [detail],
  );

test('what is unchanged passes', () => {
  expect(faults(before)).toEqual([]);
});

test('a cluster that holds nothing any more fails, although its copies agree', () => {
  expect(faults(baseline({}))).toEqual(['missing: notes, orders']);
});

test('a space with fewer memories fails, and so does one with others', () => {
  const now = baseline({
    notes: { memories: 2, root: root('c') },
    orders: { memories: 5, root: root('d') },
  });
  expect(faults(now)).toEqual([
    'notes has 2 of 3',
    'notes was aaaaaaaaaaaa and is cccccccccccc; orders was bbbbbbbbbbbb and is dddddddddddd',
  ]);
});

test('growth passes where growth is expected, and only there', () => {
  const now = baseline({ ...before.spaces, notes: { memories: 4, root: root('c') } });
  expect(faults(now)).toEqual(['notes was aaaaaaaaaaaa and is cccccccccccc']);
  expect(faults(now, true)).toEqual([]);
});

test('new spaces are no fault', () => {
  const now = baseline({ ...before.spaces, later: { memories: 0, root: root('e') } });
  expect(faults(now)).toEqual([]);
});

test('what was written is read back', () => {
  expect(parseBaseline(JSON.stringify(before))).toEqual(before);
});

test.each([
  ['', 'it is not JSON'],
  ['[]', 'expected an object with `"version": 1`'],
  ['{"version": 2, "spaces": {}}', 'expected an object with `"version": 1`'],
  [
    '{"version": 1, "recorded_at": "now", "spaces": {"notes": {"memories": "3"}}}',
    'expected `recorded_at`, and `memories` and `root` of each space',
  ],
])('%j is refused', (text, reason) => {
  expect(parseBaseline(text)).toBe(reason);
});

test('any loss of a memory is found while a space grows elsewhere', () => {
  const counts = fc.dictionary(fc.stringMatching(/^[a-z]{3,8}$/), fc.integer({ min: 1, max: 99 }), {
    minKeys: 1,
    maxKeys: 6,
  });
  fc.assert(
    fc.property(counts, fc.nat(), (spaces, pick) => {
      const of = (change: (id: string) => number) =>
        baseline(
          Object.fromEntries(
            Object.entries(spaces).map(([id, memories]) => [
              id,
              { memories: memories + change(id), root: root('f') },
            ]),
          ),
        );
      const ids = Object.keys(spaces);
      const smaller = ids[pick % ids.length];
      const found = compareBaseline(
        of(() => 0),
        of((id) => (id === smaller ? -1 : 1)),
        {
          growing: true,
        },
      );
      expect(found.some(({ state }) => state === 'fail')).toBe(true);
    }),
  );
});
