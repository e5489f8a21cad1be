/** The shape of a batch from another node. Written out by hand, like that of replication messages and for the same reason. */
import { isFields, isText } from '../model/shape.ts';
import type { GetManyRequest, OperationsRequest } from './internal.ts';

const idShape = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
const types: ReadonlySet<unknown> = new Set(['semantic', 'episodic', 'procedural']);

export function isOperationsRequest(body: unknown): body is OperationsRequest {
  if (!isFields(body) || typeof body['space'] !== 'string' || !isFields(body['command'])) {
    return false;
  }
  const { batchId, storedAt, operations } = body['command'];
  return (
    typeof batchId === 'string' &&
    /^\*[\w-]{1,64}$/.test(batchId) &&
    isMoment(storedAt) &&
    Array.isArray(operations) &&
    operations.every(isWrite)
  );
}

export function isGetManyRequest(body: unknown): body is GetManyRequest {
  return (
    isFields(body) &&
    typeof body['space'] === 'string' &&
    Array.isArray(body['ids']) &&
    body['ids'].every(isId)
  );
}

function isWrite(value: unknown): boolean {
  if (!isFields(value) || !isOptional(value['operationId'], isOperationId)) return false;
  if ('delete' in value) return isId(value['delete']);
  const { id, content, confidence, reasoning, tags, memoryType, observedAt } = value;
  return (
    isId(id) &&
    isText(content) &&
    isOptional(confidence, (given) => typeof given === 'number' && given >= 0 && given <= 1) &&
    isOptional(reasoning, isText) &&
    isOptional(tags, (given) => Array.isArray(given) && given.every(isText)) &&
    isOptional(memoryType, (given) => types.has(given)) &&
    isOptional(observedAt, isMoment)
  );
}

function isOptional(value: unknown, is: (value: unknown) => boolean): boolean {
  return value === undefined || is(value);
}

/** `*` begins the names of batches. */
function isOperationId(value: unknown): boolean {
  return isText(value) && !value.startsWith('*');
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && idShape.test(value);
}

function isMoment(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}
