import { describe, expect, test } from 'vitest';
import { BroadcastQueue, tellings } from '../../../cluster/swim/broadcast-queue.ts';
import { rumorAbout } from './rumors.ts';

const room = (bytes: number, count = 1_000) => ({ bytes, count });
const plenty = room(10_000);

function idsOf(rumors: readonly ReturnType<typeof rumorAbout>[]): string[] {
  return rumors.map((rumor) => rumor.record.id);
}

describe('BroadcastQueue', () => {
  test('a later claim about a member takes the place of an earlier one', () => {
    const queue = new BroadcastQueue();
    queue.add(rumorAbout('node-1', { state: 'suspect' }), 100);
    queue.add(rumorAbout('node-1', { incarnation: 2 }), 100);
    expect(queue.take(plenty, 5)).toEqual([rumorAbout('node-1', { incarnation: 2 })]);
  });

  test('what was told least goes first', () => {
    const queue = new BroadcastQueue();
    queue.add(rumorAbout('node-1'), 100);
    queue.take(plenty, 5);
    queue.add(rumorAbout('node-2'), 100);
    expect(idsOf(queue.take(plenty, 5))).toEqual(['node-2', 'node-1']);
  });

  test('news that was told often enough is forgotten', () => {
    const queue = new BroadcastQueue();
    queue.add(rumorAbout('node-1'), 100);
    expect([1, 2, 3, 4].map(() => queue.take(plenty, 3).length)).toEqual([1, 1, 1, 0]);
    expect(queue.size).toBe(0);
  });

  test('no more rumors go together than the limit says, and the rest goes next', () => {
    const queue = new BroadcastQueue();
    for (const id of ['node-1', 'node-2', 'node-3']) queue.add(rumorAbout(id), 100);
    expect(idsOf(queue.take(room(10_000, 2), 5))).toEqual(['node-1', 'node-2']);
    expect(idsOf(queue.take(room(10_000, 2), 5))).toEqual(['node-3', 'node-1']);
  });

  test('a rumor that does not fit waits, and a smaller one behind it goes', () => {
    const queue = new BroadcastQueue();
    queue.add(rumorAbout('node-1'), 300);
    queue.add(rumorAbout('node-2'), 100);
    expect(idsOf(queue.take(room(250), 5))).toEqual(['node-2']);
    expect(idsOf(queue.take(room(300), 5))).toEqual(['node-1']);
  });

  test('a member is not told about itself', () => {
    const queue = new BroadcastQueue();
    queue.add(rumorAbout('node-1'), 100);
    expect(queue.take(plenty, 5, 'node-1')).toEqual([]);
    expect(queue.size).toBe(1);
  });
});

describe('tellings', () => {
  test('grow with the logarithm of the cluster', () => {
    expect([2, 3, 7, 15, 127].map((members) => tellings(3, members))).toEqual([5, 6, 9, 12, 21]);
  });
});
