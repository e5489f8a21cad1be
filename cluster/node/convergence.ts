/** Compares all copies of all spaces on all alive nodes. */

import type { Deadline } from '../api/deadline.ts';
import type { NodeReport } from '../api/internal.ts';
import type { Clock } from '../io/clock.ts';
import { catalogGroup, compareIds, type NodeId, type SpaceId } from '../model/ids.ts';
import type { ClusterReport } from './report.ts';

export type SpaceConvergence = {
  readonly space: SpaceId;
  readonly converged: boolean;
  readonly roots: Readonly<Record<NodeId, string>>;
  readonly patternRoots: Readonly<Record<NodeId, string>>;
  readonly sequences: Readonly<Record<NodeId, number>>;
  /** Copies that differ from the most advanced one. */
  readonly divergent: number;
};

export type Convergence = {
  readonly converged: boolean;
  readonly divergenceCount: number;
  readonly perSpace: readonly SpaceConvergence[];
  readonly unanswered: readonly NodeId[];
  /** What was compared. */
  readonly report: ClusterReport;
};

/** Writes that are on their way make copies differ for a moment: look again for so long before calling it divergence, ms. */
const patienceMs = 1_000;
/** Between two looks, milliseconds. */
const pauseMs = 50;

/**
 * Looks until the copies are equal or it has been patient enough. Hashing what has changed is the expensive part, so only
 * copies that all stand at the same place of their logs are asked for their roots: without roots in what this gives, they
 * did not at the last look.
 */
export async function checkConvergence(
  look: (options: { readonly roots: boolean }) => Promise<ClusterReport>,
  deadline: Deadline,
  clock: Clock,
): Promise<Convergence> {
  const until = clock.monotonicMs() + Math.min(patienceMs, deadline.remainingMs() / 2);
  for (;;) {
    const placed = judgeConvergence(await look({ roots: false }));
    const judged = placed.converged ? judgeConvergence(await look({ roots: true })) : placed;
    if (judged.converged || clock.monotonicMs() + pauseMs > until) return judged;
    await new Promise<void>((resolve) => {
      clock.schedule(pauseMs, resolve);
    });
  }
}

/** Pure: copies are equal when they have applied the same sequence and have the same roots, of memories and of patterns. */
export function judgeConvergence(report: ClusterReport): Convergence {
  const { nodes, unanswered } = report;
  const ids = new Set(nodes.flatMap(({ groups }) => groups.map(({ id }) => id)));
  ids.delete(catalogGroup);
  const perSpace = [...ids].sort(compareIds).map((space) => judgeSpace(space, nodes));
  const divergenceCount = perSpace.reduce((sum, { divergent }) => sum + divergent, 0);
  const converged = divergenceCount === 0 && unanswered.length === 0;
  return { converged, divergenceCount, perSpace, unanswered, report };
}

function judgeSpace(space: SpaceId, nodes: readonly NodeReport[]): SpaceConvergence {
  const copies = nodes.flatMap(({ node, groups }) => {
    const group = groups.find(({ id, role }) => id === space && role !== 'learner');
    if (group === undefined) return [];
    const { applied, root, patternRoot } = group;
    return [{ node, applied, root: root ?? '', patternRoot: patternRoot ?? '' }];
  });
  const newest = copies.reduce((best, copy) => (copy.applied > best.applied ? copy : best), {
    node: '',
    applied: -1,
    root: '',
    patternRoot: '',
  });
  const divergent = copies.filter(
    ({ applied, root, patternRoot }) =>
      applied !== newest.applied || root !== newest.root || patternRoot !== newest.patternRoot,
  ).length;
  return {
    space,
    converged: divergent === 0,
    roots: Object.fromEntries(copies.map(({ node, root }) => [node, root])),
    patternRoots: Object.fromEntries(copies.map(({ node, patternRoot }) => [node, patternRoot])),
    sequences: Object.fromEntries(copies.map(({ node, applied }) => [node, applied])),
    divergent,
  };
}
