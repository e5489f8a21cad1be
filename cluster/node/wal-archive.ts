/** The archive of log segments: how old one is, by the stamps of its records, and which ones have to go. */
import type { Disk } from '../io/disk.ts';
import { decodeHeader, headerBytes } from '../wal/record.ts';
import { parseSegmentName } from '../wal/segment.ts';

/** Removes the segments that were followed by another one before `beforeMs` (Unix milliseconds), oldest first. */
export async function forgetOldSegments(
  disk: Disk,
  directory: string,
  beforeMs: number,
): Promise<void> {
  const names = (await disk.list(directory)).filter((name) => parseSegmentName(name) !== null);
  for (const [index, name] of names.entries()) {
    const next = names[index + 1];
    if (next === undefined) return;
    const startedAt = await firstStampMs(disk, `${directory}/${next}`);
    if (startedAt === null || startedAt >= beforeMs) return;
    await disk.remove(`${directory}/${name}`);
    await disk.syncDirectory(directory);
  }
}

/** When the first record of a segment was written, Unix milliseconds; null if it has none. */
async function firstStampMs(disk: Disk, path: string): Promise<number | null> {
  const header = decodeHeader(await disk.read(path, { offset: 0, length: headerBytes }), 0);
  return header.kind === 'header' ? Number(header.timestampNs / 1_000_000n) : null;
}
