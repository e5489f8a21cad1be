/** What copies of a space ask each other about its patterns, and about whether their memories are equal. */
import * as z from 'zod';
import type { Conflict } from '../gossip/conflicts.ts';
import type { Pattern } from '../gossip/pattern.ts';
import type { SettleOrder } from '../gossip/settle.ts';
import type { Json, Position } from '../model/entry.ts';
import type { SpaceId } from '../model/ids.ts';
import { merkleDepth } from '../model/merkle.ts';
import { isCopySet, isCount, isFields, isPosition, isText } from '../model/shape.ts';
import type { CopySet } from '../model/space.ts';
import { isSnapshot } from '../store/payload.ts';
import { memoryId, moment, nodeId, spaceId } from './contract/endpoint.ts';

export const gossipPath = '/internal/v1/gossip';
export const fullSyncPath = '/internal/v1/gossip-full-sync';
export const fullSyncStatusPath = '/internal/v1/gossip-full-sync-status';
export const beliefsPath = '/internal/v1/beliefs';
export const conflictsPath = '/internal/v1/conflicts';
export const settlePath = '/internal/v1/settle-conflicts';
export const copyRootPath = '/internal/v1/copy-root';
export const copyStatePath = '/internal/v1/copy-state';

/** `/internal/v1/gossip-full-sync`: answered when the asked node has synchronized all its spaces. */
export type FullSyncAnswer = {
  readonly spaces: number;
  /** Spaces of which some copy did not come to the same patterns. */
  readonly unfinished: readonly SpaceId[];
};

/** `/internal/v1/beliefs`: all patterns of a space on this node. */
export type BeliefsAnswer =
  | { readonly kind: 'held'; readonly patterns: readonly Pattern[] }
  | { readonly kind: 'no-copy' };

export type DatedConflict = Conflict & {
  /** When the asked node noticed the first of its patterns, Unix milliseconds. */
  readonly detectedAt: number;
};

export type ConflictsAnswer =
  | { readonly kind: 'held'; readonly conflicts: readonly DatedConflict[] }
  | { readonly kind: 'no-copy' };

export type SettleRequest = {
  readonly space: SpaceId;
  readonly order: SettleOrder;
  readonly dryRun: boolean;
};

export type SettleAnswer =
  | {
      readonly kind: 'held';
      readonly resolved: readonly Conflict[];
      readonly remaining: readonly Conflict[];
    }
  | { readonly kind: 'no-copy' };

/** `/internal/v1/copy-root`: null if the node holds no copy. */
export type CopyRoot = { readonly applied: number; readonly root: string } | null;

/** `/internal/v1/copy-state`: to the primary; null if it is none. */
export type CopyState = {
  readonly epoch: number;
  readonly position: Position;
  readonly copies: CopySet;
  readonly root: string;
  readonly state: Json;
} | null;

export function isCopyState(value: unknown): value is NonNullable<CopyState> {
  return (
    isFields(value) &&
    isCount(value['epoch']) &&
    isPosition(value['position']) &&
    isCopySet(value['copies']) &&
    isText(value['root']) &&
    isSnapshot(value['state'] as Json)
  );
}

const unit = z.number().min(0).max(1);
const patternId = z.string().regex(/^belief_[0-9a-f]{16}$/);
const index = z.int().nonnegative();
const indexes = z.array(index.max(2 ** merkleDepth - 1)).max(2 ** merkleDepth);

const version = z.strictObject({
  content: z.strictObject({
    topic: z.string().min(1).max(100),
    strength: unit,
    confidence: unit,
    sourceConfidence: unit,
    citations: z.array(memoryId).max(10_000),
  }),
  clock: z.array(z.tuple([z.union([nodeId, z.literal('~resolved')]), z.int().positive()])),
  by: nodeId,
  at: moment,
});

const pattern = z.strictObject({ id: patternId, versions: z.array(version).min(1) });

export const gossipRequest = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('roots'), spaces: z.array(spaceId) }),
  z.strictObject({
    kind: z.literal('hashes'),
    space: spaceId,
    level: index.max(merkleDepth),
    indexes,
  }),
  z.strictObject({ kind: z.literal('leaves'), space: spaceId, indexes }),
  z.strictObject({ kind: z.literal('pull'), space: spaceId, ids: z.array(patternId) }),
  z.strictObject({ kind: z.literal('push'), space: spaceId, patterns: z.array(pattern) }),
]);

export const fullSyncRequest = z.strictObject({ deadlineMs: z.number().positive() });
export const spaceRequest = z.strictObject({ space: spaceId });

export const settleRequest = z.strictObject({
  space: spaceId,
  order: z.strictObject({
    strategy: z.enum(['higher_confidence', 'merge', 'manual']),
    side: nodeId.nullable(),
    conflictIds: z.array(z.string()).nullable(),
  }),
  dryRun: z.boolean(),
});
