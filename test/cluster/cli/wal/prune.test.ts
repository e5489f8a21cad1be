// What `wal-backup --prune-for` removes, on a real file system.
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { encodeExport } from '../../../../cluster/backup/export-manifest.ts';
import { encodeManifest, type SnapshotManifest } from '../../../../cluster/backup/manifest.ts';
import { parseWalBackupArguments } from '../../../../cluster/cli/wal/arguments.ts';
import { makeWorld } from './log-world.ts';

const hour = 3_600_000;

const snapshotAt = (cutMs: number): SnapshotManifest => ({
  format: 'engram-snapshot',
  version: 1,
  snapshot_id: 'snap_2026_06_01_00_00_00',
  description: null,
  time: { wallMs: cutMs, counter: 0 },
  cluster_epoch: 0,
  cluster_id: 'c1',
  engram_version: '0.2.0',
  coordinator: 'node-1',
  nodes: ['node-1'],
  groups: [],
});

/** An export of a snapshot that was cut at this moment, as far as it matters here: its manifest. */
async function exportAt(folder: string, cutMs: number): Promise<void> {
  const place = join(folder, `snap-${cutMs}`);
  await mkdir(place, { recursive: true });
  const manifest = encodeExport({
    format: 'engram-export',
    version: 1,
    node_id: 'node-1',
    exported_at_ms: cutMs,
    files: [],
    snapshot: snapshotAt(cutMs),
  });
  await writeFile(join(place, 'export.json'), manifest);
}

/** A snapshot that the node has and nobody has exported. */
async function takeAt(folder: string, cutMs: number): Promise<void> {
  const place = join(folder, `snap-${cutMs}`);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'manifest.json'), encodeManifest(snapshotAt(cutMs)));
}

/** A node that wrote nine records two hours after the epoch and nine more six hours after it. */
async function makeNode() {
  const world = await makeWorld({ writtenMs: 2 * hour });
  await world.append(9);
  world.setClock(6 * hour);
  await world.append(9);
  const pruneFor = ['--prune-for', pathToFileURL(world.snapshots).href];
  const prune = (...more: readonly string[]) => world.backup(...pruneFor, ...more);
  return { ...world, prune };
}

test('the log begins an hour before the oldest snapshot; the rest is gone from manifest and folder', async () => {
  const node = await makeNode();
  await node.backup();
  await exportAt(node.snapshots, 5 * hour);
  await exportAt(node.snapshots, 7 * hour);
  const { ok, pruned } = await node.prune();
  expect(ok).toBe(true);
  expect(pruned).toBeGreaterThan(0);
  const { segments, pruned_to: prunedTo } = await node.manifest();
  expect(await node.records()).toEqual(node.recordsFrom(prunedTo + 1, 18));
  // Everything since the oldest cut, and of the time before it at most what shares a file with it.
  expect(prunedTo).toBeLessThan(10);
  expect(segments.every(({ last_ms }) => last_ms >= 4 * hour)).toBe(true);
  expect((await readdir(node.archive)).sort()).toEqual(
    [...segments.map(({ name }) => name), 'wal.json'].sort(),
  );
});

test('what was removed does not come back, though the node still has it, and is no gap', async () => {
  const node = await makeNode();
  await exportAt(node.snapshots, 5 * hour);
  await node.prune();
  const { pruned_to: prunedTo } = await node.manifest();
  expect(await node.backup()).toMatchObject({ ok: true, copied: 0, gaps: [] });
  await node.append(1);
  expect(await node.prune()).toMatchObject({ ok: true, copied: 1, pruned: 0 });
  expect(await node.records()).toEqual(node.recordsFrom(prunedTo + 1, 19));
  expect((await node.manifest()).pruned_to).toBe(prunedTo);
});

test('without a snapshot all of the log stays', async () => {
  const node = await makeNode();
  expect(await node.prune()).toMatchObject({ ok: true, pruned: 0 });
  expect(await node.records()).toEqual(node.recordsFrom(1, 18));
});

test('an old snapshot keeps the log that it needs', async () => {
  const node = await makeNode();
  await exportAt(node.snapshots, hour);
  await exportAt(node.snapshots, 100 * hour);
  expect(await node.prune()).toMatchObject({ ok: true, pruned: 0 });
});

test('the oldest snapshot of all places counts', async () => {
  const node = await makeNode();
  const elsewhere = `${node.snapshots}-elsewhere`;
  await exportAt(node.snapshots, hour);
  await exportAt(elsewhere, 7 * hour);
  const also = ['--prune-for', pathToFileURL(elsewhere).href];
  expect(await node.prune(...also)).toMatchObject({ ok: true, pruned: 0, without_snapshots: [] });
  expect(await node.records()).toEqual(node.recordsFrom(1, 18));
});

test('a place without a snapshot may be one that is not mounted: all of the log stays', async () => {
  const node = await makeNode();
  await exportAt(node.snapshots, 7 * hour);
  const { href } = pathToFileURL(`${node.snapshots}-elsewhere`);
  const without = { pruned: 0, without_snapshots: [href] };
  expect(await node.prune('--prune-for', href)).toMatchObject({ ok: true, ...without });
  expect((await node.prune()).pruned).toBeGreaterThan(0);
});

test('a folder that is named may have its snapshots elsewhere: its log is not pruned', () => {
  const line = ['--to', 'file:///w', '--data-dir', '/d', '--prune-for', 'file:///b'];
  expect(parseWalBackupArguments(line, {})).toEqual({
    kind: 'wrong',
    message:
      'Unexpected `--data-dir` with `--prune-for`, expected `--config FILE`: it says where the node keeps its snapshots, which need the log until they are exported.',
  });
});

test('a snapshot that cannot be read may be the oldest: the log is copied, and nothing is removed', async () => {
  const node = await makeNode();
  await exportAt(node.snapshots, 7 * hour);
  await writeFile(join(node.snapshots, `snap-${7 * hour}/export.json`), '{');
  await expect(node.prune()).rejects.toThrow('it may be the oldest, so nothing was removed');
  expect(await node.records()).toEqual(node.recordsFrom(1, 18));
});

test('a crash between the manifest and the files leaves files, never a manifest of files that are gone', async () => {
  const node = await makeNode();
  await node.backup();
  await exportAt(node.snapshots, 5 * hour);
  const [first] = (await node.manifest()).segments;
  const path = join(node.archive, first?.name ?? '');
  await rename(path, `${path}.aside`);
  // A folder in its place cannot be removed as a file.
  await mkdir(join(path, 'x'), { recursive: true });
  await expect(node.prune()).rejects.toThrow();
  expect((await node.manifest()).segments).not.toContainEqual(first);
  const { pruned_to: prunedTo } = await node.manifest();
  expect(await node.records()).toEqual(node.recordsFrom(prunedTo + 1, 18));
});

test('a snapshot of the node keeps the log that it needs, for the day in which it may be exported', async () => {
  const node = await makeNode();
  await takeAt(node.ownSnapshots, hour);
  await exportAt(node.snapshots, 7 * hour);
  node.setNow(8 * hour);
  expect(await node.prune()).toMatchObject({ ok: true, pruned: 0 });
  expect(await node.records()).toEqual(node.recordsFrom(1, 18));
  node.setNow(26 * hour);
  expect((await node.prune()).pruned).toBeGreaterThan(0);
});

test('a snapshot that the node has not completed keeps nothing', async () => {
  const node = await makeNode();
  await mkdir(join(node.ownSnapshots, 'snap-half'), { recursive: true });
  await exportAt(node.snapshots, 7 * hour);
  node.setNow(8 * hour);
  expect((await node.prune()).pruned).toBeGreaterThan(0);
});
