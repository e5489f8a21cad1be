import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignCopies, type NodeLoad } from '../../../cluster/placement/assign.ts';
import { imbalance, imbalanceOf } from '../../../cluster/placement/imbalance.ts';

function emptyNodes(count: number): NodeLoad[] {
  return Array.from({ length: count }, (_, index) => {
    return { node: `node-${index + 1}`, primaries: 0, copies: 0 };
  });
}

/** Assigns spaces one after the other and counts what every node got. */
function fill(nodes: number, spaces: number): readonly NodeLoad[] {
  let loads = emptyNodes(nodes);
  for (let index = 0; index < spaces; index += 1) {
    const [primary, ...replicas] = assignCopies(`space-${index}`, loads, 3);
    loads = loads.map(({ node, primaries, copies }) => ({
      node,
      primaries: primaries + (node === primary ? 1 : 0),
      copies: copies + (node === primary || replicas.includes(node) ? 1 : 0),
    }));
  }
  return loads;
}

describe('the assignment of copies', () => {
  it('never gives a node more primaries, or more copies, than the mean rounded up', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 60 }),
        (nodes, spaces) => {
          const loads = fill(nodes, spaces);
          const copies = loads.reduce((sum, load) => sum + load.copies, 0);
          const mostPrimaries = Math.max(...loads.map((load) => load.primaries));
          expect(mostPrimaries).toBeLessThanOrEqual(Math.ceil(spaces / nodes));
          expect(copies).toBe(spaces * Math.min(3, nodes));
          expect(imbalance(loads.map((load) => load.primaries))).toBe(0);
        },
      ),
    );
  });

  it('gives a space as many different nodes as wanted', () => {
    expect(new Set(assignCopies('alpha', emptyNodes(5), 3)).size).toBe(3);
  });

  it('gives fewer copies when there are fewer nodes, and none without any', () => {
    expect(assignCopies('alpha', emptyNodes(2), 3)).toHaveLength(2);
    expect(assignCopies('alpha', [], 3)).toEqual([]);
  });

  it('does not depend on the order of the nodes', () => {
    const nodes = emptyNodes(5);
    expect(assignCopies('beta', nodes.toReversed(), 3)).toEqual(assignCopies('beta', nodes, 3));
  });
});

describe('the imbalance', () => {
  it.each([
    [[], 0],
    [[0, 0, 0], 0],
    [[2, 1, 1], 0],
    [[4, 0, 0], 1.5],
    [[5, 3, 1], 2 / 3],
    [[2, 0], 1],
  ])('of %j is %d', (primaries, expected) => {
    expect(imbalance(primaries)).toBeCloseTo(expected, 10);
  });

  it('of nodes is the larger one of primaries and of copies', () => {
    const full = { primaries: 1, copies: 4 };
    const empty = { primaries: 1, copies: 0 };
    expect(imbalanceOf([full, empty])).toBe(1);
    expect(
      imbalanceOf([
        { primaries: 2, copies: 2 },
        { primaries: 0, copies: 2 },
      ]),
    ).toBe(1);
  });
});
