/** The segments of a node's log as they are on its disk, whether the node runs or not. */
import { createHash } from 'node:crypto';
import { type ArchivedSegment, archivedName, type LocalSegment } from '../../backup/log-archive.ts';
import { StartError } from '../../errors.ts';
import type { Disk } from '../../io/disk.ts';
import type { DataFolder } from '../../node/data-folder.ts';
import { decodeRecord } from '../../wal/record.ts';
import { parseSegmentName } from '../../wal/segment.ts';

/** Those of the log and those that it has put into its archive, by rising record. */
export async function listSegments(
  disk: Disk,
  folder: DataFolder,
): Promise<readonly LocalSegment[]> {
  // In this order: what the node moves meanwhile is seen twice and not missed.
  const live = await segmentsIn(disk, folder.wal);
  const archived = await segmentsIn(disk, folder.archive);
  const newest = live.at(-1);
  const segments = new Map<number, LocalSegment>();
  for (const segment of live) {
    segments.set(segment.first, { ...segment, closed: segment !== newest });
  }
  for (const segment of archived) segments.set(segment.first, { ...segment, closed: true });
  return [...segments.values()].sort((left, right) => left.first - right.first);
}

async function segmentsIn(
  disk: Disk,
  directory: string,
): Promise<readonly Omit<LocalSegment, 'closed'>[]> {
  const segments = [];
  for (const name of await disk.list(directory)) {
    const first = parseSegmentName(name);
    const path = `${directory}/${name}`;
    const bytes = first === null ? null : await disk.size(path);
    if (first !== null && bytes !== null) segments.push({ path, first, bytes });
  }
  return segments.sort((left, right) => left.first - right.first);
}

export type ReadSegment = { readonly entry: ArchivedSegment; readonly bytes: Uint8Array };

/**
 * The whole records of a segment; null if it is gone or has none. The last segment may end in a record that is just being
 * written; in any other that is damage.
 */
export async function readSegment(
  disk: Disk,
  folder: DataFolder,
  segment: LocalSegment,
): Promise<ReadSegment | null> {
  const all = await readWhereItIs(disk, folder, segment.path);
  if (all === null) return null;
  let end = 0;
  let last = segment.first - 1;
  let [firstNs, lastNs] = [0n, 0n];
  while (end < all.length) {
    const decoded = decodeRecord(all, end);
    if (decoded.kind !== 'record' || decoded.record.sequence !== last + 1) break;
    if (last < segment.first) firstNs = decoded.record.timestampNs;
    lastNs = decoded.record.timestampNs;
    last += 1;
    end += decoded.bytes;
  }
  if (segment.closed && end < all.length) {
    throw new StartError(`\`${segment.path}\` is damaged at byte ${end}.`, {
      hint: 'the other nodes have what it holds: move the data folder of this node aside, and take a new snapshot',
    });
  }
  if (last < segment.first) return null;
  const bytes = all.subarray(0, end);
  const entry = {
    name: archivedName(segment.first, last),
    first: segment.first,
    last,
    bytes: end,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    first_ms: Number(firstNs / 1_000_000n),
    last_ms: Number(lastNs / 1_000_000n),
  };
  return { entry, bytes };
}

/** A node that runs may move a segment from its log to its archive, or remove it, at any moment. */
async function readWhereItIs(
  disk: Disk,
  folder: DataFolder,
  path: string,
): Promise<Uint8Array | null> {
  for (const candidate of [path, `${folder.archive}${path.slice(path.lastIndexOf('/'))}`]) {
    try {
      return await disk.read(candidate);
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
    }
  }
  return null;
}
