import { describe, expect, test } from 'vitest';
import {
  type ArchivedSegment,
  archivedName,
  decodeLogManifest,
  encodeLogManifest,
  gapsIn,
  missingSegments,
  withoutUnneeded,
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
  const there = { segments: [archived(1, 10, 100), archived(11, 15, 50)], pruned_to: 0 };
  const missing = missingSegments(there, [local(1, 100), local(11, 80), local(21, 30, false)]);
  expect(missing.map(({ first }) => first)).toEqual([11, 21]);
});

test('an empty segment is not copied', () => {
  expect(
    missingSegments({ segments: [archived(1, 10, 100)], pruned_to: 0 }, [local(11, 0, false)]),
  ).toEqual([]);
});

test('what was removed as unneeded is not copied again, though the node still has it', () => {
  const there = { segments: [archived(21, 30, 100)], pruned_to: 20 };
  const missing = missingSegments(there, [local(11, 100), local(21, 100), local(31, 5, false)]);
  expect(missing.map(({ first }) => first)).toEqual([31]);
});

describe('segments that no snapshot needs', () => {
  const hour = 3_600_000;
  const lasting = (first: number, last: number, last_ms: number) => ({
    ...archived(first, last, 100),
    last_ms,
  });
  const segments = [
    lasting(1, 10, 2 * hour),
    lasting(11, 20, 3 * hour),
    lasting(21, 30, 5 * hour),
    lasting(31, 40, 6 * hour),
  ];
  const all = { segments, pruned_to: 0 };

  test.each([
    ['end an hour and more before the oldest cut', 5 * hour, [21, 31], 20],
    ['stay within the hour that clocks may be apart', 4 * hour, [11, 21, 31], 10],
    ['are none while a snapshot is older than the log', hour, [1, 11, 21, 31], 0],
    ['are never the newest one', 100 * hour, [31], 30],
  ])('%s', (_, cut, kept, prunedTo) => {
    const after = withoutUnneeded(all, cut);
    expect(after.segments.map(({ first }) => first)).toEqual(kept);
    expect(after.pruned_to).toBe(prunedTo);
  });

  test('are only those at the beginning: one behind them that looks old, by a clock that was set back, stays', () => {
    const setBack = { segments: [...segments, lasting(41, 50, hour)], pruned_to: 0 };
    expect(withoutUnneeded(setBack, 5 * hour).segments.map(({ first }) => first)).toEqual([
      21, 31, 41,
    ]);
  });

  test('leave the mark of an earlier removal where it was, when there are none', () => {
    const later = { segments: segments.slice(1), pruned_to: 10 };
    expect(withoutUnneeded(later, hour)).toEqual(later);
    expect(withoutUnneeded({ segments: [], pruned_to: 0 }, hour)).toEqual({
      segments: [],
      pruned_to: 0,
    });
  });
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
    segments: [archived(11, 20, 100)],
    pruned_to: 10,
  } as const;
  const bytes = encodeLogManifest({ ...manifest, segments: [...manifest.segments] });
  expect(decodeLogManifest(bytes)).toEqual(manifest);
  expect(decodeLogManifest(bytes.subarray(0, -9))).toBeNull();
  const elsewhere = bytes.toString().replace(archivedName(11, 20), '../../etc/passwd');
  expect(decodeLogManifest(Buffer.from(elsewhere))).toBeNull();
});
