import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endpoints, operationsMax } from '../../../cluster/api/contract.ts';
import { isPlainOperations } from '../../../cluster/api/plain-operations.ts';

const schema = endpoints.operate.request;

/** Values that are right, nearly right, and of every wrong type. */
const text = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('a', 'ops-17', 'space-0') },
  fc.constantFrom(
    'a',
    'ops-17',
    'space-0',
    ' space-0 ',
    '_catalog',
    '',
    '  ',
    '\u2003',
    '\ufeff',
    'ü',
  ),
  fc.constantFrom('x'.repeat(64), 'x'.repeat(129), 'ü'.repeat(33_334), '€'.repeat(33_334)),
  fc.string(),
);
const anything = fc.oneof(text, fc.jsonValue(), fc.double());
const operation = fc.oneof(
  { weight: 3, arbitrary: fc.record({ op: fc.constant('store'), id: text, content: text }) },
  fc.record(
    {
      op: fc.constantFrom('store', 'get', 'delete', 'put'),
      id: text,
      content: text,
      space: text,
      confidence: fc.oneof(fc.double(), fc.constantFrom(0, 1, 0.5)),
      tags: fc.array(text),
      operation_id: text,
      timestamp: fc.constantFrom('2026-01-05T10:00:00Z', 'now'),
      colour: anything,
    },
    { requiredKeys: [] },
  ),
  fc.record({ op: fc.constant('get'), id: text, space: text }, { requiredKeys: ['op', 'id'] }),
  anything,
);
const body = fc.oneof(
  fc.record({ operations: fc.array(operation, { maxLength: 3 }) }),
  fc.record({ operations: anything, more: anything }, { requiredKeys: [] }),
  anything,
);

describe('a batch that is recognised without its schema', () => {
  test('is one that the schema accepts and leaves as it is', () => {
    let recognised = 0;
    const run = fc.check(
      fc.property(body, (given) => {
        // As it arrives: what JSON cannot say is not there.
        const json: unknown = JSON.parse(JSON.stringify(given) ?? 'null');
        if (!isPlainOperations(json)) return;
        recognised += 1;
        expect(schema.parse(json)).toEqual(json);
      }),
      { numRuns: 3_000 },
    );
    expect(run.failed, JSON.stringify(run)).toBe(false);
    expect(recognised).toBeGreaterThan(50);
  });

  test('is every usual one', () => {
    const usual = [
      { op: 'store', space: 'space-0', id: 'a', content: 'some text' },
      { op: 'store', id: 'a', content: 'some text', confidence: 0.3, operation_id: 'c-1' },
      { op: 'get', space: 'space-0', id: 'a' },
      { op: 'delete', id: 'a', operation_id: 'c-2' },
    ];
    expect(isPlainOperations({ operations: usual })).toBe(true);
  });

  test('holds no more operations than the contract allows', () => {
    const many = (count: number) => ({
      operations: Array.from({ length: count }, () => ({ op: 'get', id: 'a' })),
    });
    expect(isPlainOperations(many(operationsMax))).toBe(true);
    expect(isPlainOperations(many(operationsMax + 1))).toBe(false);
    expect(schema.safeParse(many(operationsMax + 1)).success).toBe(false);
  });
});
