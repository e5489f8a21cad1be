import { expect, test } from 'vitest';
import { Alarm } from '../../../cluster/io/alarm.ts';
import { FakeClock } from './fake-clock.ts';

test('an alarm rings once, at the earliest time that was named', () => {
  const { alarm, clock, rings } = anAlarm();
  alarm.noLaterThan(300);
  alarm.noLaterThan(120);
  alarm.noLaterThan(200);
  clock.advance(1_000);
  expect(rings).toEqual([120]);
});

test('what is named while it rings makes it ring again', () => {
  const { alarm, clock, rings } = anAlarm((now) => now < 300 && alarm.noLaterThan(now + 100));
  alarm.noLaterThan(100);
  clock.advance(1_000);
  expect(rings).toEqual([100, 200, 300]);
});

test('who wants it at once, again and again, does not keep the process from all else', () => {
  const { alarm, clock, rings } = anAlarm(() => alarm.noLaterThan(0));
  alarm.noLaterThan(0);
  clock.advance(160);
  expect(rings).toEqual([0, 50, 100, 150]);
});

test('nobody waits for a time that never comes', () => {
  const { alarm, clock, rings } = anAlarm();
  alarm.noLaterThan(Number.POSITIVE_INFINITY);
  clock.advance(1_000_000);
  expect(rings).toEqual([]);
});

test('a stopped alarm is silent', () => {
  const { alarm, clock, rings } = anAlarm();
  alarm.noLaterThan(100);
  alarm.stop();
  alarm.noLaterThan(50);
  clock.advance(1_000);
  expect(rings).toEqual([]);
});

function anAlarm(onRing: (now: number) => unknown = () => undefined) {
  const clock = new FakeClock();
  const rings: number[] = [];
  const ring = (): void => {
    rings.push(clock.monotonicMs());
    onRing(clock.monotonicMs());
  };
  return { alarm: new Alarm({ clock, apartMs: 50, ring }), clock, rings };
}
