import { expect, test } from 'vitest';
import { entryTypes } from '../../../cluster/model/entry.ts';
import { BitRot } from '../../../cluster/node/bit-rot.ts';
import { createStore, type Store } from '../../../cluster/store/store.ts';

function storeWith(content: string): Store {
  const store = createStore();
  const memory = {
    id: 'mem-1',
    content,
    confidence: 0.7,
    reasoning: null,
    tags: [],
    memoryType: 'semantic',
    observedAt: '2026-01-05T10:00:00.000Z',
    storedAt: '2026-01-05T10:00:00.000Z',
    embedding: null,
  };
  store.apply({
    sequence: 1,
    epoch: 1,
    hlc: { wallMs: 1, counter: 0 },
    type: entryTypes.episodeStore,
    payload: { memory, operationId: null },
  });
  return store;
}

test('a rotten copy has another root hash at the same sequence, and its own again after the fault', () => {
  const [store, sound] = [storeWith('Apples'), storeWith('Apples')];
  const copies = new Map([['notes', { machine: store }]]);
  const rot = new BitRot();
  rot.replace(['notes'], copies);
  expect(store.get('mem-1')?.content).toBe('@pples');
  expect(store.applied()).toBe(sound.applied());
  expect(store.rootHash()).not.toBe(sound.rootHash());
  rot.replace(['notes'], copies);
  expect(store.get('mem-1')?.content).toBe('@pples');
  rot.replace([], copies);
  expect(store.rootHash()).toBe(sound.rootHash());
});

test('a copy that was repaired in the meantime is left as it is', () => {
  const store = storeWith('Apples');
  const copies = new Map([['notes', { machine: store }]]);
  const rot = new BitRot();
  rot.replace(['notes'], copies);
  const repaired = storeWith('Pears');
  store.restore(repaired.snapshot(), 1);
  rot.replace([], copies);
  expect(store.get('mem-1')?.content).toBe('Pears');
});

test('a copy that is not here or has nothing in it cannot rot', () => {
  const rot = new BitRot();
  expect(() => rot.replace(['notes'], new Map())).toThrow(
    'This node has no copy of space `notes`.',
  );
  expect(() => rot.replace(['notes'], new Map([['notes', { machine: createStore() }]]))).toThrow(
    'This node has nothing in its copy of space `notes`.',
  );
});
