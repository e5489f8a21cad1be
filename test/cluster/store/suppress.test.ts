import { describe, expect, test } from 'vitest';
import { type Entry, entryTypes, type Json } from '../../../cluster/model/entry.ts';
import { createStore } from '../../../cluster/store/store.ts';

const memory = (content: string) => ({
  id: 'ops-1',
  content,
  confidence: 0.7,
  reasoning: null,
  tags: [],
  memoryType: 'semantic' as const,
  observedAt: '2026-01-05T10:00:00.000Z',
  storedAt: '2026-01-05T10:00:00.004Z',
  embedding: null,
});

function entry(sequence: number, type: Entry['type'], payload: Json): Entry {
  return { epoch: 1, sequence, hlc: { wallMs: 1_000 + sequence, counter: 0 }, type, payload };
}

const stored = (sequence: number, content: string): Entry =>
  entry(sequence, entryTypes.episodeStore, { memory: memory(content), operationId: null });
const suppressed = (sequence: number, id = 'ops-1'): Entry =>
  entry(sequence, entryTypes.memorySuppress, { memoryId: id, operationId: null });

describe('a memory that is suppressed', () => {
  test('stays, and says so', () => {
    const store = createStore();
    store.apply(stored(1, 'disk swapped'));
    expect(store.apply(suppressed(2))).toEqual({ kind: 'suppressed', memoryId: 'ops-1' });
    expect(store.get('ops-1')).toMatchObject({ content: 'disk swapped', suppressed: true });
  });

  test('comes back when it is stored again, even with the same content', () => {
    const store = createStore();
    store.apply(stored(1, 'disk swapped'));
    store.apply(suppressed(2));
    store.apply(stored(3, 'disk swapped'));
    expect(store.get('ops-1')).not.toHaveProperty('suppressed');
  });

  test('is another content: copies that differ in it have different roots', () => {
    const [one, other] = [createStore(), createStore()];
    for (const store of [one, other]) store.apply(stored(1, 'disk swapped'));
    one.apply(suppressed(2));
    other.apply(entry(2, entryTypes.checkpoint, null));
    expect(one.rootHash()).not.toBe(other.rootHash());
  });

  test('survives a snapshot', () => {
    const store = createStore();
    store.apply(stored(1, 'disk swapped'));
    store.apply(suppressed(2));
    const copy = createStore();
    copy.restore(store.snapshot(), 2);
    expect(copy.rootHash()).toBe(store.rootHash());
  });

  test('must be there', () => {
    expect(createStore().apply(suppressed(1, 'nobody'))).toEqual({
      kind: 'not-found',
      memoryId: 'nobody',
    });
  });
});
