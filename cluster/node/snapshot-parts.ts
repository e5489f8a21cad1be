/** What the nodes have written of a snapshot, put together: pure, over what they said. */
import type { MarkedGroup, PartFile, SnapshotView } from '../api/internal-snapshot.ts';
import { compareIds, type NodeId } from '../model/ids.ts';

export type Gathered = {
  readonly outcome:
    | { readonly kind: 'waiting' }
    | { readonly kind: 'failed'; readonly reason: string }
    /** One row per group, sorted. */
    | { readonly kind: 'written'; readonly files: readonly PartFile[] };
  /** Nodes that hold a copy of something and are not away; those that have written all they have to. */
  readonly progress: { readonly nodes: readonly NodeId[]; readonly completed: readonly NodeId[] };
  readonly waitingFor: readonly NodeId[];
};

/** What a node says while the snapshot is made. */
export type NodeParts = Pick<SnapshotView, 'files' | 'writing' | 'applied'>;

/**
 * Every voter of a group at its cut that is alive has to have written it, a majority of all of them, and all the same
 * bytes. So a snapshot can be made while a node is down, and is restored onto its host as well: any copy's file will do.
 */
export function gatherGroups(
  groups: readonly MarkedGroup[],
  parts: ReadonlyMap<NodeId, NodeParts>,
  isAlive: (node: NodeId) => boolean,
): Gathered {
  const found = groups.map((group) => gatherGroup(group, parts, isAlive));
  const known = found.flatMap((each) => each ?? []);
  const away = new Set(known.flatMap(({ gone }) => gone));
  const waitingFor = [...new Set(known.flatMap(({ waiting }) => waiting))];
  const holders = new Set(known.flatMap(({ file }) => file.voters));
  const nodes = [...holders].filter((node) => !away.has(node)).sort(compareIds);
  const isKnown = known.length === groups.length;
  const completed = isKnown ? nodes.filter((node) => !waitingFor.includes(node)) : [];
  const progress = { nodes, completed };
  const reason = known.map((each) => each.reason).findLast((each) => each !== null);
  if (reason !== undefined) return { outcome: { kind: 'failed', reason }, progress, waitingFor };
  if (!isKnown || waitingFor.length > 0) {
    return { outcome: { kind: 'waiting' }, progress, waitingFor };
  }
  const files = known.map(({ file }) => file);
  const sorted = files.sort((left, right) => compareIds(left.group, right.group));
  return { outcome: { kind: 'written', files: sorted }, progress, waitingFor };
}

type GatheredGroup = {
  readonly file: PartFile;
  /** Voters that have not written it and are not alive. */
  readonly gone: readonly NodeId[];
  readonly waiting: readonly NodeId[];
  /** Why it will never be written; null as far as is known. */
  readonly reason: string | null;
};

/** Null while nobody has written it: its marker names the copies, so it is not known who they are. */
function gatherGroup(
  { group, position }: MarkedGroup,
  parts: ReadonlyMap<NodeId, NodeParts>,
  isAlive: (node: NodeId) => boolean,
): GatheredGroup | null {
  const rows = [...parts].flatMap(([node, { files }]) =>
    files.filter((file) => file.group === group).map((file) => ({ node, file })),
  );
  const [first] = rows;
  if (first === undefined) return null;
  const { file } = first;
  const without = file.voters.filter((voter) => !rows.some(({ node }) => node === voter));
  const gone = without.filter((voter) => !isAlive(voter));
  const waiting = without.filter((voter) => !gone.includes(voter));
  const passed = waiting.findLast((voter) => hasPassed(parts.get(voter), group, file.sequence));
  const other = rows.find(
    (row) =>
      row.file.sha256 !== file.sha256 ||
      row.file.root !== file.root ||
      row.file.sequence !== position?.sequence,
  );
  const found = { file, gone, waiting };
  if (other !== undefined) {
    const reason = `\`${group}\` at its cut differs between \`${first.node}\` and \`${other.node}\``;
    return { ...found, reason };
  }
  if (passed !== undefined) {
    const reason = `${passed} cannot write \`${group}\` as it was at the cut: its copy came whole from another node, or from a checkpoint, after it`;
    return { ...found, reason };
  }
  if (gone.length * 2 < file.voters.length) return { ...found, reason: null };
  const reason = `${gone.join(', ')} went before a majority of the copies of \`${group}\` was written`;
  return { ...found, reason };
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
