/** `engram wal-backup`: copies what the archive does not have yet, then says so in its manifest. */
import {
  type Archived,
  type ArchivedSegment,
  decodeLogManifest,
  encodeLogManifest,
  gapsIn,
  type LogGap,
  type LogManifest,
  logManifestName,
  missingSegments,
  withoutUnneeded,
} from '../../backup/log-archive.ts';
import { loadConfig } from '../../config.ts';
import { StartError } from '../../errors.ts';
import type { BackupPlace } from '../../io/backup-place.ts';
import type { Disk } from '../../io/disk.ts';
import { createSystemDisk } from '../../io/system-disk.ts';
import { clusterEpochText } from '../../model/cluster-epoch.ts';
import { dataFolder } from '../../node/data-folder.ts';
import { readIdentity } from '../../node/identity.ts';
import { openPlace } from '../backup/place.ts';
import { readAll } from '../backup/read-exports.ts';
import type { BackupEdges, BackupOutput } from '../backup/run.ts';
import { momentText } from '../moment.ts';
import type { WalBackupWork } from './arguments.ts';
import { neededCut } from './needed-cut.ts';
import { listSegments, readSegment } from './segments.ts';

export async function runWalBackup(work: WalBackupWork, edges: BackupEdges): Promise<BackupOutput> {
  const { env, wallMs } = edges;
  const { root, snapshots } = await placesOf(work, env);
  const disk = createSystemDisk();
  const place = await openPlace(work.to);
  const identity = await readIdentity(disk, root);
  if (identity === null || identity.logId === null) {
    throw new StartError(
      `\`${root}\` has no log with a name, expected the data folder of a node.`,
      {
        hint: 'start the node once with this version, or give its folder with `--data-dir`',
      },
    );
  }
  const { nodeId: node_id, logId: log_id } = identity;
  const folder = `${node_id}/${log_id}/`;
  const before = await readManifest(place, folder);
  // What is written from now on may be in it or not; what was written before is.
  const manifest = { node_id, log_id, through_ms: wallMs } as const;
  const there = { segments: before?.segments ?? [], pruned_to: before?.pruned_to ?? 0 };
  const copied = await copyNew(there, { disk, place, root, folder });
  const all = { segments: [...copied.segments], pruned_to: there.pruned_to };
  const write = async (archived: Archived): Promise<void> =>
    await writeManifest(place, folder, {
      format: 'engram-wal-archive',
      version: 1,
      ...manifest,
      cluster_epoch: clusterEpochText(identity.clusterEpoch),
      pruned_to: archived.pruned_to,
      segments: [...archived.segments],
    });
  await write(all);
  for (const name of copied.replaced) await place.remove(`${folder}${name}`);
  const needed = await neededCut(work.pruneFor, { disk, snapshots, wallMs });
  const after = needed.kind === 'from' ? withoutUnneeded(all, needed.cutMs) : all;
  const pruned = all.segments.filter((segment) => !after.segments.includes(segment));
  if (pruned.length > 0) {
    // First the manifest: files that are left behind by a crash are in nobody's way, files that are missing would be.
    await write(after);
    for (const { name } of pruned) await place.remove(`${folder}${name}`);
  }
  const { written } = copied;
  const unused = needed.kind === 'all' ? needed.withoutSnapshots : [];
  return report(work, place, { there, after, written, pruned, unused, folder, throughMs: wallMs });
}

type Copying = {
  readonly disk: Disk;
  readonly place: BackupPlace;
  readonly root: string;
  readonly folder: string;
};

type Copied = {
  /** All that belong to the archive now, by rising record. */
  readonly segments: readonly ArchivedSegment[];
  readonly written: readonly ArchivedSegment[];
  /** Names of files that longer ones have taken the place of. */
  readonly replaced: readonly string[];
};

/** A folder that is named has its snapshots where a node without a configuration puts them; only pruning asks for them. */
async function placesOf(
  { dataDir, config: path }: WalBackupWork,
  env: BackupEdges['env'],
): Promise<{ readonly root: string; readonly snapshots: string }> {
  if (dataDir !== null) return { root: dataDir, snapshots: `${dataDir}/snapshots` };
  const { dataRoot, storage } = await loadConfig({ path, env, flags: {} });
  return { root: dataRoot, snapshots: storage.snapshots };
}

async function copyNew(
  archived: Archived,
  { disk, place, root, folder }: Copying,
): Promise<Copied> {
  const local = dataFolder(root);
  const segments = new Map(archived.segments.map((segment) => [segment.first, segment]));
  const written: ArchivedSegment[] = [];
  const replaced: string[] = [];
  for (const wanted of missingSegments(archived, await listSegments(disk, local))) {
    const read = await readSegment(disk, local, wanted);
    const there = segments.get(wanted.first);
    if (read === null || read.entry.sha256 === there?.sha256) continue;
    const { entry, bytes } = read;
    await place.write(`${folder}${entry.name}`, once(bytes));
    segments.set(entry.first, entry);
    written.push(entry);
    if (there !== undefined && there.name !== entry.name) replaced.push(there.name);
  }
  const sorted = [...segments.values()].sort((left, right) => left.first - right.first);
  return { segments: sorted, written, replaced };
}

async function readManifest(place: BackupPlace, folder: string): Promise<LogManifest | null> {
  const path = `${folder}${logManifestName}`;
  if (!(await place.list()).includes(path)) return null;
  const manifest = decodeLogManifest(await readAll(place, path));
  if (manifest !== null) return manifest;
  throw new StartError(
    `Unexpected content of \`${path}\` in \`${place.url}\`, expected the manifest of an archived log.`,
    { hint: 'move that folder away: the log is copied anew as far as the node still has it' },
  );
}

async function writeManifest(
  place: BackupPlace,
  folder: string,
  manifest: LogManifest,
): Promise<void> {
  await place.write(`${folder}${logManifestName}`, once(encodeLogManifest(manifest)));
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

type Done = {
  readonly there: Archived;
  readonly after: Archived;
  readonly written: readonly ArchivedSegment[];
  readonly pruned: readonly ArchivedSegment[];
  /** Places of `--prune-for` without a snapshot, because of which all of the log stays. */
  readonly unused: readonly string[];
  readonly folder: string;
  readonly throughMs: number;
};

/** A gap that is new is a failure: whoever watches the job has to hear of it once, and then a snapshot ends it. */
function report(
  { json }: WalBackupWork,
  place: BackupPlace,
  { there, after, written, pruned, unused, folder, throughMs }: Done,
): BackupOutput {
  const known = gapsIn(there.segments);
  const gaps = gapsIn(after.segments);
  const isNew = ({ after }: LogGap): boolean => known.every((gap) => gap.after !== after);
  const ok = !gaps.some(isNew);
  const bytes = written.reduce((sum, segment) => sum + segment.bytes, 0);
  const last = after.segments.at(-1)?.last ?? 0;
  const archive = `${place.url}/${folder}`;
  if (json) {
    const counts = {
      segments: after.segments.length,
      copied: written.length,
      bytes,
      pruned: pruned.length,
    };
    const about = { ok, archive, ...counts, last_record: last, through: momentText(throughMs) };
    const without = { without_snapshots: unused };
    return { ok, text: `${JSON.stringify({ ...about, ...without, gaps }, null, 2)}\n` };
  }
  const lines = [
    `copied ${written.length} segments (${bytes} bytes) to ${archive}, complete to record ${last}, ${momentText(throughMs)}`,
    ...(pruned.length === 0
      ? []
      : [
          `removed ${pruned.length} segments that no snapshot needs, up to record ${after.pruned_to}`,
        ]),
    ...unused.map((url) => `removed nothing: there is no snapshot in ${url}`),
    ...gaps.map(
      ({ after, before: next }) =>
        `records ${after + 1} to ${next - 1} were gone before they were copied: take a new snapshot, and raise \`backup.wal_archive_keep\``,
    ),
  ];
  return { ok, text: `${lines.join('\n')}\n` };
}
