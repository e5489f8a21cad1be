import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ClockOrder,
  compareClocks,
  joinClocks,
  noChanges,
  tickClock,
} from '../../../cluster/gossip/clock.ts';
import { author, clock } from './arbitraries.ts';

describe('a vector clock', () => {
  it('orders what knows of what, and tells apart what does not', () => {
    const first = tickClock(noChanges, 'node-1');
    const second = tickClock(first, 'node-2');
    const other = tickClock(first, 'node-3');
    expect(compareClocks(first, second)).toBe('before');
    expect(compareClocks(second, first)).toBe('after');
    expect(compareClocks(second, other)).toBe('concurrent');
    expect(compareClocks(second, [...second])).toBe('equal');
  });

  it('takes the name of a property of every object for a name', () => {
    expect(tickClock(noChanges, 'constructor')).toEqual([['constructor', 1]]);
    expect(compareClocks([['constructor', 1]], [['node-1', 1]])).toBe('concurrent');
  });

  it('is compared the other way round with the opposite answer', () => {
    const opposite: Record<ClockOrder, ClockOrder> = {
      before: 'after',
      after: 'before',
      equal: 'equal',
      concurrent: 'concurrent',
    };
    fc.assert(
      fc.property(clock, clock, (left, right) => {
        expect(compareClocks(right, left)).toBe(opposite[compareClocks(left, right)]);
      }),
    );
  });

  it('is before its own future and before what is after its future', () => {
    fc.assert(
      fc.property(clock, author, author, (start, one, other) => {
        const next = tickClock(start, one);
        expect(compareClocks(start, next)).toBe('before');
        expect(compareClocks(start, tickClock(next, other))).toBe('before');
      }),
    );
  });

  it('joins to the least clock that covers all, whatever the order', () => {
    fc.assert(
      fc.property(clock, clock, clock, (a, b, c) => {
        const joined = joinClocks([a, b, c]);
        expect(joinClocks([c, joinClocks([b, a])])).toEqual(joined);
        expect(joinClocks([joined, joined])).toEqual(joined);
        for (const one of [a, b, c])
          expect(['before', 'equal']).toContain(compareClocks(one, joined));
        const counts = new Map(joined);
        for (const [by, changes] of joined) {
          counts.set(by, changes - 1);
          const covered = [a, b, c].every((one) =>
            one.every(([name, count]) => count <= (counts.get(name) ?? 0)),
          );
          expect(covered).toBe(false);
          counts.set(by, changes);
        }
      }),
    );
  });
});
