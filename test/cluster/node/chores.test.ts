import { expect, test } from 'vitest';
import { Chores } from '../../../cluster/node/chores.ts';
import { FakeClock } from '../io/fake-clock.ts';

/** When the chores of a node came within a minute: the moment of each call, by interval. */
function watch(node: string, intervals: readonly number[]): Readonly<Record<number, number[]>> {
  const clock = new FakeClock();
  const chores = new Chores(clock, node);
  const calls = Object.fromEntries(intervals.map((everyMs): [number, number[]] => [everyMs, []]));
  for (const everyMs of intervals) {
    chores.add(everyMs, () => calls[everyMs]?.push(clock.monotonicMs()));
  }
  clock.advance(60_000);
  chores.stop();
  clock.advance(60_000);
  return calls;
}

test('a chore comes at its interval, for the first time after half to one and a half of it', () => {
  for (const everyMs of [200, 1_000, 5_000, 10_000]) {
    const { [everyMs]: calls = [] } = watch('node-1', [everyMs]);
    expect(calls[0]).toBeGreaterThanOrEqual(everyMs / 2);
    expect(calls[0]).toBeLessThanOrEqual(everyMs * 1.5);
    const steps = calls.slice(1).map((call, index) => call - (calls[index] ?? 0));
    expect(new Set(steps)).toEqual(new Set([everyMs]));
    expect(calls.at(-1)).toBeGreaterThan(60_000 - everyMs);
  }
});

test('chores of one node come together: the rarer ones at moments of the more frequent', () => {
  const {
    1000: seconds = [],
    5000: rarer = [],
    10000: rarest = [],
  } = watch('node-1', [1_000, 5_000, 10_000]);
  expect(seconds).toEqual(expect.arrayContaining(rarer));
  expect(rarer).toEqual(expect.arrayContaining(rarest));
});

test('those of different nodes do not', () => {
  const first = ['node-1', 'node-2', 'node-3', 'node-4', 'node-5'].map(
    (node) => watch(node, [5_000])[5_000]?.[0],
  );
  expect(new Set(first).size).toBe(5);
});

test('a timer that rings too early calls nobody twice', () => {
  const clock = new FakeClock();
  const early = {
    monotonicMs: () => clock.monotonicMs(),
    wallMs: () => clock.wallMs(),
    schedule: (delayMs: number, action: () => void) => clock.schedule(delayMs - 0.9, action),
  };
  const chores = new Chores(early, 'node-1');
  let calls = 0;
  chores.add(1_000, () => {
    calls += 1;
  });
  clock.advance(20_000);
  expect(calls).toBeGreaterThanOrEqual(19);
  expect(calls).toBeLessThanOrEqual(20);
});
