/**
 * Which nodes keep the copies of a space. Hashing alone is uneven with few spaces (10 spaces on 5 nodes: half again as
 * many as the mean on one of them), so the hash only orders the nodes and a bound decides: no node gets a primary, or a
 * copy, beyond the mean rounded up.
 */
import { compareIds, type NodeId, type SpaceId } from '../model/ids.ts';
import { fnv1a64, jumpHash, rendezvousScore } from './hash.ts';

/** What a node carries already. */
export type NodeLoad = {
  readonly node: NodeId;
  readonly primaries: number;
  /** All copies, primaries included. */
  readonly copies: number;
};

/**
 * Nodes for a new space, preferred primary first, at most `copies` of them (fewer when there are fewer nodes).
 * `loads` has a row for every node that may get one: alive and not draining.
 */
export function assignCopies(
  space: SpaceId,
  loads: readonly NodeLoad[],
  copies: number,
): readonly NodeId[] {
  const ranked = rankNodes(space, loads);
  const count = Math.min(copies, ranked.length);
  if (count === 0) return [];
  const primary = firstBelowMean(ranked, ({ primaries }) => primaries, 1);
  const chosen = [primary];
  while (chosen.length < count) {
    const others = ranked.filter((load) => !chosen.includes(load));
    chosen.push(firstBelowMean(others, (load) => load.copies, count - chosen.length));
  }
  return chosen.map(({ node }) => node);
}

/** The space's order of preference: its jump-hash node, then the others by falling rendezvous score. */
export function rankNodes(space: SpaceId, loads: readonly NodeLoad[]): readonly NodeLoad[] {
  const byId = loads.toSorted((left, right) => compareIds(left.node, right.node));
  if (byId.length === 0) return [];
  const hash = fnv1a64(space);
  const first = byId[jumpHash(hash, byId.length)];
  const scored = byId
    .filter((load) => load !== first)
    .map((load) => ({ load, score: rendezvousScore(hash, load.node) }))
    .sort((left, right) => (left.score < right.score ? 1 : -1));
  const others = scored.map(({ load }) => load);
  return first === undefined ? others : [first, ...others];
}

/** The first of `ranked` that stays within the mean, rounded up, when `added` more are shared out among them. */
function firstBelowMean(
  ranked: readonly NodeLoad[],
  countOf: (load: NodeLoad) => number,
  added: number,
): NodeLoad {
  const total = ranked.reduce((sum, load) => sum + countOf(load), 0);
  const bound = Math.ceil((total + added) / ranked.length);
  const free = ranked.find((load) => countOf(load) < bound);
  if (free === undefined) throw new Error('Unexpected empty list of nodes, expected one at least.');
  return free;
}
