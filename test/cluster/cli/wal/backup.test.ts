// The archive of a log that a node goes on writing, on a real file system.
import {
  appendFile,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { decodeLogManifest, type LogManifest } from '../../../../cluster/backup/log-archive.ts';
import { findLogs, readArchived } from '../../../../cluster/cli/restore/read-logs.ts';
import { parseWalBackupArguments } from '../../../../cluster/cli/wal/arguments.ts';
import { runWalBackup } from '../../../../cluster/cli/wal/backup.ts';
import { openFolderPlace } from '../../../../cluster/io/folder-place.ts';
import { createSilentLogger } from '../../../../cluster/io/logger.ts';
import { createSystemDisk } from '../../../../cluster/io/system-disk.ts';
import { newIdentity, writeIdentity } from '../../../../cluster/node/identity.ts';
import { openWal } from '../../../../cluster/wal/wal.ts';
import { scratchFolder } from '../../../support/scratch.ts';

const disk = createSystemDisk();

async function makeWorld() {
  const folder = await scratchFolder({});
  const data = join(folder, 'data');
  await mkdir(data);
  await writeIdentity(disk, data, { ...newIdentity('node-1'), logId: '0123456789ab' });
  const logger = createSilentLogger();
  const wal = await openWal(
    { directory: join(data, 'wal'), segmentBytes: 300 },
    { disk, logger, wallMs: () => 5_000 },
  );
  onTestFinished(() => wal.close());
  const archive = join(folder, 'archive');
  let now = 10_000;
  return {
    data,
    archive: join(archive, 'node-1/0123456789ab'),
    async append(count: number) {
      for (let at = 0; at < count; at += 1) await wal.append(99, Buffer.alloc(40, at));
    },
    async backup() {
      const argv = ['--to', pathToFileURL(archive).href, '--data-dir', data, '--json'];
      const work = parseWalBackupArguments(argv, {});
      if (work.kind !== 'wal-backup') throw new Error(JSON.stringify(work));
      now += 1_000;
      const { ok, text } = await runWalBackup(work, { env: {}, wallMs: now });
      const said = JSON.parse(text) as { copied: number; last_record: number; gaps: unknown[] };
      return { ...said, ok };
    },
    async manifest(): Promise<LogManifest> {
      const bytes = await readFile(join(archive, 'node-1/0123456789ab/wal.json'));
      const manifest = decodeLogManifest(bytes);
      if (manifest === null) throw new Error('no manifest');
      return manifest;
    },
    /** Numbers of all records that read back from the archive. */
    async records(): Promise<readonly number[]> {
      const place = openFolderPlace(archive);
      const numbers: number[] = [];
      for (const { folder: at, manifest } of await findLogs(place)) {
        for (const segment of manifest.segments) {
          for await (const { sequence } of readArchived(place, at, segment)) numbers.push(sequence);
        }
      }
      return numbers;
    },
    segments: async () => (await readdir(join(data, 'wal'))).sort(),
  };
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

test('every run adds what is new, also what the node is still writing, and nothing twice', async () => {
  const world = await makeWorld();
  await world.append(7);
  expect(await world.backup()).toMatchObject({ ok: true, last_record: 7 });
  expect(await world.records()).toEqual(upTo(7));
  expect(await world.backup()).toMatchObject({ ok: true, copied: 0 });
  await world.append(1);
  expect(await world.backup()).toMatchObject({ ok: true, copied: 1, last_record: 8 });
  await world.append(9);
  await world.backup();
  expect(await world.records()).toEqual(upTo(17));
  // What a longer file took the place of is gone.
  const { segments, through_ms: through } = await world.manifest();
  expect((await readdir(world.archive)).sort()).toEqual(
    [...segments.map(({ name }) => name), 'wal.json'].sort(),
  );
  expect(through).toBe(14_000);
});

test('a record that is half written stays out until it is whole', async () => {
  const world = await makeWorld();
  await world.append(2);
  const [name = ''] = await world.segments();
  const path = join(world.data, 'wal', name);
  const bytes = await readFile(path);
  await appendFile(path, bytes.subarray(0, 70));
  expect(await world.backup()).toMatchObject({ ok: true, last_record: 2 });
  await truncate(path, bytes.length);
  await world.append(1);
  await world.backup();
  expect(await world.records()).toEqual(upTo(3));
});

test('segments that the node has put into its own archive are found there', async () => {
  const world = await makeWorld();
  await world.append(9);
  const [first = ''] = await world.segments();
  await mkdir(join(world.data, 'wal-archive'));
  await rename(join(world.data, 'wal', first), join(world.data, 'wal-archive', first));
  await world.backup();
  expect(await world.records()).toEqual(upTo(9));
});

test('what was gone before it was copied is told once as a failure, and stays in the report', async () => {
  const world = await makeWorld();
  await world.append(4);
  await world.backup();
  await world.append(8);
  const names = await world.segments();
  await rm(join(world.data, 'wal', names[0] ?? ''));
  await rm(join(world.data, 'wal', names[1] ?? ''));
  const gone = await world.backup();
  expect(gone.ok).toBe(false);
  expect(gone.gaps).toHaveLength(1);
  await world.append(1);
  expect(await world.backup()).toMatchObject({ ok: true, gaps: gone.gaps });
});

test('damage in the middle of the log is told and not archived', async () => {
  const world = await makeWorld();
  await world.append(9);
  const [first = ''] = await world.segments();
  const path = join(world.data, 'wal', first);
  const bytes = await readFile(path);
  bytes[80] = (bytes[80] ?? 0) ^ 1;
  await writeFile(path, bytes);
  await expect(world.backup()).rejects.toThrow('is damaged at byte 0');
});

test('an archive that was changed is not read', async () => {
  const world = await makeWorld();
  await world.append(3);
  await world.backup();
  const [segment] = (await world.manifest()).segments;
  await appendFile(join(world.archive, segment?.name ?? ''), 'x');
  await expect(world.records()).rejects.toThrow('another checksum');
});
