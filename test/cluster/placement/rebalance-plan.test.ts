import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imbalanceOf } from '../../../cluster/placement/imbalance.ts';
import {
  type PlacedSpace,
  type PlanNeeds,
  type PlannedMove,
  planRebalance,
} from '../../../cluster/placement/rebalance-plan.ts';

type Layout = readonly PlacedSpace[];

/** Makes one move, after checking that it can be made at that point. */
function make(layout: Layout, { kind, space, from, to }: PlannedMove): Layout {
  return layout.map((placed) => {
    if (placed.space !== space) return placed;
    expect(placed.movable).toBe(true);
    if (kind === 'primary') {
      expect(placed.primary).toBe(from);
      expect(placed.copies).toContain(to);
      return { ...placed, primary: to };
    }
    expect(placed.copies).toContain(from);
    expect(placed.copies).not.toContain(to);
    const copies = [...placed.copies.filter((node) => node !== from), to];
    return { ...placed, copies, primary: placed.primary === from ? to : placed.primary };
  });
}

function makeAll(layout: Layout, moves: readonly PlannedMove[]): Layout {
  return moves.reduce(make, layout);
}

function countsOn(nodes: readonly string[], layout: Layout) {
  return nodes.map((node) => ({
    primaries: layout.filter(({ primary }) => primary === node).length,
    copies: layout.filter(({ copies }) => copies.includes(node)).length,
  }));
}

const nodeNames = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `node-${index + 1}`);

/** Any cluster: some nodes hold everything, others have just come, others shall go. */
const anyNeeds = fc
  .record({
    nodes: fc.integer({ min: 4, max: 9 }),
    leavingCount: fc.integer({ min: 0, max: 1 }),
    copies: fc.integer({ min: 1, max: 3 }),
    seeds: fc.array(fc.array(fc.nat(), { minLength: 3, maxLength: 3 }), { maxLength: 40 }),
    settled: fc.integer({ min: 3, max: 9 }),
  })
  .map(({ nodes, leavingCount, copies, seeds, settled }): PlanNeeds => {
    const all = nodeNames(nodes);
    const settledNodes = all.slice(0, Math.min(settled, nodes));
    const spaces = seeds.map((picks, index): PlacedSpace => {
      const free = [...settledNodes];
      const chosen = picks.slice(0, copies).map((pick) => {
        const [node = ''] = free.splice(pick % free.length, 1);
        return node;
      });
      const space = `space-${String(index).padStart(2, '0')}`;
      return { space, primary: chosen[0] ?? null, copies: chosen, movable: true };
    });
    return { spaces, takers: all.slice(leavingCount), leaving: all.slice(0, leavingCount) };
  });

describe('the plan of a rebalance', () => {
  it('consists of moves that can be made one after the other, and keeps the number of copies', () => {
    fc.assert(
      fc.property(anyNeeds, (needs) => {
        const after = makeAll(needs.spaces, planRebalance(needs));
        for (const [index, { copies }] of after.entries()) {
          expect(new Set(copies).size).toBe(needs.spaces[index]?.copies.length);
        }
      }),
    );
  });

  it('leaves no node with more copies or more primaries than the mean rounded up', () => {
    fc.assert(
      fc.property(anyNeeds, (needs) => {
        const after = makeAll(needs.spaces, planRebalance(needs));
        expect(imbalanceOf(countsOn(needs.takers, after))).toBe(0);
      }),
    );
  });

  it('leaves nothing on a node that shall go', () => {
    fc.assert(
      fc.property(anyNeeds, (needs) => {
        const after = makeAll(needs.spaces, planRebalance(needs));
        for (const { copies, primary } of after) {
          expect(copies.filter((node) => needs.leaving.includes(node))).toEqual([]);
          expect(needs.leaving).not.toContain(primary);
        }
      }),
    );
  });

  it('is empty once it has been carried out', () => {
    fc.assert(
      fc.property(anyNeeds, (needs) => {
        const spaces = makeAll(needs.spaces, planRebalance(needs));
        expect(planRebalance({ ...needs, spaces })).toEqual([]);
      }),
    );
  });

  it('gives no copy to a node that gives one away, unless a node leaves', () => {
    fc.assert(
      fc.property(anyNeeds, ({ spaces, takers, leaving }) => {
        const all = { spaces, takers: [...takers, ...leaving], leaving: [] };
        const moves = planRebalance(all).filter(({ kind }) => kind === 'copy');
        const givers = new Set(moves.map(({ from }) => from));
        expect(moves.filter(({ to }) => givers.has(to))).toEqual([]);
      }),
    );
  });

  it('does not depend on the order in which spaces and nodes are listed', () => {
    fc.assert(
      fc.property(anyNeeds, ({ spaces, takers, leaving }) => {
        const reversed = { spaces: spaces.toReversed(), takers: takers.toReversed(), leaving };
        expect(planRebalance(reversed)).toEqual(planRebalance({ spaces, takers, leaving }));
      }),
    );
  });
});

function space(id: string, copies: readonly string[], movable = true): PlacedSpace {
  return { space: id, primary: copies[0] ?? null, copies, movable };
}

describe('a plan', () => {
  const three = ['n1', 'n2', 'n3'];

  it('hands offices over without moving data when only they are uneven', () => {
    const spaces = ['a', 'b', 'c'].map((id) => space(id, three));
    expect(planRebalance({ spaces, takers: three, leaving: [] })).toEqual([
      { kind: 'primary', space: 'a', from: 'n1', to: 'n2' },
      { kind: 'primary', space: 'b', from: 'n1', to: 'n3' },
    ]);
  });

  it('leaves a space alone that lacks a copy', () => {
    const spaces = ['a', 'b', 'c'].map((id) => space(id, three, false));
    expect(planRebalance({ spaces, takers: three, leaving: [] })).toEqual([]);
  });

  it('takes offices from a node that is being drained, and leaves its copies', () => {
    const spaces = [space('a', three)];
    expect(planRebalance({ spaces, takers: ['n2', 'n3'], leaving: [] })).toEqual([
      { kind: 'primary', space: 'a', from: 'n1', to: 'n2' },
    ]);
  });

  it('has no move for a copy that no other node can take', () => {
    const spaces = [space('a', three)];
    const moves = planRebalance({ spaces, takers: ['n2', 'n3'], leaving: ['n1'] });
    expect(moves.filter(({ kind }) => kind === 'copy')).toEqual([]);
  });

  it('is empty without nodes', () => {
    expect(planRebalance({ spaces: [space('a', three)], takers: [], leaving: [] })).toEqual([]);
  });
});
