import { describe, expect, test } from 'vitest';
import { createLanes, forEachAtOnce } from '../../../runner/lanes.ts';

describe('lanes', () => {
  test('are told one after the other, in their order, whatever the order of events', () => {
    const told: string[] = [];
    const { say, end } = createLanes<string>((event) => told.push(event));
    say(2, 'c1');
    say(0, 'a1');
    say(1, 'b1');
    end(2);
    say(0, 'a2');
    expect(told).toEqual(['a1', 'a2']);
    end(0);
    expect(told).toEqual(['a1', 'a2', 'b1']);
    say(1, 'b2');
    expect(told).toEqual(['a1', 'a2', 'b1', 'b2']);
    end(1);
    expect(told).toEqual(['a1', 'a2', 'b1', 'b2', 'c1']);
  });

  test('that end without a word do not hold up the others', () => {
    const told: string[] = [];
    const { say, end } = createLanes<string>((event) => told.push(event));
    say(2, 'c');
    end(1);
    end(2);
    end(0);
    expect(told).toEqual(['c']);
  });
});

describe('work at the same time', () => {
  test.each([
    [1, 1],
    [2, 2],
    [5, 4],
  ])('of size %i is at most %i for four items', async (size, most) => {
    let running = 0;
    let seen = 0;
    await forEachAtOnce(['a', 'b', 'c', 'd'], size, async () => {
      running += 1;
      seen = Math.max(seen, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    });
    expect([seen, running]).toEqual([most, 0]);
  });

  test('begins nothing more after an error, and throws it once all have ended', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const work = forEachAtOnce([0, 1, 2, 3], 2, async (item) => {
      begun.push(item);
      if (item === 0) throw new Error('planted');
      await new Promise((resolve) => setImmediate(resolve));
      ended.push(item);
    });
    await expect(work).rejects.toThrow('planted');
    expect([begun, ended]).toEqual([[0, 1], [1]]);
  });
});
