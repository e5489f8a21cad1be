/** How unevenly copies and primaries are spread. */

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

export type NodeCounts = {
  readonly primaries: number;
  /** All copies, primaries included. */
  readonly copies: number;
};

/** The published number: the larger of the imbalances of primaries and of copies. */
export function imbalanceOf(nodes: readonly NodeCounts[]): number {
  return Math.max(
    imbalance(nodes.map(({ primaries }) => primaries)),
    imbalance(nodes.map(({ copies }) => copies)),
  );
}
