/** How unevenly primaries are spread, and which hand-overs would even them out. */
import { compareIds, type NodeId, type SpaceId } from '../model/ids.ts';

/**
 * How far the fullest node is above what is possible: `max(0, (max - ceil(mean)) / mean)`, 0 without spaces.
 * The mean is rounded up first because whole spaces cannot be split: 4 spaces on 3 nodes as 2, 1, 1 is as even as it gets,
 * and counts as 0. One count per node that may hold primaries, nodes without any included.
 */
export function imbalance(primaries: readonly number[]): number {
  const total = primaries.reduce((sum, count) => sum + count, 0);
  if (total === 0) return 0;
  const mean = total / primaries.length;
  return Math.max(0, (Math.max(...primaries) - Math.ceil(mean)) / mean);
}

export type SpaceCopies = {
  readonly space: SpaceId;
  readonly primary: NodeId;
  /** The copies that could take the office: alive, not draining, in sync. */
  readonly replicas: readonly NodeId[];
};

export type PrimaryMove = {
  readonly space: SpaceId;
  readonly from: NodeId;
  readonly to: NodeId;
};

/**
 * Hand-overs, no data moves, after which no node of `nodes` has more primaries than the mean rounded up, as far as the
 * copies allow it. Each move takes from the fullest node and gives to the emptiest copy.
 */
export function planPrimaryMoves(
  spaces: readonly SpaceCopies[],
  nodes: readonly NodeId[],
): readonly PrimaryMove[] {
  const counts = new Map(nodes.map((node) => [node, 0]));
  for (const { primary } of spaces) {
    counts.set(primary, (counts.get(primary) ?? 0) + 1);
  }
  const bound = Math.ceil(spaces.length / Math.max(nodes.length, 1));
  const moves: PrimaryMove[] = [];
  for (const { space, primary, replicas } of sortedBySpace(spaces)) {
    if ((counts.get(primary) ?? 0) <= bound) continue;
    const to = emptiest(replicas, counts, bound);
    if (to === null) continue;
    counts.set(primary, (counts.get(primary) ?? 0) - 1);
    counts.set(to, (counts.get(to) ?? 0) + 1);
    moves.push({ space, from: primary, to });
  }
  return moves;
}

function emptiest(
  replicas: readonly NodeId[],
  counts: ReadonlyMap<NodeId, number>,
  bound: number,
): NodeId | null {
  const countOf = (node: NodeId): number => counts.get(node) ?? Number.POSITIVE_INFINITY;
  const [best] = replicas.toSorted(
    (left, right) => countOf(left) - countOf(right) || compareIds(left, right),
  );
  return best !== undefined && countOf(best) < bound ? best : null;
}

function sortedBySpace(spaces: readonly SpaceCopies[]): readonly SpaceCopies[] {
  return spaces.toSorted((left, right) => compareIds(left.space, right.space));
}
