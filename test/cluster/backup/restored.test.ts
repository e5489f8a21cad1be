import { expect, test } from 'vitest';
import type { SnapshotManifest } from '../../../cluster/backup/manifest.ts';
import {
  decodeRestored,
  encodeRestored,
  nextEpoch,
  recoveryOf,
} from '../../../cluster/backup/restored.ts';

const snapshot: SnapshotManifest = {
  format: 'engram-snapshot',
  version: 1,
  snapshot_id: 'snap_2026_06_01_00_00_00',
  description: null,
  time: { wallMs: 1_000, counter: 0 },
  cluster_epoch: 0,
  cluster_id: 'c1',
  engram_version: '0.2.0',
  coordinator: 'node-1',
  nodes: ['node-1'],
  groups: [],
};
const renames = (...pairs: readonly string[]): ReadonlyMap<string, string> =>
  new Map(pairs.map((pair) => pair.split('=') as [string, string]));
const order = { snapshot, untilMs: null, renames: new Map(), previous: 0, wanted: null };

test('a recovery raises the epoch above everything that was before', () => {
  expect(nextEpoch(order)).toMatchObject({ number: 1 });
  expect(nextEpoch({ ...order, previous: 4 })).toMatchObject({ number: 5 });
  expect(nextEpoch({ ...order, snapshot: { ...snapshot, cluster_epoch: 7 } })).toMatchObject({
    number: 8,
  });
});

test('a node that lost its data can be told the epoch of the others, and no used one', () => {
  expect(nextEpoch({ ...order, wanted: 3 })).toMatchObject({ number: 3 });
  expect(nextEpoch({ ...order, previous: 3, wanted: 3 })).toContain('expected `4`');
});

test('nodes restored from one snapshot to one time agree, all others do not', () => {
  const same = { snapshot, untilMs: 5, renames: renames('a=b', 'c=d') };
  expect(recoveryOf(same)).toBe(
    recoveryOf({ ...same, snapshot: { ...snapshot }, renames: renames('c=d', 'a=b') }),
  );
  const others = [
    same,
    { ...same, untilMs: null },
    { ...same, untilMs: 6 },
    { ...same, snapshot: { ...snapshot, cluster_id: 'c2' } },
    { ...same, renames: new Map() },
    { ...same, renames: renames('a=d', 'c=b') },
  ];
  expect(new Set(others.map(recoveryOf)).size).toBe(6);
});

test('the record of a restore reads back, and half of one is none', () => {
  const record = {
    format: 'engram-restored',
    version: 1,
    node_id: 'node-1',
    until_ms: 5,
    previous_epoch: 0,
    cluster_epoch: 1,
    recovery: recoveryOf({ snapshot, untilMs: 5, renames: new Map() }),
    restored_at_ms: 9,
    snapshot,
  } as const;
  expect(decodeRestored(encodeRestored(record))).toEqual(record);
  expect(decodeRestored(encodeRestored(record).subarray(0, 40))).toBeNull();
});
