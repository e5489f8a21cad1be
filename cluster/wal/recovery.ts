/**
 * What is found when a log is opened.
 *
 * A crash can leave the last write half on disk: a *torn tail*. Nobody was promised those records, so they are cut off,
 * and the log says what was cut. Everything else that does not read back is lost data: the log refuses to open, because
 * going on would hide it. The two are told apart by position and by the durable sequence that each record carries.
 */
import type { Disk } from '../io/disk.ts';
import type { Logger } from '../io/logger.ts';
import { decodeHeader, decodeRecord } from './record.ts';
import { parseSegmentName, Segment } from './segment.ts';

export class WalDamaged extends Error {
  override readonly name = 'WalDamaged';
  readonly code = 'wal-damaged';
}

type Parts = { readonly disk: Disk; readonly logger: Logger };

/** The segments of a directory, in order, without gaps, checked; an empty directory gets its first one. */
export async function recover(
  directory: string,
  firstSequence: number,
  parts: Parts,
): Promise<[Segment, ...Segment[]]> {
  const { disk } = parts;
  await disk.makeDirectory(directory);
  const names = await disk.list(directory);
  const starts = names.map(parseSegmentName).filter((start) => start !== null);
  const [first = firstSequence, ...rest] = starts;
  const segments: [Segment, ...Segment[]] = [new Segment(directory, first)];
  if (starts.length > 0) await readSegment(segments[0], rest.length === 0, parts);
  for (const [index, start] of rest.entries()) {
    const expected = (segments.at(-1)?.lastSequence ?? 0) + 1;
    if (start !== expected) {
      throw new WalDamaged(
        `Unexpected segment \`${new Segment(directory, start).path}\`, expected one that begins with record ` +
          `\`${expected}\`: records are missing. Restore the node from a snapshot or from its replicas.`,
      );
    }
    const segment = new Segment(directory, start);
    await readSegment(segment, index === rest.length - 1, parts);
    segments.push(segment);
  }
  return segments;
}

async function readSegment(segment: Segment, isLast: boolean, parts: Parts): Promise<void> {
  const bytes = await parts.disk.read(segment.path);
  while (segment.bytes < bytes.length) {
    const decoded = decodeRecord(bytes, segment.bytes);
    const expected = segment.lastSequence + 1;
    if (decoded.kind === 'record' && decoded.record.sequence === expected) {
      segment.grow(expected, decoded.bytes);
      continue;
    }
    const reason = whyUnreadable(decoded, expected);
    const witness = findWitness(bytes, segment.bytes + 1, expected);
    if (!isLast || witness !== null) throw damaged(segment, reason, witness);
    await cutTornTail(segment, bytes.length, reason, parts);
    return;
  }
}

function whyUnreadable(decoded: ReturnType<typeof decodeRecord>, expected: number): string {
  if (decoded.kind === 'damaged') return decoded.reason;
  if (decoded.kind === 'incomplete') return 'the record is incomplete';
  return `the record has sequence ${decoded.record.sequence} instead of ${expected}`;
}

/** A later record that proves that the damaged one had been durable: its writer already counted on it. */
function findWitness(bytes: Uint8Array, from: number, damagedSequence: number): number | null {
  for (let offset = from; offset < bytes.length; offset += 1) {
    // The first byte of the magic number; a cheap test before the full one.
    if (bytes[offset] !== 0xef) continue;
    const header = decodeHeader(bytes, offset);
    if (header.kind === 'header' && header.durableSequence >= damagedSequence)
      return header.sequence;
  }
  return null;
}

function damaged(segment: Segment, reason: string, witness: number | null): WalDamaged {
  const proof =
    witness === null
      ? 'it is not in the last segment'
      : `record \`${witness}\` was written after it`;
  return new WalDamaged(
    `Unexpected damage in \`${segment.path}\` at offset \`${segment.bytes}\`: ${reason}, and ${proof}, so this is ` +
      'no torn tail. Restore the node from a snapshot or from its replicas.',
  );
}

async function cutTornTail(
  segment: Segment,
  size: number,
  reason: string,
  { disk, logger }: Parts,
): Promise<void> {
  await disk.truncate(segment.path, segment.bytes);
  logger.warn('torn-tail-truncated', {
    file: segment.path,
    offset: segment.bytes,
    bytes: size - segment.bytes,
    reason,
    lastSequence: segment.lastSequence,
  });
}
