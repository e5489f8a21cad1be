/** What nodes ask each other over HTTP. Not for clients: no stability is promised, all nodes run the same version or the next. */
import type { EntryType, Json, Position } from '../model/entry.ts';
import type { GroupId, MemoryId, NodeId, SpaceId } from '../model/ids.ts';
import type { CopySet } from '../model/space.ts';
import type { RefusalReason, Role } from '../replication/effect.ts';
import type { GroupMessage } from '../replication/message.ts';
import type { Mark } from '../replication/move.ts';
import type { PeerStatus } from '../replication/status.ts';
import type { OperationsCommand } from '../store/operations.ts';
import type { OperationResult } from '../store/record.ts';

export const replicationPath = '/internal/v1/replication';
export const commandPath = '/internal/v1/command';
export const catalogPath = '/internal/v1/catalog';
export const readPath = '/internal/v1/read';
export const operationsPath = '/internal/v1/operations';
export const getManyPath = '/internal/v1/get-many';
export const reportPath = '/internal/v1/report';
/** The same with the root hash of every group, which costs time where much was written since the last one. */
export const rootsPath = '/internal/v1/roots';
export const foundPath = '/internal/v1/found';
export const initializePath = '/internal/v1/initialize';
export const ensureSpacePath = '/internal/v1/ensure-space';
export const repairPath = '/internal/v1/repair';
export const repairStatusPath = '/internal/v1/repair-status';
export const markPath = '/internal/v1/mark';
/** To the coordinator, and to the node that an order is about. */
export const placementOrderPath = '/internal/v1/placement-order';
export const nodeOrderPath = '/internal/v1/node-order';

/** `/internal/v1/replication`, answered by a `ReplicationReply`, after a moment for the disk. */
export type ReplicationBatch = { readonly messages: readonly GroupMessage[] };

/** `/internal/v1/command`: to the node that should be the space's primary. */
export type CommandRequest = {
  readonly space: SpaceId;
  readonly type: EntryType;
  readonly payload: Json;
};

export type CommandAnswer =
  | { readonly kind: 'committed'; readonly position: Position; readonly result: Json }
  | {
      readonly kind: 'refused';
      readonly reason: RefusalReason | 'no-copy';
      readonly primary: NodeId | null;
    }
  /** Durable on the primary alone, by `ack_mode` async; its result is not known yet. */
  | { readonly kind: 'accepted'; readonly position: Position }
  | { readonly kind: 'unknown' };

/** `/internal/v1/operations`: to the node that should be the space's primary. */
export type OperationsRequest = { readonly space: SpaceId; readonly command: OperationsCommand };

export type OperationsAnswer =
  | {
      readonly kind: 'committed';
      /** Place of all of them in the space's log. */
      readonly sequence: number;
      readonly results: readonly OperationResult[];
    }
  | Exclude<CommandAnswer, { kind: 'committed' }>;

/** `/internal/v1/get-many`: to the same; answered by a `ReadAnswer` with a memory or null for each id. */
export type GetManyRequest = { readonly space: SpaceId; readonly ids: readonly MemoryId[] };

/** `/internal/v1/read`: to the node that should be the space's primary. */
export type ReadRequest = { readonly space: SpaceId; readonly query: ReadQuery };

export type ReadQuery =
  | { readonly kind: 'get'; readonly id: string }
  | { readonly kind: 'list'; readonly offset: number; readonly limit: number };

export type ReadAnswer =
  | { readonly kind: 'read'; readonly value: Json }
  | {
      readonly kind: 'refused';
      readonly reason: 'not-primary' | 'no-copy';
      readonly primary: NodeId | null;
    };

/** `/internal/v1/mark`: the root at the newest mark that the asked copy has applied; applied 0: it has no copy. */
export type MarkAnswer = { readonly mark: Mark | null; readonly applied: number };

/**
 * `/internal/v1/roots`: where writes go on, copies have equal roots only at equal sequences, so a space can be asked for
 * its root at one that is still to come.
 */
export type RootsRequest = {
  /** Sequence for each such space; the others answer as they are. */
  readonly at: Readonly<Record<SpaceId, number>>;
  /** A copy that does not get there answers as it is after so long, milliseconds. */
  readonly waitMs: number;
};

/** `/internal/v1/report`: what a node holds and how its host is. */
export type NodeReport = {
  readonly node: NodeId;
  readonly groups: readonly GroupReport[];
  readonly walBytes: number;
  readonly memoryBytes: number;
  readonly load: HostLoad;
};

export type GroupReport = {
  readonly id: string;
  readonly role: Role;
  readonly epoch: number;
  readonly primary: NodeId | null;
  readonly settled: boolean;
  readonly copies: CopySet;
  readonly commit: number;
  readonly applied: number;
  /** Root hash of the content; null where it was not asked for. */
  readonly root: string | null;
  /** Root hash of its patterns; null where it was not asked for, and of the catalog, which has none. */
  readonly patternRoot: string | null;
  readonly peers: readonly PeerStatus[];
};

/** Percentages 0 to 100; null where the host has no such figure. */
export type HostLoad = {
  readonly cpuPct: number | null;
  readonly ioWaitPct: number | null;
  readonly memoryUsedPct: number | null;
  readonly diskUsedPct: number | null;
};

/** `/internal/v1/found`: take part in founding a group. */
export type FoundRequest = { readonly group: GroupId; readonly copies: CopySet };

/** What the asked node's own catalog says; null if it belongs to no initialized cluster. */
export type FoundAnswer = {
  readonly cluster: { readonly spaces_assigned: number; readonly nodes: number } | null;
};
