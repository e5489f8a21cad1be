/** `engram backup export|verify|list|prune`. */
import { exportManifestName } from '../../backup/export-manifest.ts';
import { bySnapshot, type ExportedSnapshot, planPrune } from '../../backup/exported.ts';
import { loadConfig } from '../../config.ts';
import { StartError } from '../../errors.ts';
import type { BackupPlace } from '../../io/backup-place.ts';
import { createSystemDisk } from '../../io/system-disk.ts';
import type { BackupWork } from './arguments.ts';
import { exportSnapshot } from './export.ts';
import { openPlace } from './place.ts';
import { findExports } from './read-exports.ts';
import { faultsOf } from './verify.ts';

export type BackupOutput = {
  readonly text: string;
  /** False: what was verified cannot be trusted. */
  readonly ok: boolean;
};

export type BackupEdges = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Unix milliseconds. */
  readonly wallMs: number;
};

export async function runBackup(work: BackupWork, edges: BackupEdges): Promise<BackupOutput> {
  const place = await openPlace(work.place);
  switch (work.kind) {
    case 'export':
      return await carryOut(work, place, edges);
    case 'verify':
      return await verify(work, place);
    case 'list': {
      const snapshots = bySnapshot((await findExports(place)).exports);
      return { ok: true, text: work.json ? toJson(snapshots.map(toRow)) : table(snapshots, place) };
    }
    case 'prune':
      return await prune(work, place, edges.wallMs);
  }
}

async function carryOut(
  { snapshot, config: path, json }: Extract<BackupWork, { kind: 'export' }>,
  place: BackupPlace,
  { env, wallMs }: BackupEdges,
): Promise<BackupOutput> {
  const config = await loadConfig({ path, env, flags: {} });
  const order = { snapshot, node: config.nodeId, snapshots: config.storage.snapshots, wallMs };
  const { node_id, files } = await exportSnapshot(order, { disk: createSystemDisk(), place });
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const done = {
    snapshot_id: snapshot,
    node_id,
    destination: place.url,
    files: files.length,
    bytes,
  };
  const sentence = `exported ${files.length} files (${bytes} bytes) of ${snapshot} from ${node_id} to ${place.url}\n`;
  return { ok: true, text: json ? toJson(done) : sentence };
}

/** Nothing found is no success: a mistyped place must not look like a good backup. */
async function verify(
  { snapshot, json }: Extract<BackupWork, { kind: 'verify' }>,
  place: BackupPlace,
): Promise<BackupOutput> {
  const { exports, unreadable } = await findExports(place);
  const wanted = exports.filter(
    ({ manifest }) => snapshot === null || manifest.snapshot.snapshot_id === snapshot,
  );
  if (wanted.length === 0 && unreadable.length === 0) {
    throw new StartError(
      `There is no export${snapshot === null ? '' : ` of \`${snapshot}\``} in \`${place.url}\`.`,
      {
        hint: `list what is there with \`engram backup list --source ${place.url}\``,
      },
    );
  }
  const rows = [];
  for (const found of wanted) {
    const faults = await faultsOf(place, found);
    const { node_id, files, snapshot: of } = found.manifest;
    rows.push({ snapshot_id: of.snapshot_id, node_id, files: files.length, faults });
  }
  const ok = unreadable.length === 0 && rows.every(({ faults }) => faults.length === 0);
  if (json) return { ok, text: toJson({ ok, exports: rows, unreadable }) };
  const lines = rows.flatMap(({ snapshot_id, node_id, files, faults }) =>
    faults.length === 0
      ? [`${snapshot_id} ${node_id}: ${files} files as the cluster wrote them`]
      : faults.map((fault) => `${snapshot_id} ${node_id}: ${fault}`),
  );
  const damaged = unreadable.map((path) => `\`${path}\` is no manifest of an export`);
  return { ok, text: `${[...lines, ...damaged].join('\n')}\n` };
}

async function prune(
  { rule, dryRun, json }: Extract<BackupWork, { kind: 'prune' }>,
  place: BackupPlace,
  wallMs: number,
): Promise<BackupOutput> {
  const snapshots = bySnapshot((await findExports(place)).exports);
  const going = planPrune(snapshots, rule, wallMs);
  if (!dryRun) for (const one of going) await removeExports(place, one);
  const kept = snapshots.filter((one) => !going.includes(one));
  if (json) {
    const ids = (list: readonly ExportedSnapshot[]) => list.map(({ snapshot }) => snapshot);
    return { ok: true, text: toJson({ dry_run: dryRun, removed: ids(going), kept: ids(kept) }) };
  }
  const verb = dryRun ? 'would remove' : 'removed';
  const lines = going.map(({ snapshot, cutMs }) => `${verb} ${snapshot}, cut ${moment(cutMs)}`);
  return { ok: true, text: `${[...lines, `${kept.length} snapshots kept`].join('\n')}\n` };
}

/** The manifest goes first: what a crash leaves behind must not pass for an export. Nothing unknown is touched. */
async function removeExports(place: BackupPlace, { exports }: ExportedSnapshot): Promise<void> {
  for (const { folder, manifest } of exports) {
    await place.remove(`${folder}${exportManifestName}`);
    for (const { name } of manifest.files) await place.remove(`${folder}${name}`);
  }
}

function toRow(one: ExportedSnapshot) {
  return {
    snapshot_id: one.snapshot,
    timestamp: one.cutMs / 1_000,
    cluster_epoch: one.clusterEpoch,
    nodes: one.exports.map(({ manifest }) => manifest.node_id).sort(),
    missing_nodes: one.missingNodes,
    missing_groups: one.missingGroups,
    restorable: one.missingGroups.length === 0,
  };
}

function table(snapshots: readonly ExportedSnapshot[], place: BackupPlace): string {
  if (snapshots.length === 0) return `There are no exports in ${place.url}\n`;
  const rows = snapshots.map((one) => {
    const { nodes, missing_nodes: missing, restorable } = toRow(one);
    const without = missing.length === 0 ? '' : `, not from ${missing.join(', ')}`;
    const state = restorable ? 'restorable' : 'incomplete';
    return `${one.snapshot}  ${moment(one.cutMs)}  ${state}  from ${nodes.join(', ')}${without}`;
  });
  return `${rows.join('\n')}\n`;
}

function moment(wallMs: number): string {
  return new Date(wallMs).toISOString();
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
