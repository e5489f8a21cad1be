/** `engram wal-replay`. */
import { readCheckpoint } from '../../backup/checkpoint.ts';
import type { GroupImage } from '../../backup/image.ts';
import type { ReplayedGroup } from '../../backup/replay.ts';
import { type RestoredRecord, recoveryOf } from '../../backup/restored.ts';
import { loadConfig } from '../../config.ts';
import { StartError } from '../../errors.ts';
import { createSystemDisk } from '../../io/system-disk.ts';
import { dataFolder } from '../../node/data-folder.ts';
import { openPlace } from '../backup/place.ts';
import type { BackupEdges, BackupOutput } from '../backup/run.ts';
import { momentText } from '../moment.ts';
import { giveToOwner, inspectDataRoot, requireStopped } from '../restore/data-root.ts';
import { renameGroups } from '../restore/rename.ts';
import { groupsUntil } from '../restore/replay.ts';
import { toImage, writeFolder } from '../restore/write-folder.ts';
import type { WalReplayWork } from './arguments.ts';
import { surveyLogs } from './survey.ts';

export async function runWalReplay(work: WalReplayWork, edges: BackupEdges): Promise<BackupOutput> {
  if (!work.dryRun) return await apply(work, edges);
  const rows = await surveyLogs(await openPlace(work.archive), work);
  if (work.json) return { ok: true, text: `${JSON.stringify(rows, null, 2)}\n` };
  const lines = rows.map(
    ({ node_id, group, entries, first_sequence, last_sequence, first_at, last_at }) =>
      `${node_id}  ${group}  ${entries} entries, sequence ${first_sequence} to ${last_sequence}, ${first_at} to ${last_at}`,
  );
  const none = `nothing in the archive between ${work.fromMs === null ? 'its beginning' : momentText(work.fromMs)} and ${momentText(work.toMs)}`;
  return { ok: true, text: `${lines.length === 0 ? none : lines.join('\n')}\n` };
}

async function apply(work: WalReplayWork, { env, wallMs }: BackupEdges): Promise<BackupOutput> {
  const config = await loadConfig({ path: work.config, env, flags: {} });
  const disk = createSystemDisk();
  const root = await inspectDataRoot(disk, config.dataRoot, config.nodeId);
  const { fresh } = root;
  if (fresh === null) {
    throw new StartError(
      `\`${root.path}\` was not restored, or a node has started with it since, expected a folder fresh from \`engram restore\`.`,
      { hint: 'look at what there is with `--dry-run`, or use `engram restore --until`' },
    );
  }
  const { snapshot } = fresh;
  if (work.fromMs !== null && work.fromMs > snapshot.time.wallMs) {
    throw new StartError(
      `Unexpected beginning ${momentText(work.fromMs)}, expected the cut of \`${snapshot.snapshot_id}\` at ${momentText(snapshot.time.wallMs)} or before: what lies between would be missing.`,
    );
  }
  const all = await groupsUntil(snapshot, await openPlace(work.archive), work.toMs);
  const renames = new Map(Object.entries(fresh.renamed ?? {}));
  const groups = renameGroups(all, renames).filter(({ copiesAtEnd }) =>
    copiesAtEnd.voters.includes(config.nodeId),
  );
  const checkpoint = await readCheckpoint(disk, dataFolder(root.path).checkpoints);
  const images = groups.map((group) => toImage(group, atCut(group, checkpoint?.images ?? [])));
  const record: RestoredRecord = {
    ...fresh,
    until_ms: work.toMs,
    recovery: recoveryOf({ snapshot, untilMs: work.toMs, renames }),
    restored_at_ms: wallMs,
  };
  await requireStopped(disk, root.path);
  // In place: what an interruption leaves is a restored folder into which the same can be replayed again.
  const incarnation = root.identity?.incarnation ?? 0;
  await writeFolder(disk, root.path, { record, incarnation, images });
  await giveToOwner(root, root.path);
  return report(work, groups, record);
}

function atCut(group: ReplayedGroup, images: readonly GroupImage[]): GroupImage | null {
  if (group.position.sequence === 0) return null;
  const image = images.find((candidate) => candidate.group === group.group);
  if (image !== undefined) return image;
  throw new StartError(`\`${group.group}\` came to this node after the snapshot.`, {
    hint: 'use `engram restore --until`, which reads its state from the export of another node',
  });
}

function report(
  { json, toMs }: WalReplayWork,
  groups: readonly ReplayedGroup[],
  { node_id }: RestoredRecord,
): BackupOutput {
  const rows = groups.map(({ group, entries }) => ({ group, replayed: entries.length }));
  const to = momentText(toMs);
  if (json)
    return { ok: true, text: `${JSON.stringify({ node_id, to, groups: rows }, null, 2)}\n` };
  const lines = rows.map(({ group, replayed }) => `  ${group}: ${replayed} entries replayed`);
  const head = `${node_id} replayed to ${to}`;
  const next = 'replay on all nodes of the cluster before you start the first';
  return { ok: true, text: `${[head, ...lines, next].join('\n')}\n` };
}
