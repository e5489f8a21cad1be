/** Reads the archived logs of all nodes: what each has of every group behind the cut of a snapshot. */
import { createHash } from 'node:crypto';
import {
  type ArchivedSegment,
  clockToleranceMs,
  decodeLogManifest,
  gapsIn,
  type LogManifest,
  logManifestName,
} from '../../backup/log-archive.ts';
import type { SnapshotManifest } from '../../backup/manifest.ts';
import { type NodeTails, TailReader } from '../../backup/replay.ts';
import { StartError } from '../../errors.ts';
import type { BackupPlace } from '../../io/backup-place.ts';
import { parseClusterEpoch } from '../../model/cluster-epoch.ts';
import { readRecord } from '../../replication/record.ts';
import { decodeRecord } from '../../wal/record.ts';
import { readAll } from '../backup/read-exports.ts';

export type FoundLog = { readonly folder: string; readonly manifest: LogManifest };

/** All logs of a place; fails on a manifest that cannot be read, because it may be the one that matters. */
export async function findLogs(place: BackupPlace): Promise<readonly FoundLog[]> {
  const logs: FoundLog[] = [];
  for (const path of await place.list()) {
    if (path !== logManifestName && !path.endsWith(`/${logManifestName}`)) continue;
    const manifest = decodeLogManifest(await readAll(place, path));
    if (manifest === null) {
      throw new StartError(
        `Unexpected content of \`${path}\` in \`${place.url}\`, expected the manifest of an archived log.`,
      );
    }
    logs.push({ folder: path.slice(0, -logManifestName.length), manifest });
  }
  return logs;
}

/** What the logs of the snapshot's epoch have behind its cut, with stamps up to `untilMs`. */
export async function readTails(
  place: BackupPlace,
  snapshot: SnapshotManifest,
  untilMs: number,
): Promise<readonly NodeTails[]> {
  const cuts = new Map(
    snapshot.groups.map(({ group, epoch, sequence }) => [group, { epoch, sequence }] as const),
  );
  const tails: NodeTails[] = [];
  for (const { folder, manifest } of await findLogs(place)) {
    const epoch = parseClusterEpoch(manifest.cluster_epoch);
    if (epoch?.number !== snapshot.cluster_epoch) continue;
    const reader = new TailReader(cuts, untilMs);
    const segments = manifest.segments.filter(
      ({ first_ms, last_ms }) =>
        last_ms >= snapshot.time.wallMs - clockToleranceMs &&
        first_ms <= untilMs + clockToleranceMs,
    );
    const gaps = new Set(gapsIn(segments).map(({ before }) => before));
    for (const segment of segments) {
      if (gaps.has(segment.first)) reader.gap();
      for await (const { type, payload } of readArchived(place, folder, segment)) {
        const record = readRecord(type, payload);
        if (record !== null) reader.add(record);
      }
    }
    const { node_id: node, through_ms: throughMs } = manifest;
    const begins = manifest.segments[0]?.first_ms ?? 0;
    const isPruned = manifest.pruned_to > 0 && begins > snapshot.time.wallMs;
    tails.push({ node, throughMs, isPruned, tails: reader.tails() });
  }
  return tails;
}

type ArchivedRecord = {
  readonly sequence: number;
  readonly type: number;
  readonly payload: Uint8Array;
};

/** The records of one archived segment; fails unless every byte of it is as it was written. */
export async function* readArchived(
  place: BackupPlace,
  folder: string,
  { name, sha256, first, last }: ArchivedSegment,
): AsyncGenerator<ArchivedRecord> {
  const path = `${folder}${name}`;
  const bytes = await readAll(place, path);
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
    throw new StartError(
      `\`${path}\` in \`${place.url}\` has another checksum than its manifest.`,
      {
        hint: 'restore to a moment before it, or use the archives of the other nodes: remove this folder from the place',
      },
    );
  }
  let expected = first;
  for (let offset = 0; offset < bytes.length; expected += 1) {
    const decoded = decodeRecord(bytes, offset);
    if (decoded.kind !== 'record' || decoded.record.sequence !== expected) {
      throw new StartError(`\`${path}\` in \`${place.url}\` is damaged at byte ${offset}.`);
    }
    offset += decoded.bytes;
    yield decoded.record;
  }
  if (expected === last + 1) return;
  throw new StartError(`\`${path}\` in \`${place.url}\` ends before its record ${last}.`);
}
