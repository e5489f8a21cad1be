/** What the catalog says about placement, in the shapes that placement works with. */
import type { NodeId } from '../model/ids.ts';
import { isReachable, type Member } from '../model/member.ts';
import type { NodeLoad } from '../placement/assign.ts';
import type { Catalog } from '../placement/catalog.ts';

/** A row for every node of the cluster that may get another copy: alive and not draining. */
export function nodeLoads(catalog: Catalog, members: readonly Member[]): readonly NodeLoad[] {
  const takers = new Set(
    members.filter((member) => isReachable(member) && !member.draining).map(({ id }) => id),
  );
  return catalog.nodes().flatMap((node) => (takers.has(node) ? [loadOf(catalog, node)] : []));
}

/** Copies by the catalog: the first voter of a space is its preferred primary. */
export function loadOf(catalog: Catalog, node: NodeId): NodeLoad {
  const held = catalog.spaces().filter(({ copies }) => copies.voters.includes(node));
  const primaries = held.filter(({ copies }) => copies.voters[0] === node).length;
  return { node, primaries, copies: held.length };
}
