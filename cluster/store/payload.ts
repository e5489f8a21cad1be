/**
 * Commands and snapshots as payloads. Writers and readers are nodes of this program, so a payload of another shape is
 * damage or a bug, and stops the node rather than being guessed at.
 */
import type { Hlc, Json } from '../model/entry.ts';
import type { MemoryId } from '../model/ids.ts';
import type { DeleteCommand, RememberCommand, StoredMemory } from './record.ts';

/** Everything in order, so that a restored store lists and forgets in the same order. */
export type StoreSnapshot = {
  readonly memories: readonly StoredMemory[];
  readonly tombstones: readonly (readonly [MemoryId, Hlc])[];
  readonly operations: readonly (readonly [string, string])[];
};

export function writeSnapshot(snapshot: StoreSnapshot): Json {
  return snapshot;
}

export function readRemember(payload: Json): RememberCommand {
  const command = payload as RememberCommand | null;
  if (typeof command?.memory?.id === 'string' && typeof command.memory.content === 'string') {
    return command;
  }
  throw unexpected('remember command', payload);
}

export function readDelete(payload: Json): DeleteCommand {
  const command = payload as DeleteCommand | null;
  if (typeof command?.memoryId === 'string') return command;
  throw unexpected('delete command', payload);
}

export function readSnapshot(state: Json): StoreSnapshot {
  if (isSnapshot(state)) return state as unknown as StoreSnapshot;
  throw unexpected('snapshot', state);
}

export function isSnapshot(state: Json): boolean {
  const { memories, tombstones, operations } = (state ?? {}) as {
    readonly [Name in keyof StoreSnapshot]?: unknown;
  };
  return (
    Array.isArray(memories) &&
    memories.every(isStored) &&
    [tombstones, operations].every((list) => Array.isArray(list) && list.every(isPair))
  );
}

function isStored(value: unknown): boolean {
  const memory = value as StoredMemory | null | undefined;
  const { wallMs, counter } = memory?.hlc ?? {};
  return (
    typeof memory?.id === 'string' &&
    typeof memory.content === 'string' &&
    typeof wallMs === 'number' &&
    typeof counter === 'number'
  );
}

function isPair(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'string';
}

function unexpected(what: string, payload: Json): Error {
  const text = JSON.stringify(payload).slice(0, 200);
  return new Error(`Unexpected ${what} \`${text}\` in the log of a space.`);
}
