/** From the records of a write-ahead log back to the states of its groups. */
import { type Entry, type EntryType, entryTypes } from '../model/entry.ts';
import type { GroupId } from '../model/ids.ts';
import {
  decodeEntry,
  type EntryRecord,
  groupRecordTypes,
  type InstallRecord,
  type PromiseRecord,
} from './record.ts';
import { type InstalledState, newState, type PersistentState, type Promised } from './state.ts';

export interface Recovery {
  /** A group as a checkpoint has it; before any record behind the checkpoint. */
  begin(id: GroupId, state: PersistentState): void;
  /** Takes the log's records in order. Returns false for a type that is not ours; throws when a payload makes no sense. */
  add(type: number, payload: Uint8Array): boolean;
  /** What every group that left a record has durably. */
  states(): ReadonlyMap<GroupId, PersistentState>;
}

type Rebuilt = {
  promised: Promised;
  base: InstalledState;
  entries: Entry[];
  commit: number;
};

const entryTypeNumbers: ReadonlySet<number> = new Set(Object.values(entryTypes));

export function createRecovery(): Recovery {
  const groups = new Map<GroupId, Rebuilt>();

  function rebuilt(id: GroupId): Rebuilt {
    const known = groups.get(id);
    if (known !== undefined) return known;
    const created: Rebuilt = { ...newState(), entries: [] };
    groups.set(id, created);
    return created;
  }

  return {
    begin(id, state) {
      groups.set(id, { ...state, entries: [...state.entries] });
    },
    add(type, payload) {
      if (isEntryType(type)) {
        const record = decode<EntryRecord>(type, payload);
        addEntry(rebuilt(record.group), record, decodeEntry(type, record));
      } else if (type === groupRecordTypes.promise) {
        const record = decode<PromiseRecord>(type, payload);
        addPromise(rebuilt(record.group), record);
      } else if (type === groupRecordTypes.install) {
        const record = decode<InstallRecord>(type, payload);
        addInstalled(rebuilt(record.group), record);
      } else {
        return false;
      }
      return true;
    },
    states: () => groups,
  };
}

function addEntry(group: Rebuilt, record: EntryRecord, entry: Entry): void {
  const base = group.base.position.sequence;
  const last = base + group.entries.length;
  if (entry.sequence <= base || entry.sequence > last + 1) {
    throw new Error(
      `Unexpected entry \`${entry.sequence}\` of \`${record.group}\`, expected one from \`${base + 1}\` to \`${last + 1}\`.`,
    );
  }
  group.entries.length = entry.sequence - base - 1;
  group.entries.push(entry);
  group.commit = Math.max(group.commit, record.commit);
}

function addPromise(group: Rebuilt, { epoch, votedFor, founders }: PromiseRecord): void {
  group.promised = { epoch, votedFor };
  const { position } = group.base;
  if (founders !== null && position.sequence === 0) {
    group.base = { position, copies: founders, state: null };
  }
}

function addInstalled(group: Rebuilt, { group: _group, ...installed }: InstallRecord): void {
  const { position } = installed;
  group.base = installed;
  group.entries = [];
  group.commit = position.sequence;
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
