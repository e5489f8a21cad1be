import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EntryType, entryTypes, type Json } from '../../../cluster/model/entry.ts';
import { isStoreEntry } from '../../../cluster/store/entry-shape.ts';
import { isSnapshot } from '../../../cluster/store/payload.ts';
import { createStore } from '../../../cluster/store/store.ts';

const at = '2026-01-05T10:00:00Z';
const memory = {
  id: 'a',
  content: 'x',
  confidence: 0.7,
  reasoning: null,
  tags: ['disk'],
  memoryType: 'semantic',
  observedAt: at,
  storedAt: at,
  embedding: null,
};
const store = (change: Readonly<Record<string, Json>>): Json => ({
  memory: { ...memory, ...change },
  operationId: null,
});
const batch = (...operations: readonly Json[]): Json => ({
  batchId: '*b',
  storedAt: at,
  operations,
});
const { episodeStore, memoryUpdate, memoryDelete, memorySuppress, operations } = entryTypes;

describe('a store takes', () => {
  test.each<[string, EntryType, Json]>([
    ['a memory', episodeStore, store({})],
    ['a change of one', memoryUpdate, store({ reasoning: 'seen twice', embedding: [0.5, -1] })],
    ['a deletion', memoryDelete, { memoryId: 'a', operationId: 'op-1' }],
    ['a suppression', memorySuppress, { memoryId: 'a', operationId: null }],
    ['no operations', operations, batch()],
    ['operations that say little', operations, batch({ id: 'a', content: '' }, { delete: 'b' })],
    ['an operation that says all', operations, batch({ ...memory, operationId: 'op-1' })],
  ])('%s', (_, type, payload) => {
    expect(isStoreEntry(type, payload)).toBe(true);
  });
});

describe('a store does not take', () => {
  test.each<[string, EntryType, Json]>([
    ['nothing', episodeStore, null],
    ['a list', operations, []],
    ['a memory that is none', episodeStore, { memory: null, operationId: null }],
    ['a memory without an id', episodeStore, store({ id: 7 })],
    ['a memory with one tag for many', memoryUpdate, store({ tags: 'disk' })],
    ['a memory without tags', memoryUpdate, store({ tags: null })],
    ['a memory without a time', episodeStore, store({ storedAt: null })],
    ['a confidence that JSON cannot write', episodeStore, store({ confidence: Infinity })],
    ['an embedding of words', episodeStore, store({ embedding: ['north'] })],
    ['a store without an operation id', episodeStore, { memory }],
    ['a deletion of nothing', memoryDelete, { operationId: null }],
    ['a suppression of nothing', memorySuppress, { memoryId: null, operationId: null }],
    ['operations without a list', operations, { batchId: '*b', storedAt: at }],
    ['operations with a hole', operations, batch({ id: 'a', content: 'x' }, null)],
    ['an operation without content', operations, batch({ id: 'a' })],
    ['an operation with a number for content', operations, batch({ id: 'a', content: 7 })],
    ['an operation that deletes nothing', operations, batch({ delete: null })],
    ['an operation without tags', operations, batch({ id: 'a', content: 'x', tags: null })],
    ['an operation with a number for a name', operations, batch({ delete: 'a', operationId: 7 })],
    ['a batch without a name', operations, { storedAt: at, operations: [] }],
    ['a batch with the name of an operation', operations, named('op-1')],
    [
      'an operation with the name of a batch',
      operations,
      batch({ delete: 'a', operationId: '*b' }),
    ],
    ['a command for the catalog', entryTypes.catalogCommand, { kind: 'add-node', node: 'node-4' }],
  ])('%s', (_, type, payload) => {
    expect(isStoreEntry(type, payload)).toBe(false);
  });
});

function named(batchId: string): Readonly<Record<string, Json>> {
  return { batchId, storedAt: at, operations: [] };
}

/** Right more often than not, so that most of what is made of it is nearly right. */
const nearly = (right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 40, arbitrary: right }, { weight: 1, arbitrary: fc.jsonValue() });
const id = fc.constantFrom('a', 'b', 'c');
const operationId = fc.constantFrom(null, 'op-1', 'op-2', '*b-1');
const anyMemory = fc.record(
  {
    id: nearly(id),
    content: nearly(fc.constantFrom('x', 'y')),
    confidence: nearly(fc.constantFrom(0, 0.5)),
    reasoning: nearly(fc.constantFrom(null, 'why')),
    tags: nearly(fc.constantFrom([], ['disk'])),
    memoryType: nearly(fc.constant('semantic')),
    observedAt: nearly(fc.constant(at)),
    storedAt: nearly(fc.constant(at)),
    embedding: nearly(fc.constantFrom(null, [1, 0])),
    operationId: nearly(operationId),
    delete: id,
  },
  { requiredKeys: ['id', 'content', 'confidence', 'reasoning', 'tags', 'memoryType', 'storedAt'] },
);
const anyPayload = fc.oneof(
  fc.record({ memory: nearly(anyMemory), operationId: nearly(operationId) }),
  fc.record({ memoryId: nearly(id), operationId: nearly(operationId) }),
  fc.record({
    batchId: nearly(fc.constantFrom('*b-1', '*b-2', 'op-1')),
    storedAt: nearly(fc.constant(at)),
    operations: nearly(fc.array(nearly(anyMemory), { maxLength: 3 })),
  }),
);
const anyEntry = fc.tuple(
  fc.constantFrom(episodeStore, memoryUpdate, memoryDelete, memorySuppress, operations),
  anyPayload,
);

test('whatever a store takes it can apply, list, find and give away', () => {
  fc.assert(
    fc.property(fc.array(anyEntry, { maxLength: 12 }), (given) => {
      const full = createStore();
      for (const [type, made] of given) {
        const payload = JSON.parse(JSON.stringify(made)) as Json;
        if (!isStoreEntry(type, payload)) continue;
        const sequence = full.applied() + 1;
        full.apply({ epoch: 1, sequence, hlc: { wallMs: sequence, counter: 0 }, type, payload });
      }
      const question = { text: 'x disk', embedding: [1, 0], threshold: 0, limit: 10 };
      full.recall({ ...question, requiredTags: [], excludedTags: ['none'], from: 0, to: null });
      full.newest(5);
      const state = JSON.parse(JSON.stringify(full.snapshot())) as Json;
      expect(isSnapshot(state)).toBe(true);
      const restored = createStore();
      restored.restore(state, full.applied());
      expect(restored.rootHash()).toBe(full.rootHash());
    }),
  );
});
