import { describe, expect, it } from 'vitest';
import { type Entry, entryTypes } from '../../../cluster/model/entry.ts';
import type { PersistEffect } from '../../../cluster/replication/effect.ts';
import { encodePersist } from '../../../cluster/replication/record.ts';
import { createRecovery } from '../../../cluster/replication/recovery.ts';

const founders = { voters: ['node-1', 'node-2', 'node-3'], learners: [] };

function entry(epoch: number, sequence: number): Entry {
  const hlc = { wallMs: 1_700_000_000_000 + sequence, counter: epoch };
  return { epoch, sequence, hlc, type: entryTypes.episodeStore, payload: { text: 'ä' } };
}

function persist(given: Partial<PersistEffect>): PersistEffect {
  const nothing = { promised: null, founders: null, installed: null, entries: [], commit: 0 };
  return { kind: 'persist', ticket: 1, ...nothing, ...given };
}

function recover(...persists: readonly PersistEffect[]) {
  const recovery = createRecovery();
  for (const effect of persists) {
    for (const { type, payload } of encodePersist('orders', effect)) recovery.add(type, payload);
  }
  return recovery.states().get('orders');
}

describe('recovery from the write-ahead log', () => {
  it('gives back promise, founders, entries and the commit that was known', () => {
    const state = recover(
      persist({ promised: { epoch: 3, votedFor: 'node-2' }, founders }),
      persist({ entries: [entry(3, 1), entry(3, 2)], commit: 1 }),
    );
    expect(state).toEqual({
      promised: { epoch: 3, votedFor: 'node-2' },
      base: { position: { epoch: 0, sequence: 0 }, copies: founders, state: null },
      entries: [entry(3, 1), entry(3, 2)],
      commit: 1,
    });
  });

  it('lets a later entry replace what stood at its sequence and after', () => {
    const state = recover(
      persist({ entries: [entry(1, 1), entry(1, 2), entry(1, 3)] }),
      persist({ entries: [entry(2, 2)] }),
    );
    expect(state?.entries).toEqual([entry(1, 1), entry(2, 2)]);
  });

  it('starts from an installed state', () => {
    const installed = { position: { epoch: 2, sequence: 8 }, copies: founders, state: { n: 1 } };
    const state = recover(
      persist({ entries: [entry(1, 1)] }),
      persist({ installed }),
      persist({ entries: [entry(2, 9)] }),
    );
    expect(state).toMatchObject({ base: installed, entries: [entry(2, 9)], commit: 8 });
  });

  it('keeps groups apart', () => {
    const recovery = createRecovery();
    for (const group of ['orders', '_catalog']) {
      const effect = persist({ entries: [entry(1, 1)] });
      for (const { type, payload } of encodePersist(group, effect)) recovery.add(type, payload);
    }
    expect([...recovery.states().keys()]).toEqual(['orders', '_catalog']);
  });

  it('leaves records of other types to others', () => {
    expect(createRecovery().add(99, new Uint8Array())).toBe(false);
  });

  it('refuses a gap', () => {
    expect(() =>
      recover(persist({ entries: [entry(1, 1)] }), persist({ entries: [entry(1, 3)] })),
    ).toThrow('Unexpected entry `3` of `orders`, expected one from `1` to `2`.');
  });

  it('refuses a record that names no group', () => {
    const payload = Buffer.from('{}');
    expect(() => createRecovery().add(entryTypes.episodeStore, payload)).toThrow(
      'Unexpected record of type `1`, expected one that names its group.',
    );
  });
});
