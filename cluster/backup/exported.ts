/** Exports seen together: which snapshots are whole, and which may go. Pure. */
import type { ExportManifest } from './export-manifest.ts';
import { holdersOf } from './manifest.ts';

/** An export and the folder that it is in, relative to where was looked; `''` is that place itself. */
export type FoundExport = { readonly folder: string; readonly manifest: ExportManifest };

export type ExportedSnapshot = {
  readonly snapshot: string;
  /** Hybrid time of the cut, Unix milliseconds. */
  readonly cutMs: number;
  readonly clusterEpoch: number;
  readonly exports: readonly FoundExport[];
  /** Groups of which nobody's copy is here. Empty: the cluster can be restored from this. */
  readonly missingGroups: readonly string[];
  /** Nodes that hold files of it and have not exported them. */
  readonly missingNodes: readonly string[];
};

/** By snapshot, newest first. Cuts decide the order, not the moments of the exports. */
export function bySnapshot(found: readonly FoundExport[]): readonly ExportedSnapshot[] {
  const groups = Map.groupBy(found, ({ manifest }) => keyOf(manifest));
  return [...groups.values()]
    .map(describe)
    .sort((left, right) => right.cutMs - left.cutMs || (left.snapshot < right.snapshot ? 1 : -1));
}

/** Exports of different clusters may carry the same id. */
function keyOf({ snapshot }: ExportManifest): string {
  return `${snapshot.snapshot_id} ${snapshot.cluster_id} ${snapshot.cluster_epoch}`;
}

function describe(exports: readonly FoundExport[]): ExportedSnapshot {
  const manifests = exports.map(({ manifest }) => manifest);
  const snapshot = manifests[0]?.snapshot;
  if (snapshot === undefined) throw new Error('Expected at least one export.');
  const here = new Set(manifests.flatMap(({ files }) => files.map(({ group }) => group)));
  const nodes = new Set(manifests.map(({ node_id }) => node_id));
  const holders = new Set(snapshot.groups.flatMap((group) => holdersOf(snapshot, group)));
  return {
    snapshot: snapshot.snapshot_id,
    cutMs: snapshot.time.wallMs,
    clusterEpoch: snapshot.cluster_epoch,
    exports,
    missingGroups: snapshot.groups.map(({ group }) => group).filter((group) => !here.has(group)),
    missingNodes: [...holders].filter((node) => !nodes.has(node)).sort(),
  };
}

export type PruneRule = {
  /** So many of the newest snapshots that can be restored always stay, whatever their age. At least 1. */
  readonly keepLast: number;
  /** Only a snapshot whose cut is older may go, milliseconds. */
  readonly olderThanMs: number;
};

/** What may go: old, and not among the newest that can be restored. Half an export never counts as one that is kept. */
export function planPrune(
  snapshots: readonly ExportedSnapshot[],
  { keepLast, olderThanMs }: PruneRule,
  wallMs: number,
): readonly ExportedSnapshot[] {
  const whole = snapshots.filter(({ missingGroups }) => missingGroups.length === 0);
  const kept = new Set(whole.slice(0, keepLast));
  return snapshots.filter((one) => !kept.has(one) && one.cutMs < wallMs - olderThanMs);
}
