/** What the nodes have written of a snapshot, put together: pure, over what they said. */
import type { MarkedGroup, PartFile, SnapshotView } from '../api/internal-snapshot.ts';
import { compareIds, type NodeId } from '../model/ids.ts';

export type Gathered = {
  readonly outcome:
    | { readonly kind: 'waiting' }
    | { readonly kind: 'failed'; readonly reason: string }
    /** One row per group, sorted. */
    | { readonly kind: 'written'; readonly files: readonly PartFile[] };
  /** Nodes that have written all they have to; those that hold a copy of something. */
  readonly progress: { readonly nodes: readonly NodeId[]; readonly completed: readonly NodeId[] };
  readonly waitingFor: readonly NodeId[];
};

/** What a node says while the snapshot is made. */
export type NodeParts = Pick<SnapshotView, 'files' | 'writing' | 'applied'>;

/** Every voter of a group at its cut has to have written it, and all of them the same bytes. */
export function gatherGroups(
  groups: readonly MarkedGroup[],
  parts: ReadonlyMap<NodeId, NodeParts>,
): Gathered {
  const waitingFor = new Set<NodeId>();
  const holders = new Set<NodeId>();
  const written: PartFile[] = [];
  let reason: string | null = null;
  let known = true;
  for (const { group, position } of groups) {
    const rows = [...parts].flatMap(([node, { files }]) =>
      files.filter((file) => file.group === group).map((file) => ({ node, file })),
    );
    const [first] = rows;
    // The marker names the copies, so without any file it is not known who they are.
    if (first === undefined) {
      known = false;
      continue;
    }
    for (const voter of first.file.voters) {
      holders.add(voter);
      if (rows.some(({ node }) => node === voter)) continue;
      waitingFor.add(voter);
      if (hasPassed(parts.get(voter), group, first.file.sequence)) {
        reason = `${voter} cannot write \`${group}\` as it was at the cut: its copy came whole from another node, or from a checkpoint, after it`;
      }
    }
    const other = rows.find(
      ({ file }) =>
        file.sha256 !== first.file.sha256 ||
        file.root !== first.file.root ||
        file.sequence !== position?.sequence,
    );
    if (other !== undefined) {
      reason = `\`${group}\` at its cut differs between \`${first.node}\` and \`${other.node}\``;
    }
    written.push(first.file);
  }
  const nodes = [...holders].sort(compareIds);
  const completed = nodes.filter((node) => !waitingFor.has(node));
  const progress = { nodes, completed: known ? completed : [] };
  const waiting = [...waitingFor];
  if (reason !== null)
    return { outcome: { kind: 'failed', reason }, progress, waitingFor: waiting };
  if (!known || waiting.length > 0)
    return { outcome: { kind: 'waiting' }, progress, waitingFor: waiting };
  const sorted = written.sort((left, right) => compareIds(left.group, right.group));
  return { outcome: { kind: 'written', files: sorted }, progress, waitingFor: [] };
}

/** The copy stands behind the cut, and nobody writes what it held there. */
function hasPassed(said: NodeParts | undefined, group: string, sequence: number): boolean {
  return (
    said !== undefined &&
    (said.applied[group] ?? -1) >= sequence &&
    !said.writing.includes(group) &&
    !said.files.some((file) => file.group === group)
  );
}
