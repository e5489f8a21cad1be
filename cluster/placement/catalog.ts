/**
 * The state machine of the group `_catalog`: which nodes the cluster has, which spaces, and who keeps their copies.
 * Its primary is the coordinator. Every decision is made before the command is written, so applying one needs nothing
 * but the command, and all copies get the same result.
 */
import { createHash } from 'node:crypto';
import { type Entry, entryTypes, type Json } from '../model/entry.ts';
import { compareIds, type NodeId, type SpaceId } from '../model/ids.ts';
import type { CopySet } from '../model/space.ts';
import { applyToRun, type RebalanceRun, type RunCommand } from './rebalance-run.ts';

/** Payload of a `catalogCommand` entry. */
export type CatalogCommand =
  /** First of all: who founded the cluster and when (RFC 3339), as the API was asked. */
  | {
      readonly kind: 'initialize';
      readonly clusterId: string;
      readonly nodes: readonly NodeId[];
      readonly at: string;
    }
  | { readonly kind: 'add-node'; readonly node: NodeId }
  | { readonly kind: 'forget-node'; readonly node: NodeId }
  /** The copy set is chosen by the coordinator when it proposes, so that applying it needs no view of the members. */
  | {
      readonly kind: 'create-space';
      readonly space: SpaceId;
      readonly copies: readonly NodeId[];
      readonly at: string;
    }
  /** A group has changed its own copies; the catalog follows. Older positions than the recorded one are ignored. */
  | {
      readonly kind: 'record-copies';
      readonly space: SpaceId;
      readonly copies: CopySet;
      readonly epoch: number;
      readonly sequence: number;
      /** Who tells it: the group's primary. */
      readonly primary: NodeId;
    }
  | { readonly kind: 'set-setting'; readonly name: string; readonly value: Json }
  /** The node shall give its copies away and leave; it gets no new ones. Ends with `forget-node`, or is called off. */
  | { readonly kind: 'decommission-node'; readonly node: NodeId }
  | { readonly kind: 'keep-node'; readonly node: NodeId }
  | RunCommand;

export type CatalogSpace = {
  readonly id: SpaceId;
  readonly copies: CopySet;
  /** The primary that told the catalog last; null until one has. */
  readonly primary: NodeId | null;
  /** Where in the space's own log these copies were stated; 0 and 0 for those it was created with. */
  readonly epoch: number;
  readonly sequence: number;
  /** Raised by every change of this row; 1 when created. */
  readonly version: number;
  /** RFC 3339. */
  readonly createdAt: string;
};

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
  /** The newest rebalance, open or not; null if there never was one. */
  rebalance(): RebalanceRun | null;
  /** Sequence of the last applied entry. */
  applied(): number;
  /** Hex SHA-256 of the content. */
  rootHash(): string;
  snapshot(): Json;
  /** False for what is no `snapshot`. */
  reads(state: Json): boolean;
  restore(state: Json, sequence: number): void;
}

/** Plain JSON, all lists sorted: it is the snapshot, and its text is what the root hash covers. */
export type CatalogState = {
  readonly clusterId: string | null;
  readonly nodes: readonly NodeId[];
  readonly spaces: readonly CatalogSpace[];
  readonly settings: readonly (readonly [string, Json])[];
  readonly decommissioning: readonly NodeId[];
  readonly rebalance: RebalanceRun | null;
};

const emptyState: CatalogState = {
  clusterId: null,
  nodes: [],
  spaces: [],
  settings: [],
  decommissioning: [],
  rebalance: null,
};

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
    holds: (node) =>
      state.spaces.some(({ copies }) => [...copies.voters, ...copies.learners].includes(node)),
    decommissioning: () => state.decommissioning,
    rebalance: () => state.rebalance,
    applied: () => applied,
    rootHash: () => createHash('sha256').update(JSON.stringify(state)).digest('hex'),
    snapshot: () => state,
    reads: isState,
    restore(snapshot, sequence) {
      state = readState(snapshot);
      applied = sequence;
    },
  };
}

/** The next state, or null if the command changes nothing. */
function applyCommand(state: CatalogState, command: CatalogCommand): CatalogState | null {
  switch (command.kind) {
    case 'initialize':
      if (state.clusterId !== null) return null;
      return { ...state, clusterId: command.clusterId, nodes: command.nodes.toSorted(compareIds) };
    case 'add-node':
      if (state.nodes.includes(command.node)) return null;
      return { ...state, nodes: [...state.nodes, command.node].sort(compareIds) };
    case 'forget-node':
      if (!state.nodes.includes(command.node)) return null;
      return {
        ...state,
        nodes: state.nodes.filter((node) => node !== command.node),
        decommissioning: state.decommissioning.filter((node) => node !== command.node),
      };
    case 'create-space':
      return createSpace(state, command);
    case 'record-copies':
      return recordCopies(state, command);
    case 'set-setting':
      return setSetting(state, command.name, command.value);
    case 'decommission-node': {
      const known = state.nodes.includes(command.node);
      if (!known || state.decommissioning.includes(command.node)) return null;
      const decommissioning = [...state.decommissioning, command.node].sort(compareIds);
      return { ...state, decommissioning };
    }
    case 'keep-node': {
      if (!state.decommissioning.includes(command.node)) return null;
      const decommissioning = state.decommissioning.filter((node) => node !== command.node);
      return { ...state, decommissioning };
    }
    default: {
      const rebalance = applyToRun(state.rebalance, command);
      return rebalance === state.rebalance ? null : { ...state, rebalance };
    }
  }
}

function createSpace(
  state: CatalogState,
  command: Extract<CatalogCommand, { readonly kind: 'create-space' }>,
): CatalogState | null {
  if (findSpace(state, command.space) !== null) return null;
  return withSpace(state, {
    id: command.space,
    copies: { voters: command.copies, learners: [] },
    primary: null,
    epoch: 0,
    sequence: 0,
    version: 1,
    createdAt: command.at,
  });
}

function recordCopies(
  state: CatalogState,
  command: Extract<CatalogCommand, { readonly kind: 'record-copies' }>,
): CatalogState | null {
  const { space, copies, epoch, sequence, primary } = command;
  const row = findSpace(state, space);
  // Positions in one log: a committed entry of a lower sequence is older, whatever its epoch.
  if (row === null || sequence <= row.sequence) return null;
  return withSpace(state, {
    ...row,
    copies,
    primary,
    epoch,
    sequence,
    version: row.version + 1,
  });
}

function setSetting(state: CatalogState, name: string, value: Json): CatalogState | null {
  const known = state.settings.find(([key]) => key === name)?.[1];
  if (known !== undefined && JSON.stringify(known) === JSON.stringify(value)) return null;
  const others = state.settings.filter(([key]) => key !== name);
  const settings = [...others, [name, value] as const].sort(([left], [right]) =>
    compareIds(left, right),
  );
  return { ...state, settings };
}

function findSpace(state: CatalogState, id: SpaceId): CatalogSpace | null {
  return state.spaces.find((space) => space.id === id) ?? null;
}

function withSpace(state: CatalogState, row: CatalogSpace): CatalogState {
  const others = state.spaces.filter(({ id }) => id !== row.id);
  const spaces = [...others, row].sort((left, right) => compareIds(left.id, right.id));
  return { ...state, spaces };
}

function readState(snapshot: Json): CatalogState {
  // A snapshot of an older version has no rebalance and nobody who leaves.
  if (isState(snapshot)) return { ...emptyState, ...(snapshot as CatalogState) };
  throw new Error(`Unexpected catalog snapshot \`${JSON.stringify(snapshot).slice(0, 200)}\`.`);
}

function isState(snapshot: Json): boolean {
  const state = snapshot as CatalogState | null;
  return [state?.nodes, state?.spaces, state?.settings].every(Array.isArray);
}
