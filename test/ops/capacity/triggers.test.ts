// What a node shows that asks for more nodes.
import { expect, test } from 'vitest';
import { triggersOf } from '../../../ops/capacity/triggers.ts';

const calm = { processor: 10, memory: 10, disk: 10 };

const firing = (...found: Parameters<typeof triggersOf>) =>
  triggersOf(...found)
    .filter(({ level }) => level !== null)
    .map(({ name, level }) => `${name} ${level}`);

test('there are four, and a calm node fires none', () => {
  expect(triggersOf(calm, 0).map(({ name, above }) => `${name} ${above}`)).toEqual([
    'processor 70',
    'memory 70',
    'disk 70',
    'io-wait 30',
  ]);
  expect(firing(calm, 0)).toEqual([]);
});

test('a disk that is 40 % in use is fine, a processor that waits 40 % of its time is not', () => {
  expect(firing({ ...calm, disk: 40 }, 0)).toEqual([]);
  expect(firing(calm, 40)).toEqual(['io-wait plan']);
});

test('the limit itself does not fire', () => {
  expect(firing({ processor: 70, memory: 70, disk: 70 }, 30)).toEqual([]);
});

test('above 70 % plan, above 80 % act, above 90 % it is an emergency', () => {
  expect(firing({ processor: 70.1, memory: 80.1, disk: 90.1 }, null)).toEqual([
    'processor plan',
    'memory act',
    'disk emergency',
  ]);
});

test('a host without a figure of I/O wait fires no trigger and says that it has none', () => {
  expect(triggersOf(calm, null).at(-1)).toEqual({
    name: 'io-wait',
    measured: null,
    above: 30,
    level: null,
  });
});
