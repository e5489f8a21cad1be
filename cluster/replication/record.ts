/**
 * How a group's persists look in the node's write-ahead log: one record per entry, of the entry's own type, and two more
 * types for what is no entry. Payloads are JSON in UTF-8, so a dump of the log can be read without this program.
 */
import { type Entry, type EntryType, entryTypes, type Json } from '../model/entry.ts';
import type { GroupId } from '../model/ids.ts';
import type { CopySet } from '../model/space.ts';
import type { PersistEffect } from './effect.ts';
import { payloadText } from './payload-text.ts';
import type { InstalledState, Promised } from './state.ts';

/** Types of records beside those of entries (1 to 8). Stored, so they never change. */
export const groupRecordTypes = { promise: 16, install: 17 } as const;

export type GroupRecord = { readonly type: number; readonly payload: Uint8Array };

/** Payload of an entry's record. An entry at a sequence that was there already replaces it and all after it. */
type EntryRecord = {
  readonly group: GroupId;
  readonly epoch: number;
  readonly sequence: number;
  /** Wall milliseconds and counter. */
  readonly hlc: readonly [number, number];
  /** Known to be committed when this was written. */
  readonly commit: number;
  readonly payload: Json;
};

type PromiseRecord = Promised & {
  readonly group: GroupId;
  /** Who founded the group, as long as its log starts at 1: until the first entry nothing else says it. */
  readonly founders: CopySet | null;
};

type InstallRecord = InstalledState & { readonly group: GroupId };

/** The records of one persist, in the order in which they must be written; hand them to the log as one batch. */
export function encodePersist(group: GroupId, persist: PersistEffect): readonly GroupRecord[] {
  const records: GroupRecord[] = [];
  const { promised, founders, installed, entries, commit } = persist;
  if (promised !== null) {
    const record: PromiseRecord = { group, ...promised, founders };
    records.push(encode(groupRecordTypes.promise, record));
  }
  if (installed !== null) {
    const record: InstallRecord = { group, ...installed };
    records.push(encode(groupRecordTypes.install, record));
  }
  for (const entry of entries) records.push(encodeEntry(group, entry, commit));
  return records;
}

function encodeEntry(group: GroupId, entry: Entry, commit: number): GroupRecord {
  const { epoch, sequence, hlc } = entry;
  // An `EntryRecord`, put together around the payload's text, which the messages to other copies use too.
  const text = `{"group":${JSON.stringify(group)},"epoch":${epoch},"sequence":${sequence},"hlc":[${hlc.wallMs},${hlc.counter}],"commit":${commit},"payload":${payloadText(entry)}}`;
  return { type: entry.type, payload: Buffer.from(text, 'utf8') };
}

function decodeEntry(type: EntryType, record: EntryRecord): Entry {
  const { epoch, sequence, hlc, payload } = record;
  return { epoch, sequence, hlc: { wallMs: hlc[0], counter: hlc[1] }, type, payload };
}

function encode(type: number, record: PromiseRecord | InstallRecord): GroupRecord {
  return { type, payload: Buffer.from(JSON.stringify(record), 'utf8') };
}

/** A record as it was meant. */
export type ReadRecord =
  /** `commit`: known to be committed when it was written. */
  | {
      readonly kind: 'entry';
      readonly group: GroupId;
      readonly entry: Entry;
      readonly commit: number;
    }
  | {
      readonly kind: 'promise';
      readonly group: GroupId;
      readonly promised: Promised;
      readonly founders: CopySet | null;
    }
  | { readonly kind: 'install'; readonly group: GroupId; readonly installed: InstalledState };

const entryTypeNumbers: ReadonlySet<number> = new Set(Object.values(entryTypes));

/** Null for a type that is not ours; throws when a payload makes no sense. */
export function readRecord(type: number, payload: Uint8Array): ReadRecord | null {
  if (isEntryType(type)) {
    const record = decode<EntryRecord>(type, payload);
    const { group, commit } = record;
    return { kind: 'entry', group, entry: decodeEntry(type, record), commit };
  }
  if (type === groupRecordTypes.promise) {
    const { group, epoch, votedFor, founders } = decode<PromiseRecord>(type, payload);
    return { kind: 'promise', group, promised: { epoch, votedFor }, founders };
  }
  if (type === groupRecordTypes.install) {
    const { group, ...installed } = decode<InstallRecord>(type, payload);
    return { kind: 'install', group, installed };
  }
  return null;
}

function isEntryType(type: number): type is EntryType {
  return entryTypeNumbers.has(type);
}

/** The log's checksums vouch for the bytes, so only a record of another program can have another shape. */
function decode<Shape extends { readonly group: GroupId }>(
  type: number,
  payload: Uint8Array,
): Shape {
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8');
  const record: unknown = JSON.parse(text);
  if (record === null || typeof record !== 'object' || !('group' in record)) {
    throw new Error(`Unexpected record of type \`${type}\`, expected one that names its group.`);
  }
  return record as Shape;
}
