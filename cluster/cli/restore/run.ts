/** `engram restore`. */
import type { ReplayedGroup } from '../../backup/replay.ts';
import { nextEpoch, type RestoredRecord } from '../../backup/restored.ts';
import { loadConfig } from '../../config.ts';
import { StartError } from '../../errors.ts';
import type { BackupPlace } from '../../io/backup-place.ts';
import { createSystemDisk } from '../../io/system-disk.ts';
import { clusterEpochText } from '../../model/cluster-epoch.ts';
import { catalogGroup } from '../../model/ids.ts';
import { openPlace } from '../backup/place.ts';
import type { BackupEdges, BackupOutput } from '../backup/run.ts';
import { momentText } from '../moment.ts';
import type { RestoreWork } from './arguments.ts';
import {
  buildingPath,
  type DataRoot,
  giveToOwner,
  inspectDataRoot,
  removeUnfinished,
  switchDataRoot,
} from './data-root.ts';
import { type FoundSnapshot, findSnapshot, readGroup } from './find-snapshot.ts';
import { type Renames, renameGroups, renameImage, requireRenames } from './rename.ts';
import { groupsAtCut, groupsUntil } from './replay.ts';
import { toImage, writeFolder } from './write-folder.ts';

export async function runRestore(work: RestoreWork, edges: BackupEdges): Promise<BackupOutput> {
  const config = await loadConfig({ path: work.config, env: edges.env, flags: {} });
  const disk = createSystemDisk();
  const node = config.nodeId;
  const root = await inspectDataRoot(disk, config.dataRoot, node);
  const place = await openPlace(work.source);
  const found = await findSnapshot(place, work.snapshot);
  const wanted = await wantedGroups(work, found);
  await requireNames(work, place, found, wanted);
  const groups = ownGroups(renameGroups(wanted, work.renames), node, found);
  const record = composeRecord(work, found, { node, root, wallMs: edges.wallMs });
  if (isDone(root, record)) return report(work, { record, groups, state: 'already', aside: null });
  // Read before anything is said to be possible, in a dry run as well.
  const images = await readImages(place, found, { groups, renames: work.renames });
  if (work.dryRun) return report(work, { record, groups, state: 'would', aside: null });
  await removeUnfinished(root.path);
  const incarnation = root.identity?.incarnation ?? 0;
  await writeFolder(disk, buildingPath(root.path), { record, incarnation, images });
  await giveToOwner(root, buildingPath(root.path));
  const aside = await switchDataRoot(disk, root, edges.wallMs);
  return report(work, { record, groups, state: 'done', aside });
}

/** Reads the catalog only where it is asked for. */
async function requireNames(
  { renames }: RestoreWork,
  place: BackupPlace,
  found: FoundSnapshot,
  groups: readonly ReplayedGroup[],
): Promise<void> {
  if (renames.size === 0) return;
  const { state } = await readGroup(place, found, catalogGroup);
  requireRenames(renames, groups, state);
}

async function wantedGroups(
  { until }: RestoreWork,
  { snapshot }: FoundSnapshot,
): Promise<readonly ReplayedGroup[]> {
  if (until === null) return groupsAtCut(snapshot);
  return await groupsUntil(snapshot, await openPlace(until.archive), until.ms);
}

/** Those that this node votes in: learners get theirs from the primary. */
function ownGroups(
  groups: readonly ReplayedGroup[],
  node: string,
  { snapshot }: FoundSnapshot,
): readonly ReplayedGroup[] {
  const own = groups.filter(({ copiesAtEnd }) => copiesAtEnd.voters.includes(node));
  if (own.length > 0) return own;
  const holders = new Set(groups.flatMap(({ copiesAtEnd }) => copiesAtEnd.voters));
  throw new StartError(
    `\`${node}\` holds nothing of \`${snapshot.snapshot_id}\`, expected one of ${[...holders].sort().join(', ')}.`,
    {
      hint: 'say `--rename OLD=NEW` on every node if this one takes the place of another, or let it join the restored cluster with an empty data folder',
    },
  );
}

async function readImages(
  place: BackupPlace,
  found: FoundSnapshot,
  { groups, renames }: { readonly groups: readonly ReplayedGroup[]; readonly renames: Renames },
) {
  const images = [];
  for (const group of groups) {
    const atCut = group.position.sequence === 0 ? null : await readGroup(place, found, group.group);
    images.push(toImage(group, atCut === null ? null : renameImage(atCut, renames)));
  }
  return images;
}

type About = { readonly node: string; readonly root: DataRoot; readonly wallMs: number };

function composeRecord(
  { until, clusterEpoch, renames }: RestoreWork,
  { snapshot }: FoundSnapshot,
  { node, root, wallMs }: About,
): RestoredRecord {
  const previous = root.fresh?.previous_epoch ?? root.identity?.clusterEpoch.number ?? 0;
  const untilMs = until?.ms ?? null;
  const epoch = nextEpoch({ snapshot, untilMs, renames, previous, wanted: clusterEpoch });
  if (typeof epoch === 'string') throw new StartError(epoch);
  return {
    format: 'engram-restored',
    version: 1,
    node_id: node,
    until_ms: untilMs,
    previous_epoch: previous,
    cluster_epoch: epoch.number,
    recovery: epoch.recovery,
    restored_at_ms: wallMs,
    ...(renames.size === 0 ? {} : { renamed: Object.fromEntries(renames) }),
    snapshot,
  };
}

function isDone({ fresh }: DataRoot, record: RestoredRecord): boolean {
  return fresh?.recovery === record.recovery && fresh.cluster_epoch === record.cluster_epoch;
}

type Report = {
  readonly record: RestoredRecord;
  readonly groups: readonly ReplayedGroup[];
  readonly state: 'done' | 'would' | 'already';
  readonly aside: string | null;
};

function report({ json }: RestoreWork, { record, groups, state, aside }: Report): BackupOutput {
  const { node_id, snapshot, until_ms: untilMs, cluster_epoch: number, recovery } = record;
  const moment = momentText(untilMs ?? snapshot.time.wallMs);
  const epoch = clusterEpochText({ number, recovery });
  const spaces = groups.map(({ group, position, entries }) => ({
    group,
    snapshot_sequence: position.sequence,
    replayed: entries.length,
    last_sequence: entries.at(-1)?.sequence ?? position.sequence,
  }));
  if (json) {
    const about = { snapshot_id: snapshot.snapshot_id, restored_to: moment, cluster_epoch: number };
    const rows = { recovery, groups: spaces, moved_aside: aside };
    return {
      ok: true,
      text: `${JSON.stringify({ state, node_id, ...about, ...rows }, null, 2)}\n`,
    };
  }
  const verb = { done: 'restored', would: 'would restore', already: 'is restored already' }[state];
  const lines = [
    `${node_id} ${verb} to ${moment} from ${snapshot.snapshot_id}, cluster epoch ${epoch}`,
    ...spaces.map(
      (row) =>
        `  ${row.group}: sequence ${row.snapshot_sequence} of the snapshot, ${row.replayed} entries replayed`,
    ),
    ...(aside === null ? [] : [`the data of before is in ${aside}`]),
    ...(state === 'would' ? [] : ['restore all nodes of the cluster before you start the first']),
  ];
  return { ok: true, text: `${lines.join('\n')}\n` };
}
