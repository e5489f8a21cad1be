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
import { expect, test } from 'vitest';
import { makeWorld } from './log-world.ts';

test('every run adds what is new, also what the node is still writing, and nothing twice', async () => {
  const world = await makeWorld();
  await world.append(7);
  expect(await world.backup()).toMatchObject({ ok: true, last_record: 7 });
  expect(await world.records()).toEqual(world.recordsFrom(1, 7));
  expect(await world.backup()).toMatchObject({ ok: true, copied: 0 });
  await world.append(1);
  expect(await world.backup()).toMatchObject({ ok: true, copied: 1, last_record: 8 });
  await world.append(9);
  await world.backup();
  expect(await world.records()).toEqual(world.recordsFrom(1, 17));
  // What a longer file took the place of is gone.
  const { segments, through_ms: through } = await world.manifest();
  expect((await readdir(world.archive)).sort()).toEqual(
    [...segments.map(({ name }) => name), 'wal.json'].sort(),
  );
  expect(through).toBe(14_000);
});

test('a folder is enough to say whose log it is', async () => {
  const world = await makeWorld();
  await world.append(7);
  expect(await world.backupFolder()).toMatchObject({ ok: true, last_record: 7 });
  expect(await world.backup()).toMatchObject({ ok: true, copied: 0 });
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
  expect(await world.records()).toEqual(world.recordsFrom(1, 3));
});

test('segments that the node has put into its own archive are found there', async () => {
  const world = await makeWorld();
  await world.append(9);
  const [first = ''] = await world.segments();
  await mkdir(join(world.data, 'wal-archive'));
  await rename(join(world.data, 'wal', first), join(world.data, 'wal-archive', first));
  await world.backup();
  expect(await world.records()).toEqual(world.recordsFrom(1, 9));
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
