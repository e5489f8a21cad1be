/** What a restored data folder says about itself, and which cluster epoch it gets. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { ClusterEpoch } from '../model/cluster-epoch.ts';
import { type SnapshotManifest, snapshotManifest } from './manifest.ts';

/** In the data folder. It stays there: it says where the data came from. */
export const restoredName = 'restored.json';

const count = z.int().nonnegative();

const restoredRecord = z.object({
  format: z.literal('engram-restored'),
  version: z.literal(1),
  node_id: z.string().min(1).max(128),
  /** The moment up to which writes are in it, Unix milliseconds; null: the cut of the snapshot. */
  until_ms: count.nullable(),
  /** Highest number of a cluster epoch that was known before. */
  previous_epoch: count,
  cluster_epoch: count,
  recovery: z.string().regex(/^[0-9a-f]{8}$/),
  restored_at_ms: count,
  /** Old names of nodes to those that they have now; left out if all kept theirs. */
  renamed: z.record(z.string(), z.string()).optional(),
  /** As it was made, with the old names. */
  snapshot: snapshotManifest,
});
export type RestoredRecord = z.infer<typeof restoredRecord>;

export function encodeRestored(record: RestoredRecord): Buffer {
  return Buffer.from(`${JSON.stringify(record, null, 2)}\n`);
}

/** Null if the bytes say nothing of the kind. */
export function decodeRestored(bytes: Uint8Array): RestoredRecord | null {
  try {
    const checked = restoredRecord.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return checked.success ? checked.data : null;
  } catch {
    return null;
  }
}

export type Recovered = {
  readonly snapshot: SnapshotManifest;
  readonly untilMs: number | null;
  /** Old names of nodes to new ones. */
  readonly renames: ReadonlyMap<string, string>;
};

/**
 * The same for all nodes that are restored from one snapshot to one time with the same new names, another one for
 * everything else: 8 hex digits.
 */
export function recoveryOf({ snapshot, untilMs, renames }: Recovered): string {
  const pairs = [...renames].sort(([left], [right]) => (left < right ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify(snapshotManifest.parse(snapshot)))
    .update(`\n${untilMs ?? 'cut'}`)
    .update(pairs.map(([before, after]) => `\n${before}=${after}`).join(''))
    .digest('hex')
    .slice(0, 8);
}

export type EpochOrder = Recovered & {
  /** Of the data that the node has now; 0 without any. */
  readonly previous: number;
  /** What the operator says, for a node that has lost its data and cannot know; null: nothing. */
  readonly wanted: number | null;
};

/** One more than everything that was before; or why that which is wanted is not possible. */
export function nextEpoch({ previous, wanted, ...recovered }: EpochOrder): ClusterEpoch | string {
  const lowest = Math.max(recovered.snapshot.cluster_epoch, previous) + 1;
  if (wanted !== null && wanted < lowest) {
    return `Unexpected cluster epoch \`${wanted}\`, expected \`${lowest}\` or above: lower ones were used already.`;
  }
  return { number: wanted ?? lowest, recovery: recoveryOf(recovered) };
}
