/** What the catalog says about placement, in the shapes that placement works with. */
import type { NodeId } from '../model/ids.ts';
import { isReachable, type Member } from '../model/member.ts';
import { majorityOf } from '../model/space.ts';
import type { NodeLoad } from '../placement/assign.ts';
import type { Catalog, CatalogSpace } from '../placement/catalog.ts';
import type { PlacedSpace } from '../placement/rebalance-plan.ts';

/** A row for every node of the cluster that may get another copy: alive, not draining, and not about to leave. */
export function nodeLoads(catalog: Catalog, members: readonly Member[]): readonly NodeLoad[] {
  return loadsOf(
    catalog,
    members.filter((member) => isReachable(member) && !member.draining),
  );
}

/**
 * A row for every node that may get a copy of a new space. Where the others are no majority of the copies that the space
 * should have, those that are being drained are among them, and if that is not enough there are none: what is acknowledged
 * shall not be on fewer disks than that.
 */
export function newSpaceLoads(
  catalog: Catalog,
  members: readonly Member[],
  copies: number,
): readonly NodeLoad[] {
  const leaving = catalog.decommissioning();
  const staying = catalog.nodes().filter((node) => !leaving.includes(node));
  const needed = majorityOf(Math.min(copies, staying.length));
  const willing = nodeLoads(catalog, members);
  if (willing.length >= needed) return willing;
  const present = loadsOf(catalog, members.filter(isReachable));
  return present.length >= needed ? present : [];
}

/** A row for each of them that is of the cluster and not about to leave. */
function loadsOf(catalog: Catalog, members: readonly Member[]): readonly NodeLoad[] {
  const takers = new Set(members.map(({ id }) => id));
  for (const node of catalog.decommissioning()) takers.delete(node);
  return catalog.nodes().flatMap((node) => (takers.has(node) ? [loadOf(catalog, node)] : []));
}

/** Every node that the cluster or a space counts on; a space may count on one that the cluster has forgotten. */
export function countedNodes(catalog: Catalog): ReadonlySet<NodeId> {
  const copies = catalog
    .spaces()
    .flatMap((space) => [...space.copies.voters, ...space.copies.learners]);
  return new Set([...catalog.nodes(), ...copies]);
}

/** Copies and primaries of a node by the catalog. */
export function loadOf(catalog: Catalog, node: NodeId): NodeLoad {
  const held = catalog.spaces().filter(({ copies }) => copies.voters.includes(node));
  const primaries = held.filter((space) => primaryOf(space) === node).length;
  return { node, primaries, copies: held.length };
}

/** The primary as the catalog knows it; of a new space the preferred one. */
export function primaryOf({ primary, copies }: CatalogSpace): NodeId | null {
  return primary ?? copies.voters[0] ?? null;
}

/**
 * Where every space is; those with a copy away, on its way, or about to be taken away as one more than `copies` stay where
 * they are.
 */
export function placedSpaces(
  catalog: Catalog,
  members: readonly Member[],
  copies: number,
): readonly PlacedSpace[] {
  const alive = new Set(members.filter(isReachable).map(({ id }) => id));
  return catalog.spaces().map((space) => ({
    space: space.id,
    primary: primaryOf(space),
    copies: space.copies.voters,
    movable:
      space.copies.learners.length === 0 &&
      space.copies.voters.length <= copies &&
      space.copies.voters.every((node) => alive.has(node)),
  }));
}

/** Spaces of which fewer than a majority of the voting copies is on nodes that are alive. */
export function spacesWithoutQuorum(
  catalog: Pick<Catalog, 'spaces'>,
  members: readonly Member[],
): readonly CatalogSpace[] {
  const alive = new Set(members.filter(({ state }) => state === 'alive').map(({ id }) => id));
  return catalog.spaces().filter(({ copies: { voters } }) => {
    const present = voters.filter((node) => alive.has(node)).length;
    return present < majorityOf(voters.length);
  });
}
