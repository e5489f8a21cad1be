import { describe, expect, test } from 'vitest';
import { createJsonLogger } from '../../../cluster/io/json-logger.ts';
import { createSilentLogger } from '../../../cluster/io/logger.ts';
import { MemoryDisk } from '../../../cluster/io/memory-disk.ts';
import { openWal, type Wal } from '../../../cluster/wal/wal.ts';
import { replay, text } from '../../conformance/wal.ts';

const directory = '/wal';
const firstSegment = '/wal/wal-0000000000000001.log';
/** Header and one byte of payload. */
const oneRecord = 65;

function start(disk: MemoryDisk, logger = createSilentLogger()): Promise<Wal> {
  return openWal({ directory, segmentBytes: 4 * oneRecord }, { disk, logger, wallMs: () => 0 });
}

/** A log with records of one letter each: those of one string share one write, and each string is a write. */
async function aLog(...writes: readonly string[]): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  const wal = await start(disk);
  for (const letters of writes) {
    await wal.appendBatch([...letters].map((letter) => ({ type: 1, payload: text(letter) })));
  }
  await wal.close();
  return disk;
}

async function edit(
  disk: MemoryDisk,
  path: string,
  change: (bytes: Uint8Array) => Uint8Array,
): Promise<void> {
  const changed = change(await disk.read(path));
  await disk.truncate(path, 0);
  const file = await disk.openAppend(path);
  await file.append(changed);
}

function flip(offset: number): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => bytes.map((byte, index) => (index === offset ? byte ^ 1 : byte));
}

describe('opening a log', () => {
  test('a torn tail is cut, and the line about it names file, offset and bytes', async () => {
    const disk = await aLog('abc');
    await disk.truncate(firstSegment, 2 * oneRecord + 10);
    const lines: unknown[] = [];
    const logger = createJsonLogger({
      nodeId: 'node-1',
      level: 'info',
      wallMs: () => 0,
      write: (line) => lines.push(JSON.parse(line)),
    });
    const wal = await start(disk, logger);
    expect(await replay(wal)).toEqual(['1:a', '2:b']);
    expect(lines).toEqual([
      {
        timestamp: '1970-01-01T00:00:00.000Z',
        level: 'warn',
        target: 'engram',
        message: 'torn-tail-truncated',
        node_id: 'node-1',
        file: firstSegment,
        offset: 130,
        bytes: 10,
        reason: 'the record is incomplete',
        lastSequence: 2,
      },
    ]);
    expect(await disk.size(firstSegment)).toBe(2 * oneRecord);
  });

  test.each(Array.from({ length: oneRecord }, (_, index) => index))(
    'a last record cut after %i of its bytes is a torn tail',
    async (left) => {
      const disk = await aLog('ab');
      await disk.truncate(firstSegment, oneRecord + left);
      const wal = await start(disk);
      expect(await replay(wal)).toEqual(['1:a']);
      expect(await wal.append(1, text('c'))).toBe(2);
    },
  );

  test('a tail of zeros, which a file system may leave, is cut', async () => {
    const disk = await aLog('a');
    await edit(disk, firstSegment, (bytes) => Buffer.concat([bytes, Buffer.alloc(5_000)]));
    expect(await replay(await start(disk))).toEqual(['1:a']);
  });

  test('of a last write whose first page was lost, nothing is kept, though its other records are whole', async () => {
    const disk = await aLog('a', 'bcd');
    await edit(disk, firstSegment, (bytes) => bytes.fill(0, oneRecord, oneRecord + 20));
    expect(await replay(await start(disk))).toEqual(['1:a']);
  });

  test.each([
    ['payload', 64, 'the payload of record 1 fails its checksum'],
    ['sequence', 4, 'the header of the record fails its checksum'],
    ['magic number', 0, 'the record does not begin with its magic number'],
    ['payload size', 24, 'the header of the record fails its checksum'],
    ['reserved bytes', 60, 'the header of the record fails its checksum'],
  ])(
    'a flipped bit in the %s of an acknowledged record refuses to open',
    async (_field, offset, reason) => {
      const disk = await aLog('a', 'b');
      await edit(disk, firstSegment, flip(offset));
      await expect(start(disk)).rejects.toThrow(
        `Unexpected damage in \`${firstSegment}\` at offset \`0\`: ${reason}, and record \`2\` was written after it, ` +
          'so this is no torn tail. Restore the node from a snapshot or from its replicas.',
      );
      expect(await disk.size(firstSegment)).toBe(2 * oneRecord);
    },
  );

  test('damage anywhere in a segment that is not the last refuses to open', async () => {
    const disk = await aLog('abcd', 'e');
    await disk.truncate(firstSegment, 4 * oneRecord - 1);
    await expect(start(disk)).rejects.toThrow(
      `Unexpected damage in \`${firstSegment}\` at offset \`195\`: the record is incomplete, and it is not in the last ` +
        'segment, so this is no torn tail. Restore the node from a snapshot or from its replicas.',
    );
  });

  test('a missing segment refuses to open', async () => {
    const disk = await aLog('abcd', 'efgh', 'i');
    await disk.remove('/wal/wal-0000000000000005.log');
    await expect(start(disk)).rejects.toThrow(
      'Unexpected segment `/wal/wal-0000000000000009.log`, expected one that begins with record `5`: records are ' +
        'missing. Restore the node from a snapshot or from its replicas.',
    );
  });

  test('files that are no segments are left alone', async () => {
    const disk = await aLog('a');
    await (await disk.openAppend('/wal/notes.txt')).append(text('mine'));
    expect(await replay(await start(disk))).toEqual(['1:a']);
    expect(await disk.list(directory)).toEqual(['notes.txt', 'wal-0000000000000001.log']);
  });
});
