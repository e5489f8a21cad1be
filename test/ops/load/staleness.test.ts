// Histories whose reads are as fresh as they have to be, and ones whose reads are not.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Operation, Outcome } from '../../../ops/load/history.ts';
import { isTooStale, judgeStaleness, type Staleness } from '../../../ops/load/staleness.ts';

const limit = 5_000;

const write = (
  memory_id: string,
  { end, outcome = 'ok', space = 'notes' }: { end: number; outcome?: Outcome; space?: string },
): Operation => ({
  ...{ op_id: memory_id, process: 'w', op: 'remember', space, memory_id, node: 'node-1' },
  ...{ start: end - 1, end, outcome },
});

const read = (
  memory_id: string,
  found: boolean | null,
  at: { start: number; end?: number; node?: string; space?: string },
): Operation => ({
  ...{ op_id: `read-${memory_id}`, process: 'w', op: 'get', consistency: 'local', memory_id },
  ...{ space: 'notes', node: 'node-2', end: at.start + 1, ...at },
  ...{ found, outcome: found === null ? 'fail' : 'ok' },
});

const judge = (...history: Operation[]): Staleness => judgeStaleness(history, limit);
const times = (count: number, operation: Operation): Operation[] => Array(count).fill(operation);

test('a read that finds its memory is not stale', () => {
  expect(judge(write('a', { end: 10 }), read('a', true, { start: 10 }))).toEqual({
    ...{ reads: 1, judged: 1, unanswered: 0, stale: 0, too_stale: 0, limit_seconds: 5 },
    ...{ p999_seconds: 0, max_seconds: 0, stalest: [] },
    ...{ seen_then_missed: 0, seen_then_missed_on_same_copy: 0 },
  });
});

test('a read that misses it is as stale as its acknowledgement is old when the read begins', () => {
  const found = judge(write('a', { end: 1_000 }), read('a', false, { start: 1_250, end: 9_000 }));
  expect(found).toMatchObject({ judged: 1, stale: 1, too_stale: 0, max_seconds: 0.25 });
  expect(found.stalest).toEqual(["a on node-2's own copy: acknowledged 0.25 s before"]);
});

test('a read that misses what was stored twice has missed the first', () => {
  const both = [write('a', { end: 7_000 }), write('a', { end: 1_000 })];
  expect(judge(...both, read('a', false, { start: 7_500 }))).toMatchObject({ max_seconds: 6.5 });
});

test.each([
  ['began before the acknowledgement', [write('a', { end: 10 }), read('a', false, { start: 9 })]],
  ['is of a write that failed', [write('a', { end: 1, outcome: 'fail' })]],
  ['is of a write with an unknown outcome', [write('a', { end: 1, outcome: 'unknown' })]],
  ['is of a memory that nobody wrote', [write('b', { end: 1 })]],
  [
    'is of the same id in another space',
    [write('a', { end: 1 }), read('a', false, { start: 9_000, space: 'drafts' })],
  ],
])('a read that %s is not judged', (_, history) => {
  const reads = history.length > 1 ? [] : [read('a', false, { start: 9_000 })];
  expect(judge(...history, ...reads)).toMatchObject({
    ...{ reads: 1, judged: 0, stale: 0, p999_seconds: null, max_seconds: null },
  });
});

test('a read without an answer is counted and not judged', () => {
  expect(judge(write('a', { end: 1 }), read('a', null, { start: 9_000 }))).toMatchObject({
    ...{ reads: 1, unanswered: 1, judged: 0 },
  });
});

test('a history without reads measures nothing', () => {
  const found = judge(write('a', { end: 1 }));
  expect(found).toMatchObject({ reads: 0, judged: 0, p999_seconds: null, max_seconds: null });
  expect(isTooStale(found)).toBe(false);
});

test.each([
  ['one of 999 is too many', 998, 1, true],
  ['one of 1,000 may be', 999, 1, false],
  ['two of 1,000 are too many', 998, 2, true],
  ['two of 2,000 may be', 1_998, 2, false],
])('of reads that are staler than the limit, %s', (_, fresh, stale, tooStale) => {
  const found = judge(
    write('a', { end: 0 }),
    ...times(fresh, read('a', true, { start: 1 })),
    ...times(stale, read('a', false, { start: limit + 1 })),
  );
  expect(found).toMatchObject({ judged: fresh + stale, too_stale: stale, max_seconds: 5.001 });
  expect(isTooStale(found)).toBe(tooStale);
  expect((found.p999_seconds ?? 0) > 5).toBe(tooStale);
});

test('a read that is as stale as the limit is within it', () => {
  const found = judge(write('a', { end: 0 }), read('a', false, { start: limit }));
  expect(found).toMatchObject({ stale: 1, too_stale: 0 });
  expect(isTooStale(found)).toBe(false);
});

test('the stalest reads are named first, ten of them', () => {
  const { stalest } = judge(
    write('a', { end: 0 }),
    ...Array.from({ length: 12 }, (_, second) => read('a', false, { start: second * 1_000 })),
  );
  expect(stalest).toHaveLength(10);
  expect(stalest[0]).toContain('acknowledged 11 s before');
});

test('what was seen on one copy and missed on another afterwards is counted, and no failure', () => {
  const found = judge(
    write('a', { end: 0 }),
    read('a', true, { start: 10, end: 20, node: 'node-2' }),
    read('a', false, { start: 20, node: 'node-3' }),
  );
  expect(found).toMatchObject({ seen_then_missed: 1, seen_then_missed_on_same_copy: 0 });
  expect(isTooStale(found)).toBe(false);
});

test('a copy that missed what it had shown is told apart', () => {
  const found = judge(
    read('a', true, { start: 10, end: 20 }),
    read('a', true, { start: 40, end: 50 }),
    read('a', false, { start: 30 }),
  );
  expect(found).toMatchObject({ seen_then_missed: 1, seen_then_missed_on_same_copy: 1 });
});

test('reads at the same time contradict nothing', () => {
  const found = judge(
    read('a', true, { start: 10, end: 20 }),
    read('a', false, { start: 19 }),
    read('a', false, { start: 1 }),
    read('b', false, { start: 30 }),
  );
  expect(found).toMatchObject({ seen_then_missed: 0, seen_then_missed_on_same_copy: 0 });
});

const operations = fc.array(
  fc
    .tuple(
      fc.constantFrom('a', 'b'),
      fc.integer({ min: 0, max: 12_000 }),
      fc.constantFrom('ok', 'fail', 'unknown', 'found', 'missed', 'unanswered'),
      fc.constantFrom('node-2', 'node-3'),
    )
    .map(([id, at, what, node]): Operation => {
      if (what === 'ok' || what === 'fail' || what === 'unknown')
        return write(id, { end: at, outcome: what });
      return read(id, what === 'unanswered' ? null : what === 'found', { start: at, node });
    }),
  { maxLength: 40 },
);

test('the judgement is that of comparing every read with every operation', () => {
  fc.assert(
    fc.property(operations, (history) => {
      const ages: number[] = [];
      let seenThenMissed = 0;
      for (const one of history) {
        if (one.op !== 'get' || one.found === null) continue;
        const same = history.filter(({ memory_id }) => memory_id === one.memory_id);
        const acks = same.filter(
          ({ op, outcome, end }) => op === 'remember' && outcome === 'ok' && end <= one.start,
        );
        if (acks.length > 0)
          ages.push(one.found ? 0 : Math.max(...acks.map(({ end }) => one.start - end)));
        const seen = same.some(
          (other) => other.op === 'get' && other.found && other.end <= one.start,
        );
        if (!one.found && seen) seenThenMissed += 1;
      }
      const tooStale = ages.filter((age) => age > limit).length;
      const found = judgeStaleness(history, limit);
      expect(found.judged).toBe(ages.length);
      expect(found.too_stale).toBe(tooStale);
      expect(isTooStale(found)).toBe(tooStale / ages.length > 0.001);
      expect(found.max_seconds).toBe(ages.length === 0 ? null : Math.max(...ages) / 1_000);
      expect(found.seen_then_missed).toBe(seenThenMissed);
    }),
  );
});
