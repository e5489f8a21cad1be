/**
 * Snapshots as payloads. Writers and readers are nodes of this program, so one of another shape is damage or a bug, and
 * stops the node rather than being guessed at.
 */
import type { Hlc, Json } from '../model/entry.ts';
import type { MemoryId } from '../model/ids.ts';
import { isFields, isStamp, isText } from '../model/shape.ts';
import { isBatchId, isMemory } from './entry-shape.ts';
import { areResults } from './operations.ts';
import type { StoredMemory } from './record.ts';

/** Everything in order, so that a restored store lists and forgets in the same order. */
export type StoreSnapshot = {
  readonly memories: readonly StoredMemory[];
  readonly tombstones: readonly (readonly [MemoryId, Hlc])[];
  readonly operations: readonly (readonly [string, string])[];
};

export function writeSnapshot(snapshot: StoreSnapshot): Json {
  return snapshot;
}

export function readSnapshot(state: Json): StoreSnapshot {
  if (isSnapshot(state)) return state as unknown as StoreSnapshot;
  const text = JSON.stringify(state).slice(0, 200);
  throw new Error(`Unexpected snapshot \`${text}\` in the log of a space.`);
}

export function isSnapshot(state: Json): boolean {
  if (!isFields(state)) return false;
  const { memories, tombstones, operations } = state;
  return (
    Array.isArray(memories) &&
    memories.every(isStored) &&
    Array.isArray(tombstones) &&
    tombstones.every(isTombstone) &&
    Array.isArray(operations) &&
    operations.every(isKnownOperation)
  );
}

function isStored(value: unknown): boolean {
  return isMemory(value) && isStamp(value['hlc']);
}

function isTombstone(value: unknown): boolean {
  return isPair(value) && isStamp(value[1]);
}

/** With the memory that it touched; of a batch, with its results. */
function isKnownOperation(value: unknown): boolean {
  if (!isPair(value)) return false;
  const [name, what] = value;
  return isText(what) && (!isBatchId(name) || areResults(what));
}

function isPair(value: unknown): value is readonly [string, unknown] {
  return Array.isArray(value) && value.length === 2 && isText(value[0]);
}
