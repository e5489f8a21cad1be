import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSystemClock } from '../../../cluster/io/clock.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const clock = createSystemClock();

/** Schedules a call that notes when it came. */
function note(delayMs: number, slackMs?: number): { readonly at: number[]; cancel(): void } {
  const at: number[] = [];
  const cancel = clock.schedule(delayMs, () => at.push(clock.monotonicMs() - startedAt), slackMs);
  return { at, cancel };
}

let startedAt: number;
beforeEach(() => {
  startedAt = clock.monotonicMs();
});

test('nobody is called before his time, however small the part of a millisecond that is missing', () => {
  const { at } = note(99.01);
  vi.advanceTimersByTime(1_000);
  expect(at).toEqual([100]);
});

test('who has time is called together with the first who has none', () => {
  const [patient, early, next] = [note(100, 400), note(50), note(300)];
  vi.advanceTimersByTime(1_000);
  expect(early.at).toEqual([50]);
  expect(next.at).toEqual([300]);
  expect(patient.at).toEqual([300]);
});

test('who has time is called at its end where nobody else is', () => {
  const [patient] = [note(100, 400), note(50), note(600)];
  vi.advanceTimersByTime(1_000);
  expect(patient.at).toEqual([500]);
});

test('who was cancelled is not called, whether he had time or not', () => {
  const [patient, other] = [note(100, 400), note(200)];
  patient.cancel();
  other.cancel();
  patient.cancel();
  note(300);
  vi.advanceTimersByTime(1_000);
  expect([patient.at, other.at]).toEqual([[], []]);
});

test('who has time may take another time when he is called', () => {
  const calls: number[] = [];
  const again = (): void => {
    calls.push(clock.monotonicMs() - startedAt);
    if (calls.length < 3) clock.schedule(100, again, 400);
  };
  clock.schedule(100, again, 400);
  note(200);
  note(250);
  note(320);
  vi.advanceTimersByTime(2_000);
  expect(calls).toEqual([200, 320, 820]);
});
