/**
 * The manifest of an export: what one node has carried out of its data folder, and the checksum of every file. It is
 * written last, so an export that has one was whole; it is checked on the way in, because it comes from elsewhere.
 */
import * as z from 'zod';
import { holdersOf, type SnapshotManifest, snapshotManifest } from './manifest.ts';

export const exportManifestName = 'export.json';

const count = z.int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const exportManifest = z.object({
  format: z.literal('engram-export'),
  version: z.literal(1),
  /** Whose files these are. All copies at a cut are equal, so they restore any node that holds the same spaces. */
  node_id: z.string().min(1).max(128),
  /** Unix milliseconds. */
  exported_at_ms: count,
  /** Groups that this node holds, sorted: a subset of those of the snapshot. */
  files: z.array(
    z.object({
      /** Beside this manifest. */
      name: z.string().regex(/^[a-z0-9_-]{3,64}\.jsonl$/),
      group: z.string().regex(/^[a-z0-9_-]{3,64}$/),
      bytes: count,
      sha256,
    }),
  ),
  /** That of the whole cluster, as the coordinator wrote it: cut, cluster id and epoch, sequence and root per space. */
  snapshot: snapshotManifest,
});
export type ExportManifest = z.infer<typeof exportManifest>;

/** What a node has to carry out of a snapshot; a node that votes for nothing has nothing. */
export function composeExport(
  snapshot: SnapshotManifest,
  { node, wallMs }: { readonly node: string; readonly wallMs: number },
): ExportManifest {
  return {
    format: 'engram-export',
    version: 1,
    node_id: node,
    exported_at_ms: wallMs,
    files: snapshot.groups
      .filter((group) => holdersOf(snapshot, group).includes(node))
      .map(({ group, bytes, sha256: hash }) => ({
        name: `${group}.jsonl`,
        group,
        bytes,
        sha256: hash,
      })),
    snapshot,
  };
}

export function encodeExport(manifest: ExportManifest): Buffer {
  return Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
}

/** Null if the bytes are no manifest of an export. */
export function decodeExport(bytes: Uint8Array): ExportManifest | null {
  try {
    const checked = exportManifest.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return checked.success ? checked.data : null;
  } catch {
    return null;
  }
}
