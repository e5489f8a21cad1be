/**
 * Recognises the usual body of `POST /api/v1/operations` without the schema, which would take most of the time of a
 * batch. It says yes only to what the schema accepts and leaves as it is; everything else, right or wrong, is the
 * schema's to judge and to explain.
 */
import { type Fields, isFields } from '../model/shape.ts';
import { spaceId } from './contract/endpoint.ts';
import { contentBytesMax } from './contract/memory.ts';
import { operationsMax } from './contract/operations.ts';

/** A UTF-16 unit takes at most three bytes of UTF-8. */
const contentUnitsMax = Math.floor(contentBytesMax / 3);

const idShape = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
const operationIdShape = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;
/** `trim` and this agree on what is blank: a character that neither cuts off. */
const someText = /\S/;

export function isPlainOperations(body: unknown): boolean {
  if (!isFields(body)) return false;
  const { operations } = body;
  if (Object.keys(body).length !== 1 || !Array.isArray(operations)) return false;
  if (operations.length === 0 || operations.length > operationsMax) return false;
  let space: unknown;
  for (const operation of operations as readonly unknown[]) {
    if (!isFields(operation)) return false;
    // Neighbours mostly name the same space: it is checked once.
    if (operation['space'] !== space) {
      space = operation['space'];
      if (space !== undefined && !isSpace(space)) return false;
    }
    if (!isPlain(operation)) return false;
  }
  return true;
}

function isPlain(operation: Fields): boolean {
  const { op, id } = operation;
  if (typeof id !== 'string' || !idShape.test(id)) return false;
  // `op` and `id`, and what each kind counts besides.
  let known = 2;
  if ('space' in operation) known += 1;
  if (op === 'store') {
    const { content, confidence } = operation;
    if (!isContent(content)) return false;
    known += 1;
    if ('confidence' in operation) {
      if (typeof confidence !== 'number' || !(confidence >= 0 && confidence <= 1)) return false;
      known += 1;
    }
  }
  if (op === 'store' || op === 'delete') {
    if ('operation_id' in operation) {
      const name = operation['operation_id'];
      if (typeof name !== 'string' || !operationIdShape.test(name)) return false;
      known += 1;
    }
  } else if (op !== 'get') return false;
  return Object.keys(operation).length === known;
}

function isContent(content: unknown): boolean {
  return typeof content === 'string' && content.length <= contentUnitsMax && someText.test(content);
}

function isSpace(space: unknown): boolean {
  // The schema cuts blanks off; a name that it would change is not plain.
  const checked = spaceId.safeParse(space);
  return checked.success && checked.data === space;
}
