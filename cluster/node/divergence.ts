/** Which copies differ from the most advanced one of their space, and how. Pure. */
import type { GroupReport } from '../api/internal.ts';
import { compareIds, type NodeId, type SpaceId } from '../model/ids.ts';
import type { CatalogSpace } from '../placement/catalog.ts';
import type { ClusterReport } from './report.ts';

export type Divergence = {
  readonly space: SpaceId;
  /** Holds the most advanced copy. */
  readonly nodeA: NodeId;
  readonly nodeB: NodeId;
  readonly type: 'missing' | 'stale' | 'conflicting';
  readonly subject: 'memories' | 'patterns';
};

type Copy = { readonly node: NodeId; readonly report: GroupReport };

export function findDivergence(
  report: ClusterReport,
  spaces: readonly CatalogSpace[],
): readonly Divergence[] {
  return [...spaces]
    .sort((left, right) => compareIds(left.id, right.id))
    .flatMap((space) => inSpace(space, report));
}

function inSpace({ id: space, copies }: CatalogSpace, { nodes }: ClusterReport): Divergence[] {
  const held = nodes.flatMap(({ node, groups }): Copy[] => {
    const report = groups.find((group) => group.id === space && group.role !== 'learner');
    return report === undefined ? [] : [{ node, report }];
  });
  const [newest] = [...held].sort(compareAdvance);
  if (newest === undefined) return [];
  const found = (nodeB: NodeId, type: Divergence['type'], subject: Divergence['subject']) => ({
    space,
    nodeA: newest.node,
    nodeB,
    type,
    subject,
  });
  const missing = copies.voters.filter(
    (voter) => nodes.some(({ node }) => node === voter) && held.every(({ node }) => node !== voter),
  );
  const memories = held.flatMap(({ node, report }) => {
    if (report.applied < newest.report.applied) return [found(node, 'stale', 'memories')];
    return report.root === newest.report.root ? [] : [found(node, 'conflicting', 'memories')];
  });
  const patterns = held.flatMap(({ node, report }) =>
    report.patternRoot === newest.report.patternRoot ? [] : [found(node, 'stale', 'patterns')],
  );
  return [...missing.map((node) => found(node, 'missing', 'memories')), ...memories, ...patterns];
}

/** The most advanced first; of equal ones the primary, then by id. */
function compareAdvance(left: Copy, right: Copy): number {
  return (
    right.report.applied - left.report.applied ||
    Number(right.report.role === 'primary') - Number(left.report.role === 'primary') ||
    compareIds(left.node, right.node)
  );
}
