import { describe, expect, test } from 'vitest';
import { createSilentLogger, type Logger } from '../../../cluster/io/logger.ts';
import { MemoryDisk } from '../../../cluster/io/memory-disk.ts';
import { type Entry, type EntryType, entryTypes, type Json } from '../../../cluster/model/entry.ts';
import { catalogGroup } from '../../../cluster/model/ids.ts';
import { ImpossibleMessage } from '../../../cluster/replication/impossible-message.ts';
import type { Append } from '../../../cluster/replication/message.ts';
import { SoloNode } from './solo-node.ts';

const copies = { voters: ['node-2'], learners: ['node-1'] };
const at = '2026-01-05T10:00:00Z';
const stored = (id: string): Json => ({
  batchId: `*${id}`,
  storedAt: at,
  operations: [{ id, content: 'x' }],
});

/** The first entries of a log; before them, as always, the copies. */
function append(group: string, ...commands: readonly (readonly [EntryType, Json])[]): Append {
  const first = [entryTypes.checkpoint, copies] as const;
  const entries = [first, ...commands].map(([type, payload], index): Entry => {
    return { epoch: 7, sequence: index + 1, hlc: { wallMs: index + 1, counter: 0 }, type, payload };
  });
  const head = { group, from: 'node-2', epoch: 7, kind: 'append' } as const;
  return { ...head, previous: { epoch: 0, sequence: 0 }, entries, commit: entries.length };
}

const { operations, episodeStore, memoryDelete, snapshotMarker, catalogCommand } = entryTypes;
const wrong: readonly (readonly [string, string, EntryType, Json])[] = [
  ['a store of nothing', 'orders', episodeStore, null],
  ['a deletion of nothing', 'orders', memoryDelete, {}],
  ['operations that are none', 'orders', operations, { batchId: '*b', storedAt: at }],
  ['a mark of no snapshot', 'orders', snapshotMarker, { snapshot: '../other', copies }],
  ['a mark without copies', 'orders', snapshotMarker, { snapshot: 'snap_1' }],
  ['a change of the copies to nothing', 'orders', entryTypes.checkpoint, null],
  ['a command for the catalog', 'orders', catalogCommand, { kind: 'add-node', node: 'node-4' }],
  ['a command that is none', catalogGroup, catalogCommand, null],
  ['a command that nobody knows', catalogGroup, catalogCommand, { kind: 'add-moon' }],
  ['memories in the catalog', catalogGroup, operations, stored('a')],
];

describe('an append with an entry that cannot be applied is refused before it changes anything', () => {
  test.each(wrong)('%s, to a node without the group', async (_, group, type, payload) => {
    const node = await SoloNode.open(new MemoryDisk());
    expect(() => node.groups.deliver(append(group, [type, payload]))).toThrow(ImpossibleMessage);
    expect(node.groups.hosts()).toEqual([]);
  });

  test('to a copy, whose log and promise stay as they were', async () => {
    const disk = new MemoryDisk();
    const node = await SoloNode.open(disk);
    const right = append('orders', [operations, stored('a')]);
    node.groups.deliver(right);
    const host = node.groups.spaces.get('orders');
    const before = host?.group.retained();
    const message = append('orders', [operations, stored('a')], [operations, null]);
    expect(() => node.groups.deliver({ ...message, epoch: 8 })).toThrow(
      '`node-2` sent entry `3` of `orders`, which is none of type `8`.',
    );
    expect(host?.group.retained()).toEqual(before);
    node.groups.deliver(append('orders', [operations, stored('a')], [operations, stored('b')]));
    expect(node.ids('orders')).toEqual(['a', 'b']);
    await node.storage.close();
    expect((await SoloNode.open(disk)).ids('orders')).toContain('a');
  });
});

test('a proposal that could not be applied gets into no log', async () => {
  const node = await SoloNode.open(new MemoryDisk());
  await node.lead('orders');
  const host = node.groups.spaces.get('orders');
  const before = host?.group.retained();
  await expect(host?.propose(operations, { batchId: 7 })).rejects.toThrow(
    'Unexpected payload of type `8` for `orders`.',
  );
  expect(host?.group.retained()).toEqual(before);
});

describe('an entry on the disk that cannot be applied', () => {
  test.each(wrong.filter(([, , type]) => type !== entryTypes.checkpoint))(
    '%s: counts as one that changes nothing, and is told',
    async (_, group, type, payload) => {
      const disk = new MemoryDisk();
      const before = await SoloNode.open(disk);
      const { entries } = append(group, [type, payload]);
      const promised = { epoch: 7, votedFor: null };
      const persist = { kind: 'persist', ticket: 1, founders: null, installed: null } as const;
      await before.storage.persist(group, { ...persist, promised, entries, commit: 0 });
      await before.storage.persist(group, { ...persist, promised, entries: [], commit: 0 });
      await before.storage.close();

      const told: unknown[] = [];
      const silent = createSilentLogger();
      const logger: Logger = { ...silent, error: (...line) => told.push(line) };
      const node = await SoloNode.open(disk, undefined, logger);
      const head = { group, from: 'node-2', epoch: 7, kind: 'append' } as const;
      const previous = { epoch: 7, sequence: 2 };
      node.groups.deliver({ ...head, previous, entries: [], commit: 2 });
      const about = { memory_space: group, sequence: 2, type };
      expect(told).toEqual([['entry-ignored', about]]);
      const [host] = node.groups.hosts();
      expect(host?.machine.applied()).toBe(2);
    },
  );
});
