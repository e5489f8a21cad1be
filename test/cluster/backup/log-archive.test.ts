import { expect, test } from 'vitest';
import {
  type ArchivedSegment,
  archivedName,
  decodeLogManifest,
  encodeLogManifest,
  gapsIn,
  missingSegments,
} from '../../../cluster/backup/log-archive.ts';

function archived(first: number, last: number, bytes: number): ArchivedSegment {
  const sha256 = 'a'.repeat(64);
  return { name: archivedName(first, last), first, last, bytes, sha256, first_ms: 1, last_ms: 2 };
}

const local = (first: number, bytes: number, closed = true) => ({
  path: `/data/wal/${first}`,
  first,
  bytes,
  closed,
});

test('what is there in the same length stays; the rest is copied, also the part that is still written', () => {
  const there = [archived(1, 10, 100), archived(11, 15, 50)];
  const missing = missingSegments(there, [local(1, 100), local(11, 80), local(21, 30, false)]);
  expect(missing.map(({ first }) => first)).toEqual([11, 21]);
});

test('an empty segment is not copied', () => {
  expect(missingSegments([archived(1, 10, 100)], [local(11, 0, false)])).toEqual([]);
});

test('records that went before they were copied are a gap', () => {
  const segments = [archived(1, 10, 1), archived(11, 20, 1), archived(31, 40, 1)];
  expect(gapsIn(segments)).toEqual([{ after: 20, before: 31 }]);
  expect(gapsIn([])).toEqual([]);
});

test('a manifest reads back; one that was cut off, or names a file elsewhere, is none', () => {
  const manifest = {
    format: 'engram-wal-archive',
    version: 1,
    node_id: 'node-1',
    log_id: '0123456789ab',
    cluster_epoch: '0',
    through_ms: 5,
    segments: [archived(1, 10, 100)],
  } as const;
  const bytes = encodeLogManifest({ ...manifest, segments: [...manifest.segments] });
  expect(decodeLogManifest(bytes)).toEqual(manifest);
  expect(decodeLogManifest(bytes.subarray(0, -9))).toBeNull();
  const elsewhere = bytes.toString().replace(archivedName(1, 10), '../../etc/passwd');
  expect(decodeLogManifest(Buffer.from(elsewhere))).toBeNull();
});
