/** From the records of a write-ahead log back to the states of its groups. */
import type { Entry } from '../model/entry.ts';
import type { GroupId } from '../model/ids.ts';
import type { CopySet } from '../model/space.ts';
import { type ReadRecord, readRecord } from './record.ts';
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
      const record = readRecord(type, payload);
      if (record === null) return false;
      const group = rebuilt(record.group);
      if (record.kind === 'entry') addEntry(group, record);
      else if (record.kind === 'promise') addPromise(group, record);
      else addInstalled(group, record.installed);
      return true;
    },
    states: () => groups,
  };
}

function addEntry(group: Rebuilt, record: Extract<ReadRecord, { kind: 'entry' }>): void {
  const { entry } = record;
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

type NewPromise = { readonly promised: Promised; readonly founders: CopySet | null };

function addPromise(group: Rebuilt, { promised, founders }: NewPromise): void {
  group.promised = promised;
  const { position } = group.base;
  if (founders !== null && position.sequence === 0) {
    group.base = { position, copies: founders, state: null };
  }
}

function addInstalled(group: Rebuilt, installed: InstalledState): void {
  group.base = installed;
  group.entries = [];
  group.commit = installed.position.sequence;
}
