import { describe, expect, test } from 'vitest';
import { MemoryDisk } from '../../../cluster/io/memory-disk.ts';
import type { Json } from '../../../cluster/model/entry.ts';
import { catalogGroup } from '../../../cluster/model/ids.ts';
import { ImpossibleMessage } from '../../../cluster/replication/impossible-message.ts';
import type { Install } from '../../../cluster/replication/message.ts';
import { SoloNode } from './solo-node.ts';

const install = (group: string, state: Json): Install => ({
  ...{ group, from: 'node-2', epoch: 7, kind: 'install', state },
  ...{ position: { epoch: 7, sequence: 9 }, copies: { voters: ['node-2'], learners: ['node-1'] } },
});

const noSpaces = { clusterId: 'c-1', nodes: ['node-2'], spaces: [], settings: [] };
const empty = { memories: [], tombstones: [], operations: [] };

describe('a state that is none is refused before it reaches the disk', () => {
  test.each<[string, string, Json]>([
    ['nothing', 'orders', null],
    ['of something else', 'orders', { nodes: [], spaces: [], settings: [] }],
    ['with a memory that is none', 'orders', { ...empty, memories: [null] }],
    ['with a memory without a stamp', 'orders', { ...empty, memories: [{ id: 'a', content: '' }] }],
    ['with a tombstone that is none', 'orders', { ...empty, tombstones: [7] }],
    ['with a tombstone without a stamp', 'orders', { ...empty, tombstones: [['a', null]] }],
    ['with a batch without results', 'orders', { ...empty, operations: [['*b', 'a memory']] }],
    ['of a space, for the catalog', catalogGroup, empty],
    ['of the catalog, with a space that is none', catalogGroup, { ...noSpaces, spaces: [null] }],
  ])('%s', async (_, group, state) => {
    const disk = new MemoryDisk();
    const node = await SoloNode.open(disk);
    expect(() => node.groups.deliver(install(group, state))).toThrow(ImpossibleMessage);
    expect(node.groups.hosts()).toEqual([]);
    await node.storage.close();
    const again = await SoloNode.open(disk);
    await again.lead('default');
    expect(await again.remember('default', 'one')).toBe(true);
  });

  test('one that can be read is taken', async () => {
    const node = await SoloNode.open(new MemoryDisk());
    node.groups.deliver(install('orders', empty));
    expect(node.groups.spaces.get('orders')?.machine.applied()).toBe(9);
  });
});
