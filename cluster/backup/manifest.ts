/**
 * The manifest of a snapshot: when its cut was, who held what, and the checksum of every file. It is written last, so a
 * snapshot that has one is complete; and it is checked on the way in, because it may come from anywhere.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';

const count = z.int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const id = z.string().min(1).max(128);

/** One group at its cut. All copies of it are equal there, so each of their files has these bytes. */
export const snapshotGroup = z.object({
  /** Space, or `_catalog`. */
  group: z.string().regex(/^[a-z0-9_-]{3,64}$/),
  /** Of the entry that cuts its log. */
  epoch: count,
  sequence: count,
  voters: z.array(id).min(1),
  learners: z.array(id),
  /** Root hash of the content, hexadecimal. */
  root: z.string(),
  /** Memories that are not deleted; 0 for the catalog. */
  memories: count,
  bytes: count,
  sha256,
});

export const snapshotManifest = z.object({
  format: z.literal('engram-snapshot'),
  version: z.literal(1),
  snapshot_id: z.string().regex(/^snap_\d{4}(_\d\d){5}(_\d+)?$/, {
    error: 'expected `snap_YYYY_MM_DD_HH_MM_SS`',
  }),
  description: z.string().nullable(),
  /** The hybrid time of the cut: above every entry in it, below every entry that is not. */
  time: z.object({ wallMs: count, counter: count }),
  /** Counts recoveries: data of different ones never mixes. */
  cluster_epoch: count,
  cluster_id: z.string().nullable(),
  engram_version: z.string(),
  /** The node that made it. */
  coordinator: id,
  /** Nodes that hold files of it, sorted. Voters of a group that are not among them were away. */
  nodes: z.array(id),
  /** Sorted by name. */
  groups: z.array(snapshotGroup),
});
export type SnapshotManifest = z.infer<typeof snapshotManifest>;

/** Nodes that have the file of a group: those that voted there, but for those that were away when it was written. */
export function holdersOf(
  { nodes }: Pick<SnapshotManifest, 'nodes'>,
  { voters }: Pick<SnapshotManifest['groups'][number], 'voters'>,
): readonly string[] {
  return voters.filter((voter) => nodes.includes(voter));
}

/** Nodes that held a copy of something and were away, sorted. The copies of the others are the same. */
export function absentOf({ nodes, groups }: SnapshotManifest): readonly string[] {
  const voters = new Set(groups.flatMap((group) => group.voters));
  return [...voters].filter((voter) => !nodes.includes(voter)).sort();
}

export const manifestName = 'manifest.json';

export function groupFileName(group: string): string {
  return `${group}.jsonl`;
}

/** The one byte form of a manifest; its SHA-256 names the snapshot's content. */
export function encodeManifest(manifest: SnapshotManifest): Buffer {
  return Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Null if the bytes are no manifest. */
export function decodeManifest(bytes: Uint8Array): SnapshotManifest | null {
  try {
    const checked = snapshotManifest.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return checked.success ? checked.data : null;
  } catch {
    return null;
  }
}

/** `snap_2026_01_05_10_00_00`, in UTC. A second one in the same second gets `_2`. */
export function snapshotId(wallMs: number, taken: (id: string) => boolean): string {
  const [date = '', time = ''] = new Date(wallMs).toISOString().split(/[T.]/);
  const plain = `snap_${date.replaceAll('-', '_')}_${time.replaceAll(':', '_')}`;
  let candidate = plain;
  for (let number = 2; taken(candidate); number += 1) candidate = `${plain}_${number}`;
  return candidate;
}
