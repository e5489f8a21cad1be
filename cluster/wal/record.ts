/**
 * One record of the write-ahead log: a header of 64 bytes, little-endian, and the payload behind it.
 *
 *     offset  bytes
 *          0      4  magic, 0xDEADBEEF
 *          4      8  sequence
 *         12      8  timestamp, Unix nanoseconds
 *         20      4  type
 *         24      4  payload size
 *         28      4  CRC-32C of the payload
 *         32      4  CRC-32C of the header without this field
 *         36      8  durable sequence: what was already synced when this record was written
 *         44     20  reserved, zero
 *
 * The durable sequence tells recovery what a damaged record in front of this one is: above it, a torn write that nobody
 * was promised; up to it, lost data.
 */
import { crc32c } from './crc32c.ts';

/** What kinds of record there are. The numbers are on disk: they are never reused. */
export const recordTypes = {
  episodeStore: 1,
  memoryUpdate: 2,
  memoryDelete: 3,
  consolidation: 4,
  checkpoint: 5,
  compactionMarker: 6,
} as const;

export type WalRecord = {
  /** Place in the log: 1 for the first record ever, then without gaps, across restarts. */
  readonly sequence: number;
  /** Unix nanoseconds, for people and for replay up to a time. The order is by sequence alone. */
  readonly timestampNs: bigint;
  /** Unsigned 32 bits, usually one of `recordTypes`. */
  readonly type: number;
  readonly payload: Uint8Array;
};

/** A record as it is stored. */
export type StoredRecord = WalRecord & { readonly durableSequence: number };

export type Decoded =
  | { readonly kind: 'record'; readonly record: StoredRecord; readonly bytes: number }
  /** The bytes end before the record does; it takes `bytes` in all, as far as is known. */
  | { readonly kind: 'incomplete'; readonly bytes: number }
  | { readonly kind: 'damaged'; readonly reason: string };

export const headerBytes = 64;
/** A record is written and checked in one piece, so it must stay small against memory. */
export const payloadBytesMax = 16 * 1024 * 1024;

const magic = 0xdeadbeef;
const crcOffset = 32;

/** Bytes that a record with this payload takes. */
export function recordBytes(payload: Uint8Array): number {
  return headerBytes + payload.length;
}

/** Writes the record into `target` at `offset`, which must have room for it. */
export function encodeRecord(record: StoredRecord, target: Uint8Array, offset: number): void {
  const view = new DataView(target.buffer, target.byteOffset + offset, headerBytes);
  view.setUint32(0, magic, true);
  view.setBigUint64(4, BigInt(record.sequence), true);
  view.setBigUint64(12, record.timestampNs, true);
  view.setUint32(20, record.type, true);
  view.setUint32(24, record.payload.length, true);
  view.setUint32(28, crc32c(record.payload), true);
  view.setBigUint64(36, BigInt(record.durableSequence), true);
  target.fill(0, offset + 44, offset + headerBytes);
  view.setUint32(crcOffset, headerCrc(target, offset), true);
  target.set(record.payload, offset + headerBytes);
}

export function decodeRecord(bytes: Uint8Array, offset: number): Decoded {
  const header = decodeHeader(bytes, offset);
  if (header.kind !== 'header') return header;
  const end = offset + headerBytes + header.payloadSize;
  if (end > bytes.length) return { kind: 'incomplete', bytes: end - offset };
  const payload = bytes.slice(offset + headerBytes, end);
  if (crc32c(payload) !== header.payloadCrc) {
    return {
      kind: 'damaged',
      reason: `the payload of record ${header.sequence} fails its checksum`,
    };
  }
  const { sequence, timestampNs, type, durableSequence } = header;
  const record = { sequence, timestampNs, type, durableSequence, payload };
  return { kind: 'record', record, bytes: end - offset };
}

export type Header = Omit<StoredRecord, 'payload'> & {
  readonly kind: 'header';
  readonly payloadSize: number;
  readonly payloadCrc: number;
};

export function decodeHeader(
  bytes: Uint8Array,
  offset: number,
): Header | Exclude<Decoded, { readonly kind: 'record' }> {
  if (offset + headerBytes > bytes.length) return { kind: 'incomplete', bytes: headerBytes };
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, headerBytes);
  if (view.getUint32(0, true) !== magic) {
    return { kind: 'damaged', reason: 'the record does not begin with its magic number' };
  }
  if (view.getUint32(crcOffset, true) !== headerCrc(bytes, offset)) {
    return { kind: 'damaged', reason: 'the header of the record fails its checksum' };
  }
  const payloadSize = view.getUint32(24, true);
  if (payloadSize > payloadBytesMax) {
    return { kind: 'damaged', reason: `the record claims a payload of ${payloadSize} bytes` };
  }
  return {
    kind: 'header',
    sequence: Number(view.getBigUint64(4, true)),
    timestampNs: view.getBigUint64(12, true),
    type: view.getUint32(20, true),
    payloadSize,
    payloadCrc: view.getUint32(28, true),
    durableSequence: Number(view.getBigUint64(36, true)),
  };
}

function headerCrc(bytes: Uint8Array, offset: number): number {
  const before = crc32c(bytes.subarray(offset, offset + crcOffset));
  return crc32c(bytes.subarray(offset + crcOffset + 4, offset + headerBytes), before);
}
