import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Entry, type EntryType, entryTypes, type Json } from '../../../cluster/model/entry.ts';
import type { ApplyResult, MemoryRecord } from '../../../cluster/store/record.ts';
import { createStore, type Store, type StoreOptions } from '../../../cluster/store/store.ts';

function memory(id: string, content = `about ${id}`): MemoryRecord {
  return {
    id,
    content,
    confidence: 0.7,
    reasoning: null,
    tags: ['disk'],
    memoryType: 'semantic',
    observedAt: '2026-01-05T10:00:00Z',
    storedAt: '2026-01-05T10:00:00Z',
    embedding: null,
  };
}

class Writer {
  readonly store: Store;
  wallMs = 1_000;
  /** The entry that was applied last. */
  last: Entry | null = null;

  constructor(options: StoreOptions = {}) {
    this.store = createStore(options);
  }

  remember(given: MemoryRecord, operationId: string | null = null): ApplyResult {
    return this.#apply(entryTypes.episodeStore, { memory: given, operationId });
  }

  delete(memoryId: string, operationId: string | null = null): ApplyResult {
    return this.#apply(entryTypes.memoryDelete, { memoryId, operationId });
  }

  #apply(type: EntryType, payload: Json): ApplyResult {
    const sequence = this.store.applied() + 1;
    this.wallMs += 1;
    const hlc = { wallMs: this.wallMs, counter: 0 };
    this.last = { epoch: 1, sequence, hlc, type, payload };
    return this.store.apply(this.last);
  }
}

describe('a store', () => {
  it('keeps what it is told and gives it back', () => {
    const writer = new Writer();
    expect(writer.remember(memory('ops-17'))).toMatchObject({ kind: 'stored' });
    expect(writer.store.get('ops-17')).toMatchObject(memory('ops-17'));
    expect(writer.store.get('ops-18')).toBeNull();
  });

  it('recognises a retry by id and content, and keeps the first', () => {
    const writer = new Writer();
    writer.remember(memory('ops-17'));
    const later = { ...memory('ops-17'), storedAt: '2026-01-05T11:00:00Z' };
    expect(writer.remember(later)).toMatchObject({
      kind: 'existing',
      memory: { storedAt: '2026-01-05T10:00:00Z' },
    });
    expect(writer.store.count()).toBe(1);
  });

  it('recognises a retry by its operation, even after a later change', () => {
    const writer = new Writer();
    writer.remember(memory('ops-17', 'first'), 'op-1');
    writer.remember(memory('ops-17', 'second'), 'op-2');
    expect(writer.remember(memory('ops-17', 'first'), 'op-1')).toMatchObject({ kind: 'existing' });
    expect(writer.store.get('ops-17')).toMatchObject({ content: 'second' });
  });

  it('does not bring a deleted memory back for a late retry', () => {
    const writer = new Writer();
    writer.remember(memory('ops-17'), 'op-1');
    writer.delete('ops-17');
    expect(writer.remember(memory('ops-17'), 'op-1')).toEqual({
      kind: 'not-found',
      memoryId: 'ops-17',
    });
    expect(writer.store.get('ops-17')).toBeNull();
  });

  it('lets the later write win when the content differs', () => {
    const writer = new Writer();
    writer.remember(memory('ops-17', 'first'));
    expect(writer.remember(memory('ops-17', 'second'))).toMatchObject({ kind: 'replaced' });
    expect(writer.store.get('ops-17')).toMatchObject({ content: 'second' });
  });

  it('never drops a memory for being similar to another one', () => {
    const writer = new Writer();
    const embedding = Array.from({ length: 768 }, () => 0.5);
    writer.remember({ ...memory('ops-1', 'same'), embedding });
    writer.remember({ ...memory('ops-2', 'same'), embedding });
    expect(writer.store.count()).toBe(2);
  });

  it('deletes once, and says so to a retry of the same operation', () => {
    const writer = new Writer();
    writer.remember(memory('ops-17'));
    expect(writer.delete('ops-17', 'op-1')).toMatchObject({ kind: 'deleted' });
    expect(writer.delete('ops-17', 'op-1')).toMatchObject({ kind: 'deleted' });
    expect(writer.delete('ops-17')).toMatchObject({ kind: 'not-found' });
  });

  it('forgets a deletion after the retention, at the same entry on every copy', () => {
    const writer = new Writer({ tombstoneRetentionMs: 100 });
    const empty = writer.store.rootHash();
    writer.remember(memory('ops-17'));
    writer.delete('ops-17');
    expect(writer.store.rootHash()).not.toBe(empty);
    writer.wallMs += 200;
    writer.delete('nothing');
    expect(writer.store.rootHash()).toBe(empty);
  });

  it('knows the deletions of the retention and no others, also after it was restored', () => {
    const step = fc.record({
      waitMs: fc.integer({ min: 0, max: 60 }),
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      deletes: fc.boolean(),
      restores: fc.boolean(),
    });
    const retentionMs = 100;
    const property = fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const writer = new Writer({ tombstoneRetentionMs: retentionMs });
      let copy = createStore({ tombstoneRetentionMs: retentionMs });
      const deletedAt = new Map<string, number>();
      for (const { waitMs, id, deletes, restores } of steps) {
        writer.wallMs += waitMs;
        const result = deletes ? writer.delete(id) : writer.remember(memory(id));
        if (writer.last !== null) copy.apply(writer.last);
        for (const [one, at] of deletedAt) {
          if (at < writer.wallMs - retentionMs) deletedAt.delete(one);
        }
        if (result.kind === 'deleted') deletedAt.set(id, writer.wallMs);
        else if (result.kind === 'stored') deletedAt.delete(id);
        const { tombstones } = writer.store.snapshot() as {
          readonly tombstones: readonly (readonly [string, unknown])[];
        };
        expect(tombstones.map(([one]) => one)).toEqual([...deletedAt.keys()]);
        if (restores) {
          copy = createStore({ tombstoneRetentionMs: retentionMs });
          copy.restore(writer.store.snapshot(), writer.store.applied());
        }
        expect(copy.rootHash()).toBe(writer.store.rootHash());
      }
    });
    fc.assert(property);
  });

  it('remembers a bounded number of operations', () => {
    const writer = new Writer({ operationsMax: 2 });
    writer.remember(memory('ops-1'), 'op-1');
    writer.remember(memory('ops-2'), 'op-2');
    writer.remember(memory('ops-3'), 'op-3');
    expect(writer.remember(memory('ops-1', 'changed'), 'op-1')).toMatchObject({ kind: 'replaced' });
  });

  it('lists by pages in the order of arrival', () => {
    const writer = new Writer();
    for (const id of ['c', 'a', 'b', 'd']) writer.remember(memory(id));
    const page = writer.store.list({ offset: 1, limit: 2 });
    expect(page.memories.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(page.total).toBe(4);
    expect(writer.store.list({ offset: 9, limit: 2 }).memories).toEqual([]);
  });

  it('refuses a gap', () => {
    const { store } = new Writer();
    const hlc = { wallMs: 1, counter: 0 };
    const entry = { epoch: 1, hlc, type: entryTypes.episodeStore, payload: null };
    expect(() => store.apply({ ...entry, sequence: 2 })).toThrow(
      'Unexpected entry `2`, expected `1`.',
    );
  });

  it('is equal in every respect after its snapshot was restored', () => {
    const operation = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      content: fc.string(),
      operationId: fc.constantFrom(null, 'op-1', 'op-2', 'op-3'),
      deletes: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(operation), fc.array(operation), (before, after) => {
        const original = new Writer();
        const copy = new Writer();
        const run = (writer: Writer, operations: typeof before): ApplyResult[] =>
          operations.map(({ id, content, operationId, deletes }) =>
            deletes
              ? writer.delete(id, operationId)
              : writer.remember(memory(id, content), operationId),
          );
        run(original, before);
        const snapshot = JSON.parse(JSON.stringify(original.store.snapshot())) as Json;
        copy.store.restore(snapshot, original.store.applied());
        copy.wallMs = original.wallMs;
        expect(copy.store.rootHash()).toBe(original.store.rootHash());
        expect(run(copy, after)).toEqual(run(original, after));
        expect(copy.store.rootHash()).toBe(original.store.rootHash());
        expect(copy.store.list({ offset: 0, limit: 9 })).toEqual(
          original.store.list({ offset: 0, limit: 9 }),
        );
      }),
    );
  });
});
