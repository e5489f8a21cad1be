import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EntryType, entryTypes, type Json, startHlc } from '../../../cluster/model/entry.ts';
import { toMemory, type WriteOperation } from '../../../cluster/store/operations.ts';
import type { ApplyResult } from '../../../cluster/store/record.ts';
import { createStore, type Store } from '../../../cluster/store/store.ts';

const storedAt = '2026-01-05T10:00:00.000Z';

function apply(store: Store, type: EntryType, payload: unknown): ApplyResult {
  const sequence = store.applied() + 1;
  const hlc = { wallMs: 1_000, counter: 0 };
  return store.apply({ epoch: 1, sequence, hlc, type, payload: payload as Json });
}

function operate(store: Store, batchId: string, operations: readonly WriteOperation[]) {
  const result = apply(store, entryTypes.operations, { batchId, storedAt, operations });
  return result.kind === 'operations' ? result.results : [];
}

const operation: fc.Arbitrary<WriteOperation> = fc.oneof(
  fc.record({ id: fc.constantFrom('a', 'b', 'c'), content: fc.constantFrom('x', 'y') }),
  fc.record({ delete: fc.constantFrom('a', 'b', 'c') }),
);

function contents(store: Store): readonly string[] {
  const { memories } = store.list({ offset: 0, limit: 100 });
  return memories.map(({ id, content }) => `${id}=${content}`).sort();
}

describe('an entry of many operations', () => {
  test('takes them in their order and has a result for each', () => {
    const store = createStore();
    const results = operate(store, '*1', [
      { id: 'a', content: 'x' },
      { id: 'a', content: 'x' },
      { id: 'a', content: 'y' },
      { delete: 'a' },
      { delete: 'a' },
      { id: 'b', content: 'x', confidence: 0.2, tags: ['disk'] },
    ]);
    expect(results).toEqual(['stored', 'existing', 'replaced', 'deleted', 'not-found', 'stored']);
    expect(store.get('a')).toBeNull();
    expect(store.get('b')).toMatchObject({ content: 'x', confidence: 0.2, tags: ['disk'] });
    expect(store.applied()).toBe(1);
  });

  test('means what the same operations alone would mean', () => {
    fc.assert(
      fc.property(fc.array(operation, { minLength: 1, maxLength: 20 }), (operations) => {
        const together = createStore();
        const alone = createStore();
        const results = operate(together, '*1', operations);
        const one = operations.map((given) =>
          'delete' in given
            ? apply(alone, entryTypes.memoryDelete, { memoryId: given.delete, operationId: null })
            : apply(alone, entryTypes.episodeStore, {
                memory: toMemory(given, storedAt, startHlc),
                operationId: null,
              }),
        );
        expect(results).toEqual(one.map(({ kind }) => kind));
        expect(contents(together)).toEqual(contents(alone));
        expect(together.rootHash()).toBe(alone.rootHash());
      }),
    );
  });

  test('that comes twice takes effect once and has the same results, whatever happened between', () => {
    fc.assert(
      fc.property(
        fc.array(operation, { minLength: 1, maxLength: 10 }),
        fc.array(operation, { minLength: 1, maxLength: 10 }),
        fc.boolean(),
        (first, between, throughSnapshot) => {
          let store = createStore();
          const results = operate(store, '*1', first);
          operate(store, '*2', between);
          const before = contents(store);
          const root = store.rootHash();
          if (throughSnapshot) {
            const restored = createStore();
            restored.restore(JSON.parse(JSON.stringify(store.snapshot())), store.applied());
            store = restored;
          }
          expect(operate(store, '*1', first)).toEqual(results);
          expect(contents(store)).toEqual(before);
          expect(store.rootHash()).toBe(root);
        },
      ),
    );
  });

  test('an operation that a client names takes effect once across entries', () => {
    const store = createStore();
    const named = { id: 'a', content: 'x', operationId: 'client-1' };
    expect(operate(store, '*1', [named])).toEqual(['stored']);
    expect(operate(store, '*2', [{ delete: 'a' }])).toEqual(['deleted']);
    expect(operate(store, '*3', [named])).toEqual(['not-found']);
    expect(store.get('a')).toBeNull();
  });
});
