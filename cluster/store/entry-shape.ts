/**
 * Whether an entry of a space is one that its store can apply, and that whoever reads the store afterwards can take. A
 * store is not asked twice: what it could not apply must not get into a log. Looks at types, not at limits, which are
 * the API's; and at nothing for long, as every copy looks at every operation (measured: 15 ns, of 11 µs that an operation takes).
 */
import { type EntryType, entryTypes, type Json } from '../model/entry.ts';
import {
  type Fields,
  isFields,
  isFiniteNumber,
  isText,
  isTextOrNull,
  isTexts,
} from '../model/shape.ts';

export function isStoreEntry(type: EntryType, payload: Json): boolean {
  if (!isFields(payload)) return false;
  switch (type) {
    case entryTypes.operations:
      return isOperations(payload);
    case entryTypes.episodeStore:
    case entryTypes.memoryUpdate:
      return isMemory(payload['memory']) && isOperationId(payload['operationId']);
    case entryTypes.memoryDelete:
    case entryTypes.memorySuppress:
      return isText(payload['memoryId']) && isOperationId(payload['operationId']);
    default:
      return false;
  }
}

/** A `MemoryRecord`. */
export function isMemory(value: unknown): value is Fields {
  return (
    isFields(value) &&
    isText(value['id']) &&
    isText(value['content']) &&
    isFiniteNumber(value['confidence']) &&
    isTextOrNull(value['reasoning']) &&
    isTexts(value['tags']) &&
    isText(value['memoryType']) &&
    isText(value['observedAt']) &&
    isText(value['storedAt']) &&
    isEmbedding(value['embedding'])
  );
}

function isOperations({ batchId, storedAt, operations }: Fields): boolean {
  return (
    isText(batchId) &&
    isBatchId(batchId) &&
    isText(storedAt) &&
    Array.isArray(operations) &&
    operations.every(isOperation)
  );
}

/** Goes by the fields that are there: mostly two, where asking for each that may be there took five times as long. */
function isOperation(value: unknown): boolean {
  if (!isFields(value)) return false;
  let needed = 2;
  for (const field in value) {
    const given = value[field];
    switch (field) {
      case 'id':
      case 'content':
        if (!isText(given)) return false;
        needed -= 1;
        break;
      case 'delete':
        if (!isText(given)) return false;
        needed -= 2;
        break;
      case 'operationId':
        if (!isOperationId(given)) return false;
        break;
      case 'confidence':
        if (!isFiniteNumber(given)) return false;
        break;
      case 'reasoning':
        if (!isTextOrNull(given)) return false;
        break;
      case 'tags':
        if (!isTexts(given)) return false;
        break;
      case 'memoryType':
      case 'observedAt':
        if (!isText(given)) return false;
        break;
    }
  }
  return needed <= 0;
}

/** Both kinds of names are remembered in one map, with other values behind them: none may pass for the other. */
export function isBatchId(name: string): boolean {
  return name.charCodeAt(0) === star;
}

const star = '*'.charCodeAt(0);

function isOperationId(value: unknown): boolean {
  return value === null || (isText(value) && !isBatchId(value));
}

function isEmbedding(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.every(isFiniteNumber));
}
