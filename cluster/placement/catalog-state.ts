/** What the catalog holds, the commands that change it, and what each of them does. Pure. */
import type { Json } from '../model/entry.ts';
import { compareIds, type NodeId, type SpaceId } from '../model/ids.ts';
import type { CopySet } from '../model/space.ts';
import {
  beginDecommission,
  type Decommission,
  endDecommission,
  letLeave,
  mayLeave,
} from './decommission.ts';
import { applyToRun, keepPast, type RebalanceRun, type RunCommand } from './rebalance-run.ts';

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
  /** `at`: RFC 3339, as in all that follow. */
  | { readonly kind: 'forget-node'; readonly node: NodeId; readonly at: string }
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
  | {
      readonly kind: 'decommission-node';
      readonly node: NodeId;
      readonly id: string;
      readonly at: string;
    }
  /** Ignored for a node that may leave already. */
  | { readonly kind: 'keep-node'; readonly node: NodeId; readonly at: string }
  /**
   * The node may be told to stop; ignored while it holds a copy. Whoever calls the decommission off is in time or too late
   * by their order in the log, and knows which.
   */
  | { readonly kind: 'let-leave'; readonly node: NodeId; readonly at: string }
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

/** Plain JSON, all lists sorted: it is the snapshot, and its text is what the root hash covers. */
export type CatalogState = {
  readonly clusterId: string | null;
  readonly nodes: readonly NodeId[];
  readonly spaces: readonly CatalogSpace[];
  readonly settings: readonly (readonly [string, Json])[];
  readonly decommissions: readonly Decommission[];
  readonly rebalance: RebalanceRun | null;
  /** Those before it, the newest first. */
  readonly pastRebalances: readonly RebalanceRun[];
};

export const emptyState: CatalogState = {
  clusterId: null,
  nodes: [],
  spaces: [],
  settings: [],
  decommissions: [],
  rebalance: null,
  pastRebalances: [],
};

/** The next state, or null if the command changes nothing. */
export function applyCommand(state: CatalogState, command: CatalogCommand): CatalogState | null {
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
        ...endOfDecommission(state, command.node, command.at, 'gone'),
        nodes: state.nodes.filter((node) => node !== command.node),
      };
    case 'create-space':
      return createSpace(state, command);
    case 'record-copies':
      return recordCopies(state, command);
    case 'set-setting':
      return setSetting(state, command.name, command.value);
    case 'decommission-node': {
      const { node, id, at } = command;
      if (!state.nodes.includes(node)) return null;
      const decommissions = beginDecommission(state.decommissions, { id, node, startedAt: at });
      return decommissions === state.decommissions ? null : { ...state, decommissions };
    }
    case 'keep-node': {
      if (mayLeave(state.decommissions, command.node)) return null;
      const next = endOfDecommission(state, command.node, command.at, 'stays');
      return next === state ? null : next;
    }
    case 'let-leave': {
      if (copiesOn(state, command.node) > 0) return null;
      const decommissions = letLeave(state.decommissions, command.node, command.at);
      return decommissions === state.decommissions ? null : { ...state, decommissions };
    }
    case 'start-rebalance': {
      const rebalance = applyToRun(state.rebalance, command);
      if (rebalance === state.rebalance) return null;
      const before = state.rebalance;
      const pastRebalances =
        before === null ? state.pastRebalances : keepPast(state.pastRebalances, before);
      return { ...state, rebalance, pastRebalances };
    }
    default: {
      const rebalance = applyToRun(state.rebalance, command);
      return rebalance === state.rebalance ? null : { ...state, rebalance };
    }
  }
}

/** The same state if the node is not being decommissioned. */
function endOfDecommission(
  state: CatalogState,
  node: NodeId,
  at: string,
  what: 'gone' | 'stays',
): CatalogState {
  const copiesLeft = copiesOn(state, node);
  const gone = copiesLeft === 0 ? 'complete' : 'failed';
  const end = { outcome: what === 'stays' ? 'cancelled' : gone, at, copiesLeft } as const;
  const decommissions = endDecommission(state.decommissions, node, end);
  return decommissions === state.decommissions ? state : { ...state, decommissions };
}

/** Sorted. */
export function leaving({ decommissions }: CatalogState): readonly NodeId[] {
  const open = decommissions.filter(({ end }) => end === null);
  return open.map(({ node }) => node).sort(compareIds);
}

/** Spaces of which the node has a copy, or is getting one. */
export function copiesOn({ spaces }: CatalogState, node: NodeId): number {
  return spaces.filter(({ copies }) => [...copies.voters, ...copies.learners].includes(node))
    .length;
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

export function findSpace(state: CatalogState, id: SpaceId): CatalogSpace | null {
  return state.spaces.find((space) => space.id === id) ?? null;
}

function withSpace(state: CatalogState, row: CatalogSpace): CatalogState {
  const others = state.spaces.filter(({ id }) => id !== row.id);
  const spaces = [...others, row].sort((left, right) => compareIds(left.id, right.id));
  return { ...state, spaces };
}
