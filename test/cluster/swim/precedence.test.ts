import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MemberState } from '../../../cluster/model/member.ts';
import { type Claim, supersedes } from '../../../cluster/swim/precedence.ts';

const states: readonly MemberState[] = ['alive', 'suspect', 'dead', 'left'];
const claims = fc.record({
  state: fc.constantFrom(...states),
  incarnation: fc.integer({ min: 0, max: 3 }),
});

function merge(held: Claim, claim: Claim): Claim {
  return supersedes(claim, held) ? claim : held;
}

describe('precedence of claims', () => {
  test('in the same incarnation alive gives way to suspect, suspect to dead, dead to left', () => {
    const table = states.map((claim) =>
      states.map((held) =>
        supersedes({ state: claim, incarnation: 1 }, { state: held, incarnation: 1 }),
      ),
    );
    expect(table).toEqual([
      [false, false, false, false],
      [true, false, false, false],
      [true, true, false, false],
      [true, true, true, false],
    ]);
  });

  test('alive in a higher incarnation holds against suspect, dead and left', () => {
    for (const state of states) {
      expect(supersedes({ state: 'alive', incarnation: 2 }, { state, incarnation: 1 })).toBe(true);
    }
  });

  test('nothing in a lower incarnation is news', () => {
    for (const claim of states) {
      for (const held of states) {
        const isNews = supersedes(
          { state: claim, incarnation: 1 },
          { state: held, incarnation: 2 },
        );
        expect(isNews).toBe(false);
      }
    }
  });

  test('claims heard in any order, any number of times, end in the same view', () => {
    fc.assert(
      fc.property(fc.array(claims, { minLength: 1 }), fc.nat(), (heard, seed) => {
        const start: Claim = { state: 'alive', incarnation: 0 };
        const rotated = heard.map((_, index) => heard[(index + seed) % heard.length] ?? start);
        const again = [...rotated.reverse(), ...heard];
        expect(again.reduce(merge, start)).toEqual(heard.reduce(merge, start));
      }),
    );
  });

  test('of two different claims exactly one holds', () => {
    fc.assert(
      fc.property(claims, claims, (one, other) => {
        const isSame = one.state === other.state && one.incarnation === other.incarnation;
        expect([supersedes(one, other), supersedes(other, one)].filter(Boolean)).toHaveLength(
          isSame ? 0 : 1,
        );
      }),
    );
  });
});
