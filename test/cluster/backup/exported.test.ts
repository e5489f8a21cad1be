import { expect, test } from 'vitest';
import {
  composeExport,
  decodeExport,
  encodeExport,
} from '../../../cluster/backup/export-manifest.ts';
import { bySnapshot, type FoundExport, planPrune } from '../../../cluster/backup/exported.ts';
import { absentOf, type SnapshotManifest } from '../../../cluster/backup/manifest.ts';

const dayMs = 86_400_000;
const now = Date.UTC(2026, 5, 30);

function snapshotOf(day: number): SnapshotManifest {
  const group = {
    epoch: 1,
    sequence: 9,
    learners: [],
    root: 'aa',
    memories: 3,
    bytes: 10,
    sha256: 'f'.repeat(64),
  };
  return {
    format: 'engram-snapshot',
    version: 1,
    snapshot_id: `snap_2026_06_${String(day).padStart(2, '0')}_00_00_00`,
    description: null,
    time: { wallMs: Date.UTC(2026, 5, day), counter: 0 },
    cluster_epoch: 0,
    cluster_id: 'c1',
    engram_version: '0.2.0',
    coordinator: 'node-1',
    nodes: ['node-1', 'node-2', 'node-3'],
    groups: [
      { ...group, group: '_catalog', voters: ['node-1', 'node-2'] },
      { ...group, group: 'orders', voters: ['node-2', 'node-3'] },
    ],
  };
}

function exportsOf(day: number, nodes: readonly string[]): readonly FoundExport[] {
  return nodes.map((node) => ({
    folder: `${day}/${node}/`,
    manifest: composeExport(snapshotOf(day), { node, wallMs: now }),
  }));
}

const ids = (list: readonly { readonly snapshot: string }[]) =>
  list.map(({ snapshot }) => Number(snapshot.slice(13, 15)));

test('a node exports the groups that it votes in, and the manifest reads back', () => {
  const manifest = composeExport(snapshotOf(1), { node: 'node-3', wallMs: now });
  expect(manifest.files.map(({ name }) => name)).toEqual(['orders.jsonl']);
  expect(decodeExport(encodeExport(manifest))).toEqual(manifest);
});

test('a node that was away exports nothing, and nobody waits for its export', () => {
  const snapshot = { ...snapshotOf(1), nodes: ['node-1', 'node-2'] };
  expect(composeExport(snapshot, { node: 'node-3', wallMs: now }).files).toEqual([]);
  expect(absentOf(snapshot)).toEqual(['node-3']);
  const found = ['node-1', 'node-2'].map((node) => ({
    folder: `${node}/`,
    manifest: composeExport(snapshot, { node, wallMs: now }),
  }));
  expect(bySnapshot(found)).toMatchObject([{ missingNodes: [], missingGroups: [] }]);
});

test('a manifest that was cut off, or names a file elsewhere, is none', () => {
  const bytes = encodeExport(composeExport(snapshotOf(1), { node: 'node-3', wallMs: now }));
  expect(decodeExport(bytes.subarray(0, -5))).toBeNull();
  const elsewhere = bytes.toString().replace('orders.jsonl', '../../etc/passwd');
  expect(decodeExport(Buffer.from(elsewhere))).toBeNull();
});

test('a snapshot is restorable when a copy of every group is there, whoever exported it', () => {
  const [whole] = bySnapshot(exportsOf(1, ['node-2']));
  expect(whole).toMatchObject({ missingGroups: [], missingNodes: ['node-1', 'node-3'] });
  const [half] = bySnapshot(exportsOf(1, ['node-1']));
  expect(half).toMatchObject({ missingGroups: ['orders'], missingNodes: ['node-2', 'node-3'] });
});

test('snapshots of two epochs of a cluster are two, although they have the same id', () => {
  const found = exportsOf(1, ['node-1', 'node-2']);
  const [first, second] = found;
  if (first === undefined || second === undefined) throw new Error('two exports');
  const snapshot = { ...second.manifest.snapshot, cluster_epoch: 1 };
  const other = { ...second, manifest: { ...second.manifest, snapshot } };
  expect(
    bySnapshot([first, other])
      .map(({ clusterEpoch }) => clusterEpoch)
      .sort(),
  ).toEqual([0, 1]);
});

test('only what is old and not among the newest may go', () => {
  const snapshots = bySnapshot([1, 5, 10, 28, 29].flatMap((day) => exportsOf(day, ['node-2'])));
  const rule = { keepLast: 2, olderThanMs: 7 * dayMs };
  expect(ids(planPrune(snapshots, rule, now))).toEqual([10, 5, 1]);
  expect(ids(planPrune(snapshots, { ...rule, keepLast: 4 }, now))).toEqual([1]);
  expect(ids(planPrune(snapshots, { ...rule, olderThanMs: 28 * dayMs }, now))).toEqual([1]);
});

test('a snapshot that cannot be restored never takes the place of one that can', () => {
  const snapshots = bySnapshot([...exportsOf(20, ['node-1']), ...exportsOf(10, ['node-2'])]);
  expect(ids(planPrune(snapshots, { keepLast: 1, olderThanMs: dayMs }, now))).toEqual([20]);
});
