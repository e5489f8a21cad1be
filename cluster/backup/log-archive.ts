/**
 * The archive of a write-ahead log: its segments, copied to another place, and a manifest beside them that is written
 * last and says what belongs to it. A file is never changed once it has its name: the part of the log that is still being
 * written becomes a longer file of another name at the next run.
 */
import * as z from 'zod';

export const logManifestName = 'wal.json';

const count = z.int().nonnegative();

const archivedSegment = z.object({
  /** Beside the manifest: `wal-<first record>-<last record>.log`, 16 hex digits each. */
  name: z.string().regex(/^wal-[0-9a-f]{16}-[0-9a-f]{16}\.log$/),
  /** Numbers of its first and last record. */
  first: count,
  last: count,
  bytes: count,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** When its first and last record were written, Unix milliseconds. */
  first_ms: count,
  last_ms: count,
});
export type ArchivedSegment = z.infer<typeof archivedSegment>;

const logManifest = z.object({
  format: z.literal('engram-wal-archive'),
  version: z.literal(1),
  node_id: z.string().min(1).max(128),
  /** Names one log of the node; a folder that was filled anew has another one. */
  log_id: z.string().regex(/^[0-9a-f]{12}$/),
  /** Of the data folder, as text: `0`, `1-9f3a21bc`. */
  cluster_epoch: z.string(),
  /** Everything that the node had written before this moment is here, Unix milliseconds. */
  through_ms: count,
  /** By rising record. */
  segments: z.array(archivedSegment),
  /** Records up to this one were here and were removed, because no snapshot needed them; 0 for none. */
  pruned_to: count.default(0),
});
export type LogManifest = z.infer<typeof logManifest>;

export function encodeLogManifest(manifest: LogManifest): Buffer {
  return Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
}

/** Null if the bytes are no manifest of an archive. */
export function decodeLogManifest(bytes: Uint8Array): LogManifest | null {
  try {
    const checked = logManifest.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return checked.success ? checked.data : null;
  } catch {
    return null;
  }
}

export function archivedName(first: number, last: number): string {
  const hex = (number: number): string => number.toString(16).padStart(16, '0');
  return `wal-${hex(first)}-${hex(last)}.log`;
}

/** A segment of the node's folder; `bytes` is the size of the file, which may grow if it is the last one. */
export type LocalSegment = {
  readonly path: string;
  readonly first: number;
  readonly bytes: number;
  /** Nothing is written to it any more. */
  readonly closed: boolean;
};

export type Archived = Pick<LogManifest, 'segments' | 'pruned_to'>;

/**
 * What a run has to read and to copy: what is not there, or not in this length. Segments that are in the archive and no
 * longer on the node stay in the archive; what was removed as unneeded does not come back.
 */
export function missingSegments(
  { segments, pruned_to: prunedTo }: Archived,
  local: readonly LocalSegment[],
): readonly LocalSegment[] {
  return local.filter(({ first, bytes }) => {
    const there = segments.find((segment) => segment.first === first);
    return first > prunedTo && bytes > 0 && there?.bytes !== bytes;
  });
}

/** Clocks of different hosts may be apart by as much without a record being overlooked, milliseconds. */
export const clockToleranceMs = 3_600_000;

/**
 * The archive without the segments at its beginning that no restore can need whose snapshot was cut at `oldestCutMs` or
 * later. The newest segment always stays: the next run goes on from it.
 */
export function withoutUnneeded(archived: Archived, oldestCutMs: number): Archived {
  const { segments } = archived;
  const needed = segments.findIndex(({ last_ms }) => last_ms >= oldestCutMs - clockToleranceMs);
  const kept = segments.slice(needed === -1 ? -1 : needed);
  const last = segments[segments.length - kept.length - 1]?.last;
  return { segments: kept, pruned_to: last ?? archived.pruned_to };
}

export type LogGap = { readonly after: number; readonly before: number };

/** Where records are missing between neighbours; `segments` by rising record. */
export function gapsIn(
  segments: readonly Pick<ArchivedSegment, 'first' | 'last'>[],
): readonly LogGap[] {
  return segments.flatMap(({ first }, index) => {
    const before = segments[index - 1];
    return before === undefined || before.last + 1 === first
      ? []
      : [{ after: before.last, before: first }];
  });
}
