/** What nodes ask each other for a snapshot of the cluster. The coordinator asks all nodes; each answers for its groups. */
import * as z from 'zod';
import type { Hlc } from '../model/entry.ts';
import type { GroupId } from '../model/ids.ts';

export const snapshotStartPath = '/internal/v1/snapshot/start';
export const snapshotHoldPath = '/internal/v1/snapshot/hold';
export const snapshotMarkPath = '/internal/v1/snapshot/mark';
export const snapshotReleasePath = '/internal/v1/snapshot/release';
export const snapshotViewPath = '/internal/v1/snapshot/view';
export const snapshotManifestPath = '/internal/v1/snapshot/manifest';

const snapshot = z.string().regex(/^snap_[0-9_]{19,32}$/);
const whole = z.int().nonnegative();

export const startRequest = z.strictObject({ description: z.string().max(1_000).nullable() });
export const holdRequest = z.strictObject({ snapshot });
export const markRequest = z.strictObject({
  snapshot,
  after: z.strictObject({ wallMs: whole, counter: whole }),
});
export const releaseRequest = z.strictObject({ snapshot });
/** `snapshot`: one of them; null: all that the node knows. */
export const viewRequest = z.strictObject({ snapshot: snapshot.nullable() });
/** `text` is the manifest as it is stored, so that all nodes have the same bytes. */
export const manifestRequest = z.strictObject({ snapshot, text: z.string() });

/** A group that its primary holds: no entry is added until the mark. */
export type HeldGroup = { readonly group: GroupId; readonly epoch: number; readonly last: Hlc };

/** A group whose log is cut; `position` null if the cut did not commit. */
export type MarkedGroup = {
  readonly group: GroupId;
  readonly position: { readonly epoch: number; readonly sequence: number } | null;
  readonly reason: string | null;
};

/** A file that a node has written for a snapshot. */
export type PartFile = {
  readonly group: GroupId;
  readonly epoch: number;
  readonly sequence: number;
  readonly voters: readonly string[];
  readonly learners: readonly string[];
  readonly root: string;
  readonly memories: number;
  readonly bytes: number;
  readonly sha256: string;
};

/** What a node says about a snapshot. */
export type SnapshotView = {
  readonly snapshot: string;
  /** Files that are written here since the node started. */
  readonly files: readonly PartFile[];
  /** Groups being written. */
  readonly writing: readonly GroupId[];
  /**
   * Sequence up to which each group is applied here, while the snapshot is made. A copy that is behind the cut and neither
   * writes it nor has written it never will: it came whole from another node, or from a checkpoint.
   */
  readonly applied: Readonly<Record<GroupId, number>>;
  /** Why a file could not be written. */
  readonly fault: string | null;
  /** The stored manifest, if it is complete. */
  readonly manifest: string | null;
  /** Only from the node that makes or made it, since its start. */
  readonly run: SnapshotRun | null;
};

export type SnapshotRun = {
  readonly status: 'in_progress' | 'complete' | 'failed';
  readonly reason: string | null;
  readonly description: string | null;
  readonly time: Hlc | null;
  readonly nodes: readonly string[];
  readonly completed: readonly string[];
};

export type StartAnswer =
  | {
      readonly kind: 'started';
      readonly snapshot: string;
      readonly time: Hlc;
      readonly nodes: number;
    }
  | { readonly kind: 'running'; readonly snapshot: string };
