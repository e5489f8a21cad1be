/** What the write-ahead log must do on every disk. */
import { describe, expect, test } from 'vitest';
import type { Disk } from '../../cluster/io/disk.ts';
import { createSilentLogger } from '../../cluster/io/logger.ts';
import { recordTypes } from '../../cluster/wal/record.ts';
import { openWal, type Wal, type WalOptions } from '../../cluster/wal/wal.ts';

const wallMs = (): number => 1_767_607_200_000;

export const text = (value: string): Uint8Array => Buffer.from(value);

/** Everything in a log from `sequence` on, as `sequence:payload`. */
export async function replay(wal: Wal, sequence = wal.firstSequence()): Promise<string[]> {
  const records: string[] = [];
  for await (const record of wal.readFrom(sequence)) {
    records.push(`${record.sequence}:${Buffer.from(record.payload).toString()}`);
  }
  return records;
}

/** `open` gives a disk and a path on it for a log that does not exist yet. */
export function walConformance(
  name: string,
  open: () => Promise<{ readonly disk: Disk; readonly directory: string }>,
): void {
  /** The same log as often as it is opened. */
  async function aLog(options: Partial<WalOptions> = {}) {
    const { disk, directory } = await open();
    const logger = createSilentLogger();
    const start = (): Promise<Wal> => openWal({ directory, ...options }, { disk, logger, wallMs });
    return { disk, directory, start };
  }

  describe(`a log on ${name}`, () => {
    test('sequences begin at 1 and have no gaps', async () => {
      const wal = await (await aLog()).start();
      expect(await wal.append(recordTypes.episodeStore, text('a'))).toBe(1);
      expect(await wal.append(recordTypes.memoryUpdate, text('b'))).toBe(2);
      expect(wal.lastSequence()).toBe(2);
      await wal.close();
    });

    test('a record comes back with its type, its time and its payload', async () => {
      const log = await aLog();
      const wal = await log.start();
      await wal.append(recordTypes.memoryDelete, text('{"id":"ops-17"}'));
      await wal.close();
      const again = await log.start();
      const records = [];
      for await (const record of again.readFrom(1)) records.push(record);
      expect(records).toEqual([
        {
          sequence: 1,
          timestampNs: 1_767_607_200_000_000_000n,
          type: 3,
          payload: new Uint8Array(text('{"id":"ops-17"}')),
        },
      ]);
      await again.close();
    });

    test('sequences go on after a restart', async () => {
      const log = await aLog();
      const wal = await log.start();
      await wal.append(1, text('a'));
      await wal.close();
      const again = await log.start();
      expect(again.lastSequence()).toBe(1);
      expect(await again.append(1, text('b'))).toBe(2);
      expect(await replay(again)).toEqual(['1:a', '2:b']);
      await again.close();
    });

    test('an empty log has nothing to replay, and an empty payload is a record', async () => {
      const wal = await (await aLog()).start();
      expect([wal.lastSequence(), await replay(wal)]).toEqual([0, []]);
      await wal.append(1, text(''));
      expect(await replay(wal)).toEqual(['1:']);
      await wal.close();
    });

    test('concurrent appends are all kept, in the order in which they were asked for', async () => {
      const log = await aLog();
      const wal = await log.start();
      const names = Array.from({ length: 500 }, (_, index) => `record ${index + 1}`);
      const sequences = await Promise.all(names.map((record) => wal.append(1, text(record))));
      expect(sequences).toEqual(names.map((_, index) => index + 1));
      await wal.close();
      const again = await log.start();
      expect(await replay(again)).toEqual(names.map((record, index) => `${index + 1}:${record}`));
      await again.close();
    });

    test('a batch gets neighbouring sequences', async () => {
      const wal = await (await aLog()).start();
      const entries = ['a', 'b', 'c'].map((name) => ({ type: 1, payload: text(name) }));
      const [first, , second] = await Promise.all([
        wal.appendBatch(entries),
        wal.append(1, text('d')),
        wal.appendBatch(entries.slice(1)),
      ]);
      expect([first, second]).toEqual([
        [1, 2, 3],
        [5, 6],
      ]);
      await wal.close();
    });

    test('a full segment is followed by a new one, named after its first record', async () => {
      const log = await aLog({ segmentBytes: 200 });
      const wal = await log.start();
      for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
        await wal.append(1, text(name.repeat(20)));
      }
      await wal.close();
      expect(await log.disk.list(log.directory)).toEqual([
        'wal-0000000000000001.log',
        'wal-0000000000000004.log',
        'wal-0000000000000007.log',
      ]);
      const again = await log.start();
      expect((await replay(again)).map((record) => record.slice(0, 3))).toEqual([
        '1:a',
        '2:b',
        '3:c',
        '4:d',
        '5:e',
        '6:f',
        '7:g',
      ]);
      await again.close();
    });

    test('reading begins at any record, in any segment', async () => {
      const wal = await (await aLog({ segmentBytes: 1_000 })).start();
      const names = Array.from({ length: 100 }, (_, index) => `${index + 1}`);
      for (const record of names) await wal.append(1, text(record));
      for (const start of [1, 2, 13, 14, 15, 50, 99, 100]) {
        expect(await replay(wal, start)).toEqual(
          names.slice(start - 1).map((record) => `${record}:${record}`),
        );
      }
      expect(await replay(wal, 101)).toEqual([]);
      await wal.close();
    });

    test('records larger than a reading block come back whole', async () => {
      const wal = await (await aLog()).start();
      const large = 'x'.repeat(3_000_000);
      for (const payload of ['a', large, 'b', large]) await wal.append(1, text(payload));
      const records = await replay(wal);
      expect(records.map((record) => record.length)).toEqual([3, 3_000_002, 3, 3_000_002]);
      await wal.close();
    });

    test('a read sees what was durable when it began, and appends go on meanwhile', async () => {
      const wal = await (await aLog()).start();
      await wal.append(1, text('a'));
      const reading = wal.readFrom(1);
      const first = await reading.next();
      await wal.append(1, text('b'));
      expect(first.value?.sequence).toBe(1);
      expect((await reading.next()).done).toBe(true);
      await wal.close();
    });

    test('truncateAfter drops what is above and the next append takes the next sequence', async () => {
      const log = await aLog();
      const wal = await log.start();
      for (const name of ['a', 'b', 'c']) await wal.append(1, text(name));
      await wal.truncateAfter(1);
      expect(wal.lastSequence()).toBe(1);
      expect(await wal.append(1, text('other'))).toBe(2);
      await wal.close();
      const again = await log.start();
      expect(await replay(again)).toEqual(['1:a', '2:other']);
      await again.close();
    });

    test.each([0, 1, 2, 3, 4, 7, 9, 12])(
      'truncateAfter(%i) works across segments',
      async (kept) => {
        const log = await aLog({ segmentBytes: 200 });
        const wal = await log.start();
        const names = Array.from({ length: 12 }, (_, index) => `${'x'.repeat(20)}${index + 1}`);
        for (const record of names) await wal.append(1, text(record));
        await wal.truncateAfter(kept);
        await wal.append(1, text('after'));
        await wal.close();
        const again = await log.start();
        const expected = [...names.slice(0, kept), 'after'];
        expect(await replay(again)).toEqual(
          expected.map((record, index) => `${index + 1}:${record}`),
        );
        await again.close();
      },
    );

    test('truncateAfter takes its turn behind appends that were asked for earlier', async () => {
      const wal = await (await aLog()).start();
      const appends = ['a', 'b', 'c'].map((name) => wal.append(1, text(name)));
      const truncated = wal.truncateAfter(1);
      const later = wal.append(1, text('later'));
      await Promise.all([...appends, truncated]);
      expect(await later).toBe(2);
      expect(await replay(wal)).toEqual(['1:a', '2:later']);
      await wal.close();
    });

    test('truncateAfter above the end changes nothing; below the beginning is refused', async () => {
      const wal = await (await aLog({ firstSequence: 10 })).start();
      await wal.append(1, text('a'));
      await wal.truncateAfter(99);
      expect(wal.lastSequence()).toBe(10);
      await expect(wal.truncateAfter(8)).rejects.toThrow(
        'Unexpected sequence `8`, expected `9` or above.',
      );
      await wal.close();
    });

    test('a log may begin at a later sequence, and reading before it is refused', async () => {
      const wal = await (await aLog({ firstSequence: 1_000 })).start();
      expect(await wal.append(1, text('a'))).toBe(1_000);
      await expect(replay(wal, 999)).rejects.toThrow(
        'Unexpected sequence `999`, expected at least `1000`, the first that is kept.',
      );
      await wal.close();
    });

    test('what cannot be stored is refused and the log goes on', async () => {
      const wal = await (await aLog()).start();
      await expect(wal.appendBatch([])).rejects.toThrow(
        'Unexpected empty batch, expected at least one record.',
      );
      await expect(wal.append(-1, text('a'))).rejects.toThrow(
        'Unexpected record type `-1`, expected a whole number of 32 bits.',
      );
      await expect(wal.append(1, new Uint8Array(16 * 1024 * 1024 + 1))).rejects.toThrow(
        'Unexpected payload of `16777217` bytes, expected at most `16777216`.',
      );
      expect(await wal.append(1, text('a'))).toBe(1);
      await wal.close();
    });

    test('closing waits for appends, and later ones are refused', async () => {
      const log = await aLog();
      const wal = await log.start();
      const appended = wal.append(1, text('a'));
      await wal.close();
      expect(await appended).toBe(1);
      await expect(wal.append(1, text('b'))).rejects.toThrow(
        'Cannot change a log after it was closed.',
      );
      await wal.close();
    });
  });
}
