/** Other names for the nodes of what is restored: in copy sets, in the catalog, and in the entries behind the cut. */
import type { GroupImage } from '../../backup/image.ts';
import type { ReplayedGroup } from '../../backup/replay.ts';
import { StartError } from '../../errors.ts';
import { type Entry, entryTypes, type Json, type SnapshotMarker } from '../../model/entry.ts';
import { catalogGroup, type NodeId } from '../../model/ids.ts';
import { mapCopies } from '../../model/space.ts';
import { renameInCatalog, renameInCommand } from '../../placement/rename-nodes.ts';
import { readCopies } from '../../replication/copies.ts';

/** Old names to new ones; empty: all nodes keep theirs. */
export type Renames = ReadonlyMap<NodeId, NodeId>;

/** The groups with the new names, entries included. */
export function renameGroups(
  groups: readonly ReplayedGroup[],
  renames: Renames,
): readonly ReplayedGroup[] {
  const rename = by(renames);
  return groups.map((group) => ({
    ...group,
    copies: mapCopies(group.copies, rename),
    copiesAtEnd: mapCopies(group.copiesAtEnd, rename),
    entries: group.entries.map((entry) => renameEntry(entry, rename)),
  }));
}

/** A state at the cut with the new names. */
export function renameImage(image: GroupImage, renames: Renames): GroupImage {
  const rename = by(renames);
  const { group, copies, state } = image;
  const isCatalog = group === catalogGroup && state !== null;
  return {
    ...image,
    copies: mapCopies(copies, rename),
    state: isCatalog ? renameInCatalog(state, rename) : state,
  };
}

/**
 * Rejects old names that nobody has and new ones that two nodes would have. `groups` and `catalog` as they are in the
 * backup.
 */
export function requireRenames(
  renames: Renames,
  groups: readonly ReplayedGroup[],
  catalog: Json,
): void {
  const known = nodesIn(groups, catalog);
  const stranger = [...renames.keys()].find((old) => !known.has(old));
  if (stranger !== undefined) {
    throw new StartError(
      `Unexpected node \`${stranger}\` in \`--rename\`, expected one of ${[...known].sort().join(', ')}.`,
    );
  }
  const taken = new Map<NodeId, NodeId>();
  for (const node of [...known].sort()) {
    const name = by(renames)(node);
    const other = taken.get(name);
    if (other !== undefined) {
      throw new StartError(
        `Unexpected \`--rename\`: \`${other}\` and \`${node}\` would both be \`${name}\`, expected a name for each.`,
      );
    }
    taken.set(name, node);
  }
}

function nodesIn(groups: readonly ReplayedGroup[], catalog: Json): ReadonlySet<NodeId> {
  const { nodes } = (catalog ?? { nodes: [] }) as { readonly nodes: readonly NodeId[] };
  const known = new Set(nodes);
  const collect = (node: NodeId): NodeId => {
    known.add(node);
    return node;
  };
  for (const { copies, copiesAtEnd, entries } of groups) {
    for (const set of [copies, copiesAtEnd]) mapCopies(set, collect);
    for (const entry of entries) renameEntry(entry, collect);
  }
  return known;
}

function renameEntry(entry: Entry, rename: (node: NodeId) => NodeId): Entry {
  const { type, payload } = entry;
  switch (type) {
    case entryTypes.checkpoint:
      return {
        ...entry,
        payload: { ...(payload as object), ...mapCopies(readCopies(payload), rename) },
      };
    case entryTypes.snapshotMarker: {
      const { snapshot, copies } = payload as SnapshotMarker;
      return { ...entry, payload: { snapshot, copies: mapCopies(copies, rename) } };
    }
    case entryTypes.catalogCommand:
      return { ...entry, payload: renameInCommand(payload, rename) };
    default:
      return entry;
  }
}

const by =
  (renames: Renames) =>
  (node: NodeId): NodeId =>
    renames.get(node) ?? node;
