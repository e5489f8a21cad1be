import { expect, test } from 'vitest';
import { isOperationsRequest } from '../../../cluster/api/check-operations.ts';

const request = (operation: object): unknown => ({
  space: 'orders',
  command: { batchId: '*b', storedAt: '2026-01-05T10:00:00Z', operations: [operation] },
});

test('an operation may have a name', () => {
  expect(isOperationsRequest(request({ delete: 'a', operationId: 'op-1' }))).toBe(true);
});

test('an operation with the name of a batch is refused', () => {
  expect(isOperationsRequest(request({ delete: 'a', operationId: '*b' }))).toBe(false);
});
