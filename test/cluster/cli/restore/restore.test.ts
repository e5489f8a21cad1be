// Restoring onto a real file system, without a node.
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import {
  composeExport,
  encodeExport,
  exportManifestName,
} from '../../../../cluster/backup/export-manifest.ts';
import { writeImageFile } from '../../../../cluster/backup/image-file.ts';
import type { SnapshotManifest } from '../../../../cluster/backup/manifest.ts';
import { parseRestoreArguments } from '../../../../cluster/cli/restore/arguments.ts';
import { runRestore } from '../../../../cluster/cli/restore/run.ts';
import { createSilentLogger } from '../../../../cluster/io/logger.ts';
import { createSystemDisk } from '../../../../cluster/io/system-disk.ts';
import { newIdentity, readIdentity, writeIdentity } from '../../../../cluster/node/identity.ts';
import { takeFolder } from '../../../../cluster/node/running.ts';
import { openStorage } from '../../../../cluster/node/storage.ts';
import { createStore } from '../../../../cluster/store/store.ts';
import { scratchFolder } from '../../../support/scratch.ts';

const id = 'snap_2026_06_01_00_00_00';
const wallMs = Date.UTC(2026, 5, 30);
const disk = createSystemDisk();
const voters = ['node-1', 'node-2'];

/** Exports of both nodes, and the configuration and data folder of the first. */
async function makeWorld(node = 'node-1') {
  const folder = await scratchFolder({});
  const store = createStore();
  const copies = { voters, learners: [] };
  const position = { epoch: 2, sequence: 5 };
  const image = {
    group: 'orders',
    promised: null,
    position,
    hlc: { wallMs: 1_000, counter: 0 },
    copies,
    commit: 5,
    state: store.snapshot(),
    entries: [],
  };
  let snapshot: SnapshotManifest | null = null;
  for (const holder of voters) {
    const place = join(folder, 'backups', holder);
    await mkdir(place, { recursive: true });
    const written = await writeImageFile(disk, join(place, 'orders.jsonl'), {
      about: { snapshot: id },
      images: [image],
    });
    const group = { group: 'orders', ...position, root: store.rootHash(), memories: 0 };
    snapshot = {
      format: 'engram-snapshot',
      version: 1,
      snapshot_id: id,
      description: null,
      time: { wallMs: 1_000, counter: 0 },
      cluster_epoch: 0,
      cluster_id: 'c1',
      engram_version: '0.2.0',
      coordinator: 'node-1',
      nodes: voters,
      groups: [{ ...group, ...copies, ...written }],
    };
    const manifest = encodeExport(composeExport(snapshot, { node: holder, wallMs }));
    await writeFile(join(place, exportManifestName), manifest);
  }
  const data = join(folder, 'data');
  const config = join(folder, 'engram.toml');
  await writeFile(
    config,
    `[cluster]\nenabled = true\nnode_id = "${node}"\n[persistence]\ndata_root = "${data}"\n`,
  );
  await mkdir(data, { mode: 0o700 });
  await writeIdentity(disk, data, { ...newIdentity('node-1'), incarnation: 7 });
  await writeFile(join(data, 'precious'), 'old');
  return {
    folder,
    data,
    export: (holder: string) => join(folder, 'backups', holder, 'orders.jsonl'),
    async restore(more = '') {
      const source = pathToFileURL(join(folder, 'backups')).href;
      const argv = `--source ${source} --snapshot ${id} --json ${more}`.trim().split(' ');
      const work = parseRestoreArguments(argv, { ENGRAM_CONFIG: config });
      if (work.kind !== 'restore') throw new Error(JSON.stringify(work));
      const { text } = await runRestore(work, { env: {}, wallMs });
      return JSON.parse(text) as { state: string; cluster_epoch: number; moved_aside: string };
    },
  };
}

test('the state at the cut is what a node finds at its next start; the data of before is beside', async () => {
  const { data, restore } = await makeWorld();
  const done = await restore();
  expect(done).toMatchObject({ state: 'done', cluster_epoch: 1 });
  expect(await readFile(join(done.moved_aside, 'precious'), 'utf8')).toBe('old');
  expect(await readdir(data)).not.toContain('precious');
  expect(await readIdentity(disk, data)).toMatchObject({
    nodeId: 'node-1',
    incarnation: 7,
    clusterEpoch: { number: 1 },
  });
  const storage = await openStorage(data, {
    disk,
    logger: createSilentLogger(),
    wallMs: () => wallMs,
    onFailed: (cause) => {
      throw cause;
    },
  });
  expect(storage.recovered.get('orders')).toMatchObject({
    promised: { epoch: 2, votedFor: null },
    base: { position: { epoch: 2, sequence: 5 }, copies: { voters } },
    entries: [],
    commit: 5,
  });
  await storage.close();
});

test('a second time changes nothing before a node has started, and raises the epoch after one has', async () => {
  const { data, restore } = await makeWorld();
  await restore();
  expect(await restore()).toMatchObject({ state: 'already', cluster_epoch: 1 });
  await mkdir(join(data, 'wal'));
  await writeFile(join(data, 'wal/wal-0000000000000001.log'), '');
  expect(await restore()).toMatchObject({ state: 'done', cluster_epoch: 2 });
});

test('what was interrupted between its two renames is run again, with the same epoch', async () => {
  const { data, restore } = await makeWorld();
  const { cluster_epoch: epoch, moved_aside: aside } = await restore();
  // As if the second rename had not come: only the folder of before is there.
  await rename(data, `${data}.restoring`);
  expect(await restore()).toMatchObject({ state: 'done', cluster_epoch: epoch, moved_aside: null });
  expect(await readFile(join(aside, 'precious'), 'utf8')).toBe('old');
});

test('a dry run reads everything and changes nothing', async () => {
  const { folder, data, restore } = await makeWorld();
  const before = await readdir(folder);
  expect(await restore('--dry-run')).toMatchObject({ state: 'would' });
  expect(await readdir(folder)).toEqual(before);
  expect(await readFile(join(data, 'precious'), 'utf8')).toBe('old');
});

test('one damaged export is made good by another, two are not', async () => {
  const world = await makeWorld();
  await writeFile(world.export('node-1'), 'garbage');
  expect(await world.restore()).toMatchObject({ state: 'done' });
  const other = await makeWorld();
  for (const node of voters) await writeFile(other.export(node), 'garbage');
  await expect(other.restore()).rejects.toThrow('Cannot read `orders`');
  expect(await readFile(join(other.data, 'precious'), 'utf8')).toBe('old');
});

test('a folder that a process works with is left alone, one that a crash has left is not', async () => {
  const { data, restore } = await makeWorld();
  await takeFolder(disk, data, process.pid);
  await expect(restore()).rejects.toThrow(`process ${process.pid}`);
  // The number is that of a living process, the start is not: somebody else has it now.
  await writeFile(join(data, 'running.json'), JSON.stringify({ pid: process.pid, started: 'x 1' }));
  expect(await restore()).toMatchObject({ state: 'done' });
});

test('a node that is not of the snapshot, and the folder of another node, are refused', async () => {
  const stranger = await makeWorld('node-9');
  await expect(stranger.restore()).rejects.toThrow('belongs to node `node-1`');
  await rename(stranger.data, `${stranger.data}-away`);
  await expect(stranger.restore()).rejects.toThrow('`node-9` holds nothing');
});

test('an epoch that was used already is refused', async () => {
  const { restore } = await makeWorld();
  expect(await restore('--cluster-epoch 4')).toMatchObject({ cluster_epoch: 4 });
  const other = await makeWorld();
  await writeIdentity(disk, other.data, {
    ...newIdentity('node-1'),
    clusterEpoch: { number: 4, recovery: '00000000' },
  });
  await expect(other.restore('--cluster-epoch 4')).rejects.toThrow('expected `5`');
});
