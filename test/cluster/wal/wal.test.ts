import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Disk } from '../../../cluster/io/disk.ts';
import { FaultyDisk } from '../../../cluster/io/faulty-disk.ts';
import { createSilentLogger } from '../../../cluster/io/logger.ts';
import { MemoryDisk } from '../../../cluster/io/memory-disk.ts';
import { createSeededRandom } from '../../../cluster/io/random.ts';
import { createSystemDisk } from '../../../cluster/io/system-disk.ts';
import { openWal, type Wal, WalFailed } from '../../../cluster/wal/wal.ts';
import { replay, text, walConformance } from '../../conformance/wal.ts';
import { FakeClock } from '../io/fake-clock.ts';

async function scratch(): Promise<{ disk: Disk; directory: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'engram-wal-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return { disk: createSystemDisk(), directory: `${directory}/default/wal` };
}

walConformance('the system disk', scratch);
walConformance('the memory disk', async () => ({ disk: new MemoryDisk(), directory: '/wal' }));

const directory = '/wal';

function start(disk: Disk): Promise<Wal> {
  return openWal({ directory }, { disk, logger: createSilentLogger(), wallMs: () => 0 });
}

/** Counts the durable writes, so that sharing them can be seen. */
class CountingDisk extends FaultyDisk {
  writes = 0;

  override async openAppend(path: string): ReturnType<Disk['openAppend']> {
    const file = await super.openAppend(path);
    return {
      ...file,
      appendDurably: (bytes) => {
        this.writes += 1;
        return file.appendDurably(bytes);
      },
    };
  }
}

describe('the log and its disk', () => {
  test('a segment can be read by its owner only', async () => {
    const { disk, directory: folder } = await scratch();
    const deps = { disk, logger: createSilentLogger(), wallMs: () => 0 };
    await (await openWal({ directory: folder }, deps)).close();
    const { mode } = await stat(`${folder}/wal-0000000000000001.log`);
    expect((mode & 0o777).toString(8)).toBe('600');
  });

  test('appends that wait together share one durable write', async () => {
    const disk = new CountingDisk(new MemoryDisk(), new FakeClock());
    const wal = await start(disk);
    const before = disk.writes;
    await Promise.all(Array.from({ length: 1_000 }, () => wal.append(1, text('a'))));
    expect(disk.writes - before).toBe(1);
  });

  test('so do those that different callbacks of one turn of the event loop ask for', async () => {
    const disk = new CountingDisk(new MemoryDisk(), new FakeClock());
    const wal = await start(disk);
    const before = disk.writes;
    const later = (): Promise<number> =>
      new Promise((resolve) => {
        setImmediate(() => resolve(wal.append(1, text('a'))));
      });
    expect(await Promise.all([later(), later(), later()])).toEqual([1, 2, 3]);
    expect(disk.writes - before).toBe(1);
  });

  test('no append is acknowledged before its sync', async () => {
    const clock = new FakeClock();
    const disk = new FaultyDisk(new MemoryDisk(), clock);
    const wal = await start(disk);
    disk.setFault({ kind: 'slow', delayMs: 100 });
    let acknowledged = false;
    const append = wal.append(1, text('a')).then(() => {
      acknowledged = true;
    });
    await passTurns();
    clock.advance(100);
    await passTurns();
    expect([acknowledged, wal.lastSequence()]).toEqual([false, 0]);
    clock.advance(100);
    await append;
    expect([acknowledged, wal.lastSequence()]).toEqual([true, 1]);
  });

  test('after a failed sync nothing is acknowledged any more, even if later syncs would succeed', async () => {
    const disk = new FaultyDisk(new MemoryDisk(), new FakeClock());
    const wal = await start(disk);
    await wal.append(1, text('a'));
    disk.setFault({ kind: 'sync-fails' });
    const lost = await Promise.allSettled([wal.append(1, text('b')), wal.append(1, text('c'))]);
    expect(lost.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    disk.setFault(null);
    await expect(wal.append(1, text('d'))).rejects.toThrow(WalFailed);
    await expect(wal.truncateAfter(0)).rejects.toThrow(WalFailed);
    expect(wal.failure()?.message).toBe(
      'Cannot write to `/wal/wal-0000000000000001.log`; nothing is acknowledged until the log is opened again.',
    );
    expect(wal.failure()?.cause).toMatchObject({ code: 'EIO' });
    expect(await replay(wal)).toEqual(['1:a']);
  });

  test('a full disk refuses appends, and with room again the log opens without the torn record', async () => {
    const memory = new MemoryDisk();
    const disk = new FaultyDisk(memory, new FakeClock());
    const wal = await start(disk);
    await wal.append(1, text('a'));
    disk.setFault({ kind: 'full', bytesLeft: 70 });
    await expect(wal.append(1, text('does not fit'))).rejects.toThrow(WalFailed);
    expect(wal.failure()?.cause).toMatchObject({ code: 'ENOSPC' });
    await wal.close();
    const again = await start(memory);
    expect(await replay(again)).toEqual(['1:a']);
    expect(await again.append(1, text('b'))).toBe(2);
  });

  test('what is read back after a killed process is durable from then on, power cut or not', async () => {
    const memory = new MemoryDisk();
    const disk = new FaultyDisk(memory, new FakeClock());
    const wal = await start(disk);
    // Like kill -9 between write and sync: the kernel still has the bytes, the disk does not.
    disk.setFault({ kind: 'sync-fails' });
    await expect(wal.append(1, text('a'))).rejects.toThrow(WalFailed);
    const again = await start(memory);
    expect(await replay(again)).toEqual(['1:a']);
    for (let seed = 1; seed <= 20; seed += 1) memory.crash(createSeededRandom(seed));
    expect(await replay(await start(memory))).toEqual(['1:a']);
  });
});

async function passTurns(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await nextTurn();
}
