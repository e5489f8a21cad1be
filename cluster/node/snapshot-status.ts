/** How a snapshot is, from what the nodes say about it: pure. */
import type { SnapshotRun, SnapshotView } from '../api/internal-snapshot.ts';
import { absentOf, decodeManifest, hashOf, type SnapshotManifest } from '../backup/manifest.ts';
import { compareIds, type NodeId } from '../model/ids.ts';

export type SnapshotStatus = {
  readonly snapshot: string;
  readonly status: 'in_progress' | 'complete' | 'failed';
  readonly reason: string | null;
  /** Unix seconds. */
  readonly timestamp: number;
  readonly description: string | null;
  readonly nodes: readonly NodeId[];
  readonly completed: readonly NodeId[];
  /** Nodes that hold copies and were away; empty until it is complete. */
  readonly absent: readonly NodeId[];
  readonly perNode: readonly {
    readonly node: NodeId;
    readonly status: 'in_progress' | 'complete' | 'missing' | 'unreachable';
  }[];
  readonly manifest: SnapshotManifest | null;
  readonly manifestSha256: string | null;
};

export type SnapshotViews = {
  readonly views: ReadonlyMap<NodeId, readonly SnapshotView[]>;
  readonly unanswered: readonly NodeId[];
};

/** All snapshots that anybody knows, newest first. */
export function allStatuses(said: SnapshotViews): readonly SnapshotStatus[] {
  const ids = new Set([...said.views.values()].flat().map(({ snapshot }) => snapshot));
  return [...ids]
    .map((id) => statusOf(id, said))
    .filter((status) => status !== null)
    .sort(
      (left, right) =>
        right.timestamp - left.timestamp || compareIds(right.snapshot, left.snapshot),
    );
}

/** Null if no node knows it. */
export function statusOf(snapshot: string, said: SnapshotViews): SnapshotStatus | null {
  const views = [...said.views].flatMap(([node, list]) =>
    list.filter((view) => view.snapshot === snapshot).map((view) => ({ node, view })),
  );
  if (views.length === 0) return null;
  const run = views.find(({ view }) => view.run !== null)?.view.run ?? null;
  // While its maker still hands the manifest out, some nodes have it and others do not.
  if (run?.status === 'in_progress') return runStatus(snapshot, run);
  const complete = views.find(({ view }) => view.manifest !== null);
  const text = complete?.view.manifest ?? null;
  const manifest = text === null ? null : decodeManifest(Buffer.from(text));
  if (text !== null && manifest !== null) return completeStatus(manifest, text, views, said);
  return run === null ? orphanStatus(snapshot, views, said) : runStatus(snapshot, run);
}

type Viewed = readonly { readonly node: NodeId; readonly view: SnapshotView }[];

function completeStatus(
  manifest: SnapshotManifest,
  text: string,
  views: Viewed,
  { unanswered }: SnapshotViews,
): SnapshotStatus {
  const { nodes } = manifest;
  const perNode = nodes.map((node) => {
    const has = views.some((row) => row.node === node && row.view.manifest === text);
    if (has) return { node, status: 'complete' as const };
    const isSilent = unanswered.includes(node) || !views.some((row) => row.node === node);
    return { node, status: isSilent ? ('unreachable' as const) : ('missing' as const) };
  });
  return {
    snapshot: manifest.snapshot_id,
    status: 'complete',
    reason: null,
    timestamp: manifest.time.wallMs / 1_000,
    description: manifest.description,
    nodes,
    // That it is complete was true when the manifest was written; who still has it stands in `perNode`.
    completed: nodes,
    absent: absentOf(manifest),
    perNode,
    manifest,
    manifestSha256: hashOf(Buffer.from(text)),
  };
}

function runStatus(snapshot: string, run: SnapshotRun): SnapshotStatus {
  const { status, reason, description, nodes, completed } = run;
  return {
    snapshot,
    status,
    reason,
    timestamp: run.time === null ? momentOf(snapshot) : run.time.wallMs / 1_000,
    description,
    nodes,
    completed,
    absent: [],
    perNode: nodes.map((node) => ({
      node,
      status: completed.includes(node) ? ('complete' as const) : ('in_progress' as const),
    })),
    manifest: null,
    manifestSha256: null,
  };
}

/** There are parts and nobody makes a snapshot of them: its coordinator is away, or was lost in the middle. */
function orphanStatus(
  snapshot: string,
  views: Viewed,
  { unanswered }: SnapshotViews,
): SnapshotStatus {
  const nodes = views.map(({ node }) => node).sort(compareIds);
  const isLost = unanswered.length === 0;
  return {
    snapshot,
    status: isLost ? 'failed' : 'in_progress',
    reason: isLost ? 'the node that made it was lost or restarted before it was complete' : null,
    timestamp: momentOf(snapshot),
    description: null,
    nodes,
    completed: [],
    absent: [],
    perNode: nodes.map((node) => ({ node, status: 'in_progress' as const })),
    manifest: null,
    manifestSha256: null,
  };
}

/** Unix seconds that an id states. */
function momentOf(snapshot: string): number {
  const [year, month, day, hour, minute, second] = snapshot.split('_').slice(1, 7).map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second) / 1_000;
}
