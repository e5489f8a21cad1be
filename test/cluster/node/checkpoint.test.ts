import { describe, expect, test } from 'vitest';
import { FaultyDisk } from '../../../cluster/io/faulty-disk.ts';
import { MemoryDisk } from '../../../cluster/io/memory-disk.ts';
import { FakeClock } from '../io/fake-clock.ts';
import { cutPowerBefore } from '../wal/power-cut-disk.ts';
import { SoloNode } from './solo-node.ts';

const idsOf = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

async function rememberAll(node: SoloNode, ids: readonly string[]): Promise<string[]> {
  const acknowledged: string[] = [];
  for (const id of ids) if (await node.remember('default', id)) acknowledged.push(id);
  return acknowledged;
}

const rootOf = (node: SoloNode): string | undefined =>
  node.groups.spaces.get('default')?.machine.rootHash();

describe('a checkpoint', () => {
  test('takes the place of the log in front of it: the node is the same after a start', async () => {
    const disk = new MemoryDisk();
    const node = await SoloNode.open(disk);
    await node.lead('default');
    const ids = await rememberAll(node, idsOf('a', 40));
    const segmentsBefore = await disk.list('/data/wal');
    await node.checkpointer.run();
    const segmentsAfter = await disk.list('/data/wal');
    expect(segmentsBefore.length).toBeGreaterThan(5);
    expect(segmentsAfter).toEqual(segmentsBefore.slice(-1));
    const later = await rememberAll(node, idsOf('b', 5));
    const root = rootOf(node);
    await node.storage.close();

    const again = await SoloNode.open(disk);
    expect(again.storage.wal.firstSequence()).toBeGreaterThan(40);
    await again.lead('default');
    expect(again.ids('default')).toEqual([...ids, ...later]);
    expect(rootOf(again)).toBe(root);
    expect(await again.remember('default', 'afterwards')).toBe(true);
  });

  test('the second one replaces the first, and keeps what happened between them', async () => {
    const disk = new MemoryDisk();
    const node = await SoloNode.open(disk);
    await node.lead('default');
    await rememberAll(node, idsOf('a', 10));
    await node.checkpointer.run();
    await rememberAll(node, idsOf('b', 10));
    await node.checkpointer.run();
    expect(await disk.list('/data/checkpoints')).toHaveLength(1);
    const again = await SoloNode.open(disk);
    await again.lead('default');
    expect(again.ids('default')).toEqual([...idsOf('a', 10), ...idsOf('b', 10)]);
  });

  test('what has nothing new to say is not written', async () => {
    const disk = new MemoryDisk();
    const node = await SoloNode.open(disk);
    await node.lead('default');
    await node.checkpointer.run();
    const names = await disk.list('/data/checkpoints');
    await node.checkpointer.run();
    expect(await disk.list('/data/checkpoints')).toEqual(names);
  });

  test('comes when enough was logged, or up to a quarter earlier, and not at the same size each time', async () => {
    const disk = new MemoryDisk();
    const bytesMin = 40_000;
    const node = await SoloNode.open(disk, { bytesMin, archiveKeepMs: 0 });
    await node.lead('default');
    const logged: number[] = [];
    let from = 0;
    // Few memories, written again and again: the checkpoints stay shorter than what is logged between them.
    for (let written = 0; logged.length < 6 && written < 5_000; written += 1) {
      await node.remember('default', `a-${written % 5}`);
      const before = await disk.list('/data/checkpoints');
      node.checkpointer.runIfDue();
      await node.checkpointer.stop();
      if ((await disk.list('/data/checkpoints')).at(-1) === before.at(-1)) continue;
      logged.push(node.storage.bytesWritten - from);
      from = node.storage.bytesWritten;
    }
    expect(logged).toHaveLength(6);
    const oneRecord = 1_000;
    expect(Math.min(...logged)).toBeGreaterThanOrEqual(0.75 * bytesMin);
    expect(Math.max(...logged)).toBeLessThanOrEqual(bytesMin + oneRecord);
    expect(Math.max(...logged) - Math.min(...logged)).toBeGreaterThan(oneRecord);
  });

  test('moves the segments that it replaces into the archive, if there is one', async () => {
    const disk = new MemoryDisk();
    const node = await SoloNode.open(disk, { bytesMin: 1, archiveKeepMs: 3_600_000 });
    await node.lead('default');
    await rememberAll(node, idsOf('a', 40));
    const before = await disk.list('/data/wal');
    await node.checkpointer.run();
    expect(await disk.list('/data/wal-archive')).toEqual(before.slice(0, -1));
    // Everything in the archive is as old as the log itself: nothing is due before the time is over.
    node.clock.advance(3_600_001);
    await rememberAll(node, idsOf('b', 10));
    await node.checkpointer.run();
    expect((await disk.list('/data/wal-archive')).length).toBeLessThanOrEqual(1);
  });

  test('one that cannot be written leaves the log as it is, and the next one succeeds', async () => {
    const memory = new MemoryDisk();
    const disk = new FaultyDisk(memory, new FakeClock());
    const node = await SoloNode.open(disk);
    await node.lead('default');
    const ids = await rememberAll(node, idsOf('a', 20));
    const segments = await disk.list('/data/wal');
    disk.setFault({ kind: 'full', bytesLeft: 100 });
    await expect(node.checkpointer.run()).rejects.toThrow('ENOSPC');
    disk.setFault(null);
    expect(await disk.list('/data/wal')).toEqual(segments);
    await node.checkpointer.run();
    expect(await disk.list('/data/wal')).toHaveLength(1);
    const again = await SoloNode.open(memory);
    expect(await memory.list('/data/checkpoints')).toHaveLength(1);
    await again.lead('default');
    expect(again.ids('default')).toEqual(ids);
  });

  test('a damaged one stops the start with a sentence that says what to do', async () => {
    const disk = new MemoryDisk();
    const node = await SoloNode.open(disk);
    await node.lead('default');
    await rememberAll(node, idsOf('a', 5));
    await node.checkpointer.run();
    const [name] = await disk.list('/data/checkpoints');
    const path = `/data/checkpoints/${name}`;
    await disk.truncate(path, ((await disk.size(path)) ?? 0) - 10);
    await expect(SoloNode.open(disk)).rejects.toThrow(
      `Cannot read the newest checkpoint: \`${path}\` is damaged: it is cut off.`,
    );
  });
});

test('a power cut before any disk operation of a checkpoint loses nothing acknowledged', async () => {
  let finished = 0;
  for (let operation = 1; finished < 2; operation += 1) {
    const memory = new MemoryDisk();
    const before = await SoloNode.open(memory, { bytesMin: 1, archiveKeepMs: operation % 2 });
    await before.lead('default');
    const ids = await rememberAll(before, idsOf('a', 12));
    await before.checkpointer.run();
    ids.push(...(await rememberAll(before, idsOf('b', 12))));
    await before.storage.close();

    const options = { bytesMin: 1, archiveKeepMs: operation % 2 };
    const cut = cutPowerBefore(operation, operation, memory);
    const node = await SoloNode.open(cut, options).catch(() => null);
    if (node !== null) {
      await node.lead('default').catch(() => undefined);
      const [during, ended] = await Promise.all([
        rememberAll(node, idsOf('c', 3)),
        node.checkpointer.run().then(
          () => true,
          () => false,
        ),
      ]);
      ids.push(...during);
      if (ended && during.length === 3) finished += 1;
    }
    const again = await SoloNode.open(memory);
    await again.lead('default');
    const found = again.ids('default');
    // What was never acknowledged may be there as well, behind the rest.
    expect(found.slice(0, ids.length), `power cut before operation ${operation}`).toEqual(ids);
  }
});
