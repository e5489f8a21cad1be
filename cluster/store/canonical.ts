/**
 * The one byte form of what a store keeps, so that every node hashes the same bytes: UTF-8 of a JSON array with fixed
 * places. JSON of ECMAScript fixes how numbers and strings are written, and an array has no order of keys.
 */
import type { Hlc } from '../model/entry.ts';
import type { MemoryId } from '../model/ids.ts';
import { sha256 } from '../model/sha256.ts';
import type { StoredMemory } from './record.ts';

export function hashMemory(memory: StoredMemory): string {
  return sha256(
    JSON.stringify([
      'memory',
      memory.id,
      memory.content,
      memory.confidence,
      memory.reasoning,
      memory.tags,
      memory.memoryType,
      memory.observedAt,
      memory.storedAt,
      memory.embedding,
      memory.hlc.wallMs,
      memory.hlc.counter,
      // Only where it is so: memories without it hash as they did before there was such a thing.
      ...(memory.suppressed === true ? ['suppressed'] : []),
    ]),
  );
}

export function hashTombstone(id: MemoryId, deletedAt: Hlc): string {
  return sha256(JSON.stringify(['tombstone', id, deletedAt.wallMs, deletedAt.counter]));
}
