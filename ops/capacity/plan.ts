// The capacity planner: how many nodes a load needs, and what a number of nodes means for it. Pure; the door of this
// folder. The formula and the limits are explained in content/operations/capacity-planning/sizing-and-triggers.md.
import { type Resource, resources, type Usage, utilisationTarget } from './usage.ts';

/** What is left for a node when one of them fails and its work comes on top: above it, take load away first. */
const limitAfterLoss = 90;

export type PlanInput = {
  /** Nodes that carry the load now, at least 1. */
  readonly nodes: number;
  /** Of the busiest node, percent. */
  readonly usage: Usage;
  /** How many times the load of now is planned for, above 0: 2 is twice as much. */
  readonly growth: number;
  /** Copies of every space, the primary among them, at least 1. */
  readonly copies: number;
};

/** `copies`: the load alone would fit on fewer nodes than a space has copies. */
type Decider = Resource | 'copies';

export type Plan = {
  readonly nodesNeeded: number;
  readonly decidedBy: Decider;
  /** What each resource would need by itself. */
  readonly neededFor: Readonly<Record<Resource, number>>;
};

/** For each resource ceil(nodes × growth × used ÷ 70 %), the largest of them, and never fewer nodes than copies. */
export function planFor(input: PlanInput): Plan {
  const neededFor = forEach((resource) => ceiling(work(input, resource) / utilisationTarget));
  const tightest = resources.reduce((a, b) => (neededFor[b] > neededFor[a] ? b : a));
  const isLoad = neededFor[tightest] >= input.copies;
  return {
    nodesNeeded: isLoad ? neededFor[tightest] : input.copies,
    decidedBy: isLoad ? tightest : 'copies',
    neededFor,
  };
}

export type Projection = {
  readonly nodes: number;
  /** Percent of each resource with the load that is planned for; above 100 where it cannot be carried. */
  readonly used: Usage;
  /** The same after one node was lost; null where there is no other one. */
  readonly usedAfterLoss: Usage | null;
  /** Nodes that may fail with the others still a strict majority. */
  readonly mayFail: number;
};

/** The planned load on `count` nodes, at least 1. Work is spread evenly: check that with `engram-ops balance check`. */
export function project(input: PlanInput, count: number): Projection {
  const on = (nodes: number): Usage => forEach((resource) => work(input, resource) / nodes);
  return {
    nodes: count,
    used: on(count),
    usedAfterLoss: count === 1 ? null : on(count - 1),
    mayFail: Math.floor((count - 1) / 2),
  };
}

/** Why `nodes` are not enough, a sentence each; none if they are. Agrees with `planFor`. */
export function shortfalls(input: PlanInput, count: number): readonly string[] {
  const { neededFor } = planFor(input);
  const { used } = project(input, count);
  return [
    ...(count < input.copies
      ? [`${count} nodes cannot hold ${input.copies} copies of a space`]
      : []),
    ...resources
      .filter((resource) => neededFor[resource] > count)
      .map(
        (resource) =>
          `${resource} would be at ${used[resource].toFixed(1)} %, above ${utilisationTarget} %`,
      ),
  ];
}

/** What a person should know of a plan that has enough nodes by its formula. */
export function cautions({ usedAfterLoss, mayFail, nodes }: Projection): readonly string[] {
  const tight = resources.flatMap((resource) => {
    const used = usedAfterLoss?.[resource] ?? 0;
    return used > limitAfterLoss + slack
      ? [
          `with one of ${nodes} nodes lost, ${resource} would be at ${used.toFixed(1)} %, above ${limitAfterLoss} %`,
        ]
      : [];
  });
  return mayFail > 0
    ? tight
    : [...tight, `with ${nodes} nodes none may fail: the others would be no majority`];
}

/** Rounding errors of binary fractions are no reason for one more node. */
const slack = 1e-9;

/** Percent of one node that all of the planned load takes. */
function work({ nodes, growth, usage }: PlanInput, resource: Resource): number {
  return nodes * growth * usage[resource];
}

function ceiling(nodes: number): number {
  return Math.max(1, Math.ceil(nodes - slack));
}

function forEach<T>(of: (resource: Resource) => T): Readonly<Record<Resource, T>> {
  return { processor: of('processor'), memory: of('memory'), disk: of('disk') };
}
