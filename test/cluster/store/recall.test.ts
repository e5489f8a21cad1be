import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EntryType, entryTypes, type Json } from '../../../cluster/model/entry.ts';
import type { RecallQuestion } from '../../../cluster/store/recall-question.ts';
import type { MemoryRecord } from '../../../cluster/store/record.ts';
import { createStore, type Store } from '../../../cluster/store/store.ts';

const base: MemoryRecord = {
  id: 'm',
  content: '',
  confidence: 0.7,
  reasoning: null,
  tags: [],
  memoryType: 'semantic',
  observedAt: '2026-01-05T10:00:00.000Z',
  storedAt: '2026-01-05T10:00:00.000Z',
  embedding: null,
};

const question: RecallQuestion = {
  text: null,
  embedding: null,
  limit: 10,
  threshold: 0,
  requiredTags: [],
  excludedTags: [],
  from: null,
  to: null,
};

function write(store: Store, type: EntryType, payload: Json): void {
  const sequence = store.applied() + 1;
  store.apply({ epoch: 1, sequence, hlc: { wallMs: sequence, counter: 0 }, type, payload });
}

function remember(store: Store, given: Partial<MemoryRecord>): void {
  write(store, entryTypes.episodeStore, {
    memory: { ...base, ...given },
    operationId: null,
  } as Json);
}

function storeOf(...memories: readonly Partial<MemoryRecord>[]): Store {
  const store = createStore();
  for (const memory of memories) remember(store, memory);
  return store;
}

function idsOf(store: Store, asked: Partial<RecallQuestion>): readonly string[] {
  return store.recall({ ...question, ...asked }).memories.map(({ id }) => id);
}

/** A vector of 768 numbers that points along the given axes. */
function vector(axes: Readonly<Record<number, number>>): number[] {
  return Array.from({ length: 768 }, (_, index) => axes[index] ?? 0);
}

describe('recall by words', () => {
  const store = storeOf(
    { id: 'disk', content: 'The disk of node-2 was swapped.' },
    { id: 'cable', content: 'The cable of node-3 was swapped.' },
    { id: 'power', content: 'Power failed in rack 4.', tags: ['disk'] },
  );

  it('finds content and tags, whatever the case, the most similar first', () => {
    expect(idsOf(store, { text: 'DISK swapped' })).toEqual(['disk', 'cable', 'power']);
    expect(idsOf(store, { text: 'raid' })).toEqual([]);
  });

  it('gives 1 to a memory that has every word, and the share of the weight to others', () => {
    const [first, second] = store.recall({ ...question, text: 'disk swapped' }).memories;
    expect(first?.similarity).toBeCloseTo(1, 12);
    // Two of three memories have either word, so both weigh the same.
    expect(second?.similarity).toBeCloseTo(0.5, 12);
  });

  it('lets a rare word weigh more than a frequent one', () => {
    const rare = storeOf(
      { id: 'a', content: 'common unusual' },
      { id: 'b', content: 'common' },
      { id: 'c', content: 'common' },
    );
    const found = rare.recall({ ...question, text: 'common unusual' }).memories;
    expect(found[1]?.similarity).toBeLessThan(0.5);
  });

  it('leaves out what is below the threshold and counts what the limit cuts', () => {
    expect(idsOf(store, { text: 'disk swapped', threshold: 0.6 })).toEqual(['disk']);
    const found = store.recall({ ...question, text: 'disk swapped', limit: 1 });
    expect(found).toMatchObject({ matches: 3, searched: 3 });
    expect(found.memories).toHaveLength(1);
  });

  it('orders equal similarities by confidence and then by id', () => {
    const equal = storeOf(
      { id: 'b', content: 'same' },
      { id: 'a', content: 'same' },
      { id: 'c', content: 'same', confidence: 0.9 },
    );
    expect(idsOf(equal, { text: 'same' })).toEqual(['c', 'a', 'b']);
  });

  it('follows changes, deletions and a restored state', () => {
    const changing = storeOf({ id: 'a', content: 'old words' }, { id: 'b', content: 'old' });
    expect(idsOf(changing, { text: 'old' })).toEqual(['a', 'b']);
    remember(changing, { id: 'a', content: 'new words' });
    write(changing, entryTypes.memoryDelete, { memoryId: 'b', operationId: null });
    expect(idsOf(changing, { text: 'old' })).toEqual([]);
    expect(idsOf(changing, { text: 'new' })).toEqual(['a']);
    const restored = createStore();
    restored.restore(changing.snapshot(), changing.applied());
    expect(idsOf(restored, { text: 'new' })).toEqual(['a']);
  });
});

it('does not bring up a suppressed memory until it is stored again', () => {
  const store = storeOf({ id: 'a', content: 'old disk' });
  write(store, entryTypes.memorySuppress, { memoryId: 'a', operationId: null });
  expect(idsOf(store, { text: 'disk' })).toEqual([]);
  expect(store.newest(10)).toEqual([]);
  remember(store, { id: 'a', content: 'old disk' });
  expect(idsOf(store, { text: 'disk' })).toEqual(['a']);
});

describe('recall by embedding', () => {
  const store = storeOf(
    { id: 'along', content: 'a', embedding: vector({ 0: 2 }) },
    { id: 'between', content: 'b', embedding: vector({ 0: 1, 1: 1 }) },
    { id: 'across', content: 'c', embedding: vector({ 1: 1 }) },
    { id: 'against', content: 'd', embedding: vector({ 0: -1 }) },
    { id: 'none', content: 'e' },
  );

  it('is the cosine, whatever the length of the vectors', () => {
    const found = store.recall({ ...question, embedding: vector({ 0: 5 }) }).memories;
    expect(found.map(({ id }) => id)).toEqual(['along', 'between']);
    expect(found[0]?.similarity).toBeCloseTo(1, 6);
    expect(found[1]?.similarity).toBeCloseTo(Math.SQRT1_2, 6);
  });

  it('takes the mean of both when there is text too', () => {
    const found = store.recall({ ...question, text: 'b', embedding: vector({ 0: 1 }) }).memories;
    expect(found.map(({ id }) => id)).toEqual(['between', 'along']);
    expect(found[0]?.similarity).toBeCloseTo((1 + Math.SQRT1_2) / 2, 6);
    expect(found[1]?.similarity).toBeCloseTo(0.5, 6);
  });

  it('never leaves a store as part of an answer', () => {
    expect(
      store.recall({ ...question, embedding: vector({ 0: 1 }) }).memories[0],
    ).not.toHaveProperty('embedding');
  });
});

describe('filters', () => {
  const store = storeOf(
    { id: 'a', content: 'x', tags: ['red', 'big'], observedAt: '2026-01-01T00:00:00.000Z' },
    { id: 'b', content: 'x', tags: ['red'], observedAt: '2026-01-02T00:00:00.000Z' },
    { id: 'c', content: 'x', tags: [], observedAt: '2026-01-03T00:00:00.000Z' },
  );

  it('ask for all required tags and none of the excluded', () => {
    expect(idsOf(store, { text: 'x', requiredTags: ['red', 'big'] })).toEqual(['a']);
    expect(idsOf(store, { text: 'x', excludedTags: ['big'] })).toEqual(['b', 'c']);
  });

  it('include both ends of the time', () => {
    const from = Date.UTC(2026, 0, 1);
    const to = Date.UTC(2026, 0, 2);
    expect(idsOf(store, { text: 'x', from, to })).toEqual(['a', 'b']);
    expect(idsOf(store, { text: 'x', from: to })).toEqual(['b', 'c']);
  });
});

describe('any history of writes', () => {
  const word = fc.constantFrom('disk', 'node', 'cable', 'power', 'the');
  const content = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const step = fc.oneof(
    fc.record({ kind: fc.constant('remember' as const), id, content }),
    fc.record({ kind: fc.constant('delete' as const), id }),
    fc.record({ kind: fc.constant('recall' as const), content }),
  );

  it('ends in the index that a fresh copy of the same memories has', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), content, (steps, text) => {
        const store = createStore();
        for (const one of steps) {
          if (one.kind === 'remember') remember(store, { id: one.id, content: one.content });
          else if (one.kind === 'recall') store.recall({ ...question, text: one.content });
          else write(store, entryTypes.memoryDelete, { memoryId: one.id, operationId: null });
        }
        const fresh = createStore();
        fresh.restore(store.snapshot(), store.applied());
        const asked = { ...question, text };
        expect(store.recall(asked)).toEqual(fresh.recall(asked));
      }),
    );
  });

  it('keeps the newest memories apart from the others', () => {
    const day = fc.integer({ min: 1, max: 28 });
    fc.assert(
      fc.property(
        fc.array(day, { maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        (days, limit) => {
          const store = storeOf(
            ...days.map((of, index) => ({
              id: `m-${index}`,
              observedAt: new Date(Date.UTC(2026, 0, of)).toISOString(),
            })),
          );
          const sorted = [...store.list({ offset: 0, limit: 1_000 }).memories].sort(
            (left, right) =>
              Date.parse(right.observedAt) - Date.parse(left.observedAt) ||
              (left.id < right.id ? -1 : 1),
          );
          expect(store.newest(limit)).toEqual(sorted.slice(0, limit));
        },
      ),
    );
  });
});
