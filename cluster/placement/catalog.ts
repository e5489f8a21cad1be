/**
 * The state machine of the group `_catalog`: which nodes the cluster has, which spaces, and who keeps their copies.
 * Its primary is the coordinator. Every decision is made before the command is written, so applying one needs nothing
 * but the command, and all copies get the same result.
 */
import { createHash } from 'node:crypto';
import { type Entry, entryTypes, type Json } from '../model/entry.ts';
import type { NodeId, SpaceId } from '../model/ids.ts';
import { isCatalogState } from './catalog-shape.ts';
import {
  applyCommand,
  type CatalogCommand,
  type CatalogSpace,
  type CatalogState,
  copiesOn,
  emptyState,
  findSpace,
  leaving,
} from './catalog-state.ts';
import type { Decommission } from './decommission.ts';
import type { RebalanceRun } from './rebalance-run.ts';

export type { CatalogCommand, CatalogSpace, CatalogState } from './catalog-state.ts';

/** unchanged: it was so already. ignored: no command for the catalog. */
export type CatalogResult = { readonly kind: 'done' | 'unchanged' | 'ignored' };

export interface Catalog {
  /** Applies a committed entry; sequences follow each other. */
  apply(entry: Entry): CatalogResult;
  /** Null until the cluster is initialized. */
  clusterId(): string | null;
  /** Sorted by id. */
  nodes(): readonly NodeId[];
  /** Sorted by id. */
  spaces(): readonly CatalogSpace[];
  space(id: SpaceId): CatalogSpace | null;
  setting(name: string): Json | null;
  /** True if the node has a copy of any space, or is getting one. */
  holds(node: NodeId): boolean;
  /** Nodes that shall leave and have not been forgotten yet, sorted. */
  decommissioning(): readonly NodeId[];
  /** Every decommission that is open or still remembered, in the order in which they began. */
  decommissions(): readonly Decommission[];
  /** The newest rebalance, open or not; null if there never was one. */
  rebalance(): RebalanceRun | null;
  /** The rebalance of this id, as long as it is remembered. */
  findRebalance(id: string): RebalanceRun | null;
  /** Sequence of the last applied entry. */
  applied(): number;
  /** Hex SHA-256 of the content. */
  rootHash(): string;
  snapshot(): Json;
  restore(state: Json, sequence: number): void;
}

export function createCatalog(): Catalog {
  let state = emptyState;
  let applied = 0;

  return {
    apply(entry) {
      if (entry.sequence !== applied + 1) {
        throw new Error(`Unexpected entry \`${entry.sequence}\`, expected \`${applied + 1}\`.`);
      }
      applied = entry.sequence;
      if (entry.type !== entryTypes.catalogCommand) return { kind: 'ignored' };
      const next = applyCommand(state, entry.payload as CatalogCommand);
      if (next === null) return { kind: 'unchanged' };
      state = next;
      return { kind: 'done' };
    },
    clusterId: () => state.clusterId,
    nodes: () => state.nodes,
    spaces: () => state.spaces,
    space: (id) => findSpace(state, id),
    setting: (name) => state.settings.find(([key]) => key === name)?.[1] ?? null,
    holds: (node) => copiesOn(state, node) > 0,
    decommissioning: () => leaving(state),
    decommissions: () => state.decommissions,
    rebalance: () => state.rebalance,
    findRebalance: (id) =>
      state.rebalance?.id === id
        ? state.rebalance
        : (state.pastRebalances.find((run) => run.id === id) ?? null),
    applied: () => applied,
    rootHash: () => createHash('sha256').update(JSON.stringify(state)).digest('hex'),
    snapshot: () => state,
    restore(snapshot, sequence) {
      state = readState(snapshot);
      applied = sequence;
    },
  };
}

function readState(snapshot: Json): CatalogState {
  // A snapshot of an older version has no rebalances and nobody who leaves.
  if (isCatalogState(snapshot)) return { ...emptyState, ...(snapshot as CatalogState) };
  throw new Error(`Unexpected catalog snapshot \`${JSON.stringify(snapshot).slice(0, 200)}\`.`);
}
