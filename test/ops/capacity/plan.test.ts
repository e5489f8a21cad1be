// How many nodes a load needs.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cautions,
  type PlanInput,
  planFor,
  project,
  shortfalls,
} from '../../../ops/capacity/plan.ts';
import { resources, utilisationTarget } from '../../../ops/capacity/usage.ts';

const documented: PlanInput = {
  nodes: 3,
  usage: { processor: 60, memory: 55, disk: 40 },
  growth: 2,
  copies: 3,
};

test('three nodes at 60, 55 and 40 % need six nodes for twice the load', () => {
  expect(planFor(documented)).toEqual({
    nodesNeeded: 6,
    decidedBy: 'processor',
    neededFor: { processor: 6, memory: 5, disk: 4 },
  });
});

test('the same load needs three nodes and no more', () => {
  expect(planFor({ ...documented, growth: 1 })).toMatchObject({ nodesNeeded: 3 });
});

test('the fullest resource decides, whichever it is', () => {
  for (const resource of resources) {
    const usage = { processor: 10, memory: 10, disk: 10, [resource]: 69 };
    const plan = planFor({ nodes: 5, usage, growth: 2, copies: 3 });
    expect(plan).toMatchObject({ nodesNeeded: 10, decidedBy: resource });
  }
});

test('an idle cluster needs as many nodes as a space has copies', () => {
  const usage = { processor: 0, memory: 0, disk: 0 };
  const plan = planFor({ nodes: 7, usage, growth: 1, copies: 3 });
  expect(plan).toMatchObject({ nodesNeeded: 3, decidedBy: 'copies' });
});

test('a load of exactly the target needs no node more', () => {
  // In binary fractions 10 × 1.1 × 70 ÷ 70 may come out above 11.
  const usage = { processor: 70, memory: 70, disk: 70 };
  expect(planFor({ nodes: 10, usage, growth: 1.1, copies: 1 }).nodesNeeded).toBe(11);
  expect(shortfalls({ nodes: 10, usage, growth: 1.1, copies: 1 }, 11)).toEqual([]);
});

test('four nodes lack what the processor and the memory need', () => {
  expect(shortfalls(documented, 4)).toEqual([
    'processor would be at 90.0 %, above 70 %',
    'memory would be at 82.5 %, above 70 %',
  ]);
});

test('two nodes cannot hold three copies, however idle they are', () => {
  const usage = { processor: 1, memory: 1, disk: 1 };
  expect(shortfalls({ ...documented, usage }, 2)).toEqual([
    '2 nodes cannot hold 3 copies of a space',
  ]);
});

describe('cautions', () => {
  test('three nodes that are full to the target cannot carry the work of one that is lost', () => {
    const usage = { processor: 70, memory: 20, disk: 20 };
    expect(cautions(project({ nodes: 3, usage, growth: 1, copies: 3 }, 3))).toEqual([
      'with one of 3 nodes lost, processor would be at 105.0 %, above 90 %',
    ]);
  });

  test('of two nodes none may fail', () => {
    const usage = { processor: 1, memory: 1, disk: 1 };
    expect(cautions(project({ nodes: 2, usage, growth: 1, copies: 2 }, 2))).toEqual([
      'with 2 nodes none may fail: the others would be no majority',
    ]);
  });

  test('six nodes at 60 % have none', () => {
    expect(cautions(project(documented, 6))).toEqual([]);
  });
});

describe('for every load', () => {
  const percent = fc.double({ min: 0, max: 100, noNaN: true });
  const inputs: fc.Arbitrary<PlanInput> = fc.record({
    nodes: fc.integer({ min: 1, max: 200 }),
    usage: fc.record({ processor: percent, memory: percent, disk: percent }),
    growth: fc.double({ min: 0.01, max: 100, noNaN: true }),
    copies: fc.integer({ min: 1, max: 7 }),
  });
  const tolerance = 1e-6;

  test('there are never fewer nodes than copies, or than any resource needs', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { nodesNeeded, neededFor } = planFor(input);
        expect(nodesNeeded).toBeGreaterThanOrEqual(input.copies);
        for (const resource of resources) {
          expect(nodesNeeded).toBeGreaterThanOrEqual(neededFor[resource]);
        }
      }),
    );
  });

  test('no resource is above its target on the nodes that are needed', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { used } = project(input, planFor(input).nodesNeeded);
        for (const resource of resources) {
          expect(used[resource]).toBeLessThanOrEqual(utilisationTarget + tolerance);
        }
      }),
    );
  });

  test('one node fewer is not enough', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { nodesNeeded } = planFor(input);
        fc.pre(nodesNeeded > 1);
        const fewer = nodesNeeded - 1;
        const { used } = project(input, fewer);
        const isFull = resources.some((resource) => used[resource] > utilisationTarget);
        expect(isFull || fewer < input.copies).toBe(true);
      }),
    );
  });

  test('more load never needs fewer nodes', () => {
    fc.assert(
      fc.property(inputs, inputs, (one, other) => {
        const most = (a: number, b: number) => Math.max(a, b);
        const heavier = {
          ...one,
          growth: most(one.growth, other.growth),
          usage: {
            processor: most(one.usage.processor, other.usage.processor),
            memory: most(one.usage.memory, other.usage.memory),
            disk: most(one.usage.disk, other.usage.disk),
          },
        };
        expect(planFor(heavier).nodesNeeded).toBeGreaterThanOrEqual(planFor(one).nodesNeeded);
      }),
    );
  });

  test('a number of nodes lacks something exactly if it is below what is needed', () => {
    fc.assert(
      fc.property(inputs, fc.integer({ min: 1, max: 300 }), (input, count) => {
        const isEnough = shortfalls(input, count).length === 0;
        expect(isEnough).toBe(count >= planFor(input).nodesNeeded);
      }),
    );
  });
});
