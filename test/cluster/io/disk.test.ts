import { constants, readFileSync, readlinkSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { replaceFile } from '../../../cluster/io/disk.ts';
import { FaultyDisk } from '../../../cluster/io/faulty-disk.ts';
import { MemoryDisk } from '../../../cluster/io/memory-disk.ts';
import { createSeededRandom } from '../../../cluster/io/random.ts';
import { createSystemDisk } from '../../../cluster/io/system-disk.ts';
import { diskConformance } from '../../conformance/disk.ts';
import { FakeClock } from './fake-clock.ts';

async function scratch(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'engram-disk-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

async function memory(): Promise<{ disk: MemoryDisk; directory: string }> {
  const disk = new MemoryDisk();
  await disk.makeDirectory('/data');
  return { disk, directory: '/data' };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

diskConformance('the system disk', async () => ({
  disk: createSystemDisk(),
  directory: await scratch(),
}));
diskConformance('the memory disk', memory);
diskConformance('a faulty disk without a fault', async () => {
  const { disk, directory } = await memory();
  return { disk: new FaultyDisk(disk, new FakeClock()), directory };
});

describe('the system disk', () => {
  test('files are readable by their owner only', async () => {
    const directory = await scratch();
    const disk = createSystemDisk();
    await disk.makeDirectory(`${directory}/x`);
    await (await disk.openAppend(`${directory}/x/a`)).close();
    expect(((await stat(`${directory}/x/a`)).mode & 0o777).toString(8)).toBe('600');
    expect(((await stat(`${directory}/x`)).mode & 0o777).toString(8)).toBe('700');
  });
});

test.runIf(process.platform === 'linux')(
  'the system disk appends durably through a file whose writes wait for the disk',
  async () => {
    const path = `${await scratch()}/a`;
    const file = await createSystemDisk().openAppend(path);
    await file.appendDurably(bytes('a'));
    const numbers = (await readdir('/proc/self/fd')).filter(
      (number) => linkOf(`/proc/self/fd/${number}`) === path,
    );
    const flags = numbers.map((number) =>
      Number.parseInt(
        /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${number}`, 'utf8'))?.[1] ?? '',
        8,
      ),
    );
    expect(flags.some((flag) => (flag & constants.O_DSYNC) !== 0)).toBe(true);
    await file.close();
  },
);

/** Where a link leads; nothing if it has gone meanwhile. */
function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

describe('the memory disk after a crash', () => {
  const seeds = Array.from({ length: 200 }, (_, index) => index);

  async function crashed(seed: number, sync: boolean): Promise<string> {
    const { disk, directory } = await memory();
    const file = await disk.openAppend(`${directory}/a`);
    await disk.syncDirectory(directory);
    await file.append(bytes('synced '));
    await file.datasync();
    await file.append(bytes('more'));
    if (sync) await file.datasync();
    disk.crash(createSeededRandom(seed));
    return new TextDecoder().decode(await disk.read(`${directory}/a`));
  }

  test('synced bytes are always there', async () => {
    for (const seed of seeds) expect(await crashed(seed, true)).toBe('synced more');
  });

  test('of the rest there is sometimes all, sometimes nothing, sometimes a part, sometimes zeros', async () => {
    const left = new Set(await Promise.all(seeds.map((seed) => crashed(seed, false))));
    const expected = [
      'synced ',
      'synced m',
      'synced mo',
      'synced mor',
      'synced more',
      'synced \0\0',
    ];
    expect(expected.filter((text) => !left.has(text))).toEqual([]);
  });

  test('a name that was not synced is sometimes lost, and one that was is not', async () => {
    const outcomes = await Promise.all(
      seeds.map(async (seed) => {
        const { disk, directory } = await memory();
        await disk.openAppend(`${directory}/synced`);
        await disk.syncDirectory(directory);
        await disk.openAppend(`${directory}/unsynced`);
        disk.crash(createSeededRandom(seed));
        return (await disk.list(directory)).join(' ');
      }),
    );
    expect(new Set(outcomes)).toEqual(new Set(['synced', 'synced unsynced']));
  });

  test('handles from before the crash are dead', async () => {
    const { disk, directory } = await memory();
    const file = await disk.openAppend(`${directory}/a`);
    disk.crash(createSeededRandom(1));
    await expect(file.append(bytes('late'))).rejects.toMatchObject({ code: 'EIO' });
  });

  test('replaceFile leaves the old or the new bytes, never a mix, wherever the crash comes', async () => {
    for (const seed of seeds) {
      const { disk, directory } = await memory();
      await replaceFile(disk, `${directory}/a`, bytes('old'));
      const replaced = replaceFile(disk, `${directory}/a`, bytes('new')).catch(() => undefined);
      for (let turn = 0; turn < seed % 25; turn += 1) await Promise.resolve();
      disk.crash(createSeededRandom(seed));
      await replaced;
      expect(['old', 'new']).toContain(new TextDecoder().decode(await disk.read(`${directory}/a`)));
    }
  });
});

describe('a faulty disk', () => {
  async function faulty() {
    const { disk, directory } = await memory();
    const clock = new FakeClock();
    const faultyDisk = new FaultyDisk(disk, clock);
    return { disk: faultyDisk, clock, file: await faultyDisk.openAppend(`${directory}/a`) };
  }

  test('a failing sync is an EIO until the fault ends', async () => {
    const { disk, file } = await faulty();
    disk.setFault({ kind: 'sync-fails' });
    await expect(file.datasync()).rejects.toMatchObject({ code: 'EIO' });
    disk.setFault(null);
    await expect(file.datasync()).resolves.toBeUndefined();
  });

  test('a full disk takes what fits and then says ENOSPC', async () => {
    const { disk, file } = await faulty();
    disk.setFault({ kind: 'full', bytesLeft: 5 });
    await file.append(bytes('123'));
    await expect(file.append(bytes('4567'))).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(await disk.size(file.path)).toBe(5);
  });

  test('a slow disk answers after its delay', async () => {
    const { disk, clock, file } = await faulty();
    disk.setFault({ kind: 'slow', delayMs: 100 });
    let done = false;
    const synced = file.datasync().then(() => {
      done = true;
    });
    clock.advance(99);
    await Promise.resolve();
    expect(done).toBe(false);
    clock.advance(1);
    await synced;
    expect(done).toBe(true);
  });

  test('a torn write leaves a prefix and takes the power', async () => {
    const memory = new MemoryDisk();
    await memory.makeDirectory('/data/wal');
    let lost = 0;
    const disk = new FaultyDisk(memory, new FakeClock(), () => (lost += 1));
    disk.setFaults([{ kind: 'torn-write' }]);
    const other = await disk.openAppend('/data/identity');
    await other.append(Buffer.from('whole'));
    expect(lost).toBe(0);
    const log = await disk.openAppend('/data/wal/1');
    void log.append(Buffer.from('0123456789'));
    await new Promise(setImmediate);
    expect(lost).toBe(1);
    expect(Buffer.from(await memory.read('/data/wal/1')).toString()).toBe('01234');
  });

  test('a power cut takes what was not synced, and nothing is written or promised after it', async () => {
    const memory = new MemoryDisk();
    await memory.makeDirectory('/data/wal');
    const clock = new FakeClock();
    let lost = 0;
    const disk = new FaultyDisk(memory, clock, () => (lost += 1));
    const log = await disk.openAppend('/data/wal/1');
    await log.append(Buffer.from('synced '));
    await log.datasync();
    await log.append(Buffer.from('only written'));
    const older = await disk.openAppend('/data/older');
    await older.append(Buffer.from('whole'));
    await older.datasync();
    const draft = await disk.openAppend('/data/draft');
    await draft.append(Buffer.from('renamed, not synced'));
    await disk.rename('/data/draft', '/data/name');
    let went = 0;
    disk.setFaults([{ kind: 'power-loss' }]);
    for (const late of [
      log.append(Buffer.from('late')),
      log.datasync(),
      disk.openAppend('/data/new'),
      disk.remove('/data/older'),
      disk.rename('/data/older', '/data/other'),
    ])
      void late.then(() => (went += 1));
    clock.advance(1_000);
    await vi.waitUntil(() => lost === 1);
    const text = async (path: string) => Buffer.from(await memory.read(path)).toString();
    expect(await text('/data/wal/1')).toBe('synced ');
    expect(await text('/data/older')).toBe('whole');
    expect(await text('/data/name')).toBe('');
    expect(await memory.size('/data/new')).toBeNull();
    expect(went).toBe(0);
  });

  test('a sync that is under way when the power goes confirms nothing', async () => {
    const memory = new MemoryDisk();
    const clock = new FakeClock();
    const disk = new FaultyDisk(memory, clock);
    const file = await disk.openAppend('/file');
    await file.append(Buffer.from('bytes'));
    let confirmed = false;
    void file.datasync().then(() => (confirmed = true));
    disk.setFaults([{ kind: 'power-loss' }]);
    clock.advance(1_000);
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(confirmed).toBe(false);
    expect(Buffer.from(await memory.read('/file')).toString()).toBe('');
  });

  test('what was appended durably outlasts a power cut; one that is under way confirms nothing', async () => {
    const memory = new MemoryDisk();
    const clock = new FakeClock();
    const disk = new FaultyDisk(memory, clock);
    const file = await disk.openAppend('/file');
    await file.appendDurably(Buffer.from('durable '));
    await file.append(Buffer.from('written '));
    let confirmed = false;
    void file.appendDurably(Buffer.from('late')).then(() => (confirmed = true));
    disk.setFaults([{ kind: 'power-loss' }]);
    clock.advance(1_000);
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(confirmed).toBe(false);
    expect(Buffer.from(await memory.read('/file')).toString()).toBe('durable ');
  });

  test('a durable append meets the faults of writes and of syncs', async () => {
    const { disk, file } = await faulty();
    disk.setFault({ kind: 'full', bytesLeft: 2 });
    await expect(file.appendDurably(bytes('abc'))).rejects.toMatchObject({ code: 'ENOSPC' });
    disk.setFault({ kind: 'sync-fails' });
    await expect(file.appendDurably(bytes('d'))).rejects.toMatchObject({
      code: 'EIO',
      syscall: 'fdatasync',
    });
    disk.setFault(null);
    await file.appendDurably(bytes('e'));
    expect(new TextDecoder().decode(await disk.read(file.path))).toBe('abde');
  });

  test('a full disk that is told so again does not become emptier', async () => {
    const memory = new MemoryDisk();
    const disk = new FaultyDisk(memory, new FakeClock());
    disk.setFaults([{ kind: 'full', bytesLeft: 3 }]);
    const file = await disk.openAppend('/file');
    await file.append(Buffer.from('ab'));
    disk.setFaults([
      { kind: 'slow', delayMs: 0 },
      { kind: 'full', bytesLeft: 3 },
    ]);
    disk.setFaults([{ kind: 'full', bytesLeft: 3 }]);
    await expect(file.append(Buffer.from('cd'))).rejects.toMatchObject({ code: 'ENOSPC' });
    disk.setFaults([]);
    await file.append(Buffer.from('e'));
    expect(Buffer.from(await memory.read('/file')).toString()).toBe('abce');
  });
});
