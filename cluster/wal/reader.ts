/** Reads durable records back, a block at a time, so that a long log never has to fit into memory. */
import type { Disk } from '../io/disk.ts';
import { decodeRecord, type WalRecord } from './record.ts';
import { WalDamaged } from './recovery.ts';
import type { Segment } from './segment.ts';

const blockBytes = 1024 * 1024;

/** Records of one segment from `sequence` to the end that is durable when reading begins. */
export async function* readSegmentFrom(
  segment: Segment,
  sequence: number,
  disk: Disk,
): AsyncGenerator<WalRecord> {
  for await (const record of readSegmentAt(segment, segment.markFor(sequence).offset, disk)) {
    if (record.sequence >= sequence) yield record;
  }
}

/** The same from a byte offset, which must be the beginning of a record. */
export async function* readSegmentAt(
  segment: Segment,
  firstOffset: number,
  disk: Disk,
): AsyncGenerator<WalRecord> {
  const end = segment.bytes;
  let offset = firstOffset;
  let wanted = blockBytes;
  while (offset < end) {
    const length = Math.min(wanted, end - offset);
    const block = await disk.read(segment.path, { offset, length });
    const { records, used, needed } = decodeBlock(block);
    if (used === 0 && (needed === null || needed <= length)) {
      throw new WalDamaged(
        `Unexpected bytes in \`${segment.path}\` at offset \`${offset}\`, expected a record that was durable.`,
      );
    }
    wanted = Math.max(blockBytes, needed ?? 0);
    offset += used;
    yield* records;
  }
}

/** The whole records at the beginning of a block, and how many bytes the next one takes. */
function decodeBlock(block: Uint8Array): {
  readonly records: readonly WalRecord[];
  readonly used: number;
  readonly needed: number | null;
} {
  const records: WalRecord[] = [];
  let used = 0;
  while (used < block.length) {
    const decoded = decodeRecord(block, used);
    if (decoded.kind === 'incomplete') return { records, used, needed: decoded.bytes };
    if (decoded.kind === 'damaged') return { records, used, needed: null };
    const { sequence, timestampNs, type, payload } = decoded.record;
    records.push({ sequence, timestampNs, type, payload });
    used += decoded.bytes;
  }
  return { records, used, needed: null };
}
