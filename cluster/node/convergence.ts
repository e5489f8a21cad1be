/** Compares all copies of all spaces on all alive nodes. */

import type { Deadline } from '../api/deadline.ts';
import type { NodeReport, RootsRequest } from '../api/internal.ts';
import type { Clock } from '../io/clock.ts';
import { catalogGroup, compareIds, type NodeId, type SpaceId } from '../model/ids.ts';
import { type ClusterReport, type ReportOptions, rootsNow } from './report.ts';

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

/** Gives what all alive nodes hold. */
export type Look = (options: Pick<ReportOptions, 'roots'>) => Promise<ClusterReport>;

/** Copies that are behind may catch up: look again for so long before calling it divergence, ms. */
const patienceMs = 1_000;
/** Between two looks, milliseconds. */
const pauseMs = 50;
/** Copies that take writes are compared at the sequence where they will be in so long: the question has to reach them. */
const aheadMs = 100;
/** A copy gets there later if fewer writes come than before; if none come, it answers where it stands. */
const waitMs = 250;

/**
 * Looks until the copies are equal or it has been patient enough. Hashing what has changed is the expensive part, so
 * copies are asked for their roots only once they all stand at the same place of their logs, or, where writes go on, once
 * each has got past where the most advanced one stood at the look before; then at one sequence ahead of them. Without
 * roots in what this gives, a copy stayed behind.
 */
export async function checkConvergence(
  look: Look,
  deadline: Deadline,
  clock: Clock,
): Promise<Convergence> {
  const until = clock.monotonicMs() + Math.min(patienceMs, deadline.remainingMs() / 2);
  let before: Placed | null = null;
  for (;;) {
    const placed = { ...judgeConvergence(await look({})), atMs: clock.monotonicMs() };
    const roots = placed.converged ? rootsNow : rootsAhead(before, placed);
    const judged = roots === null ? placed : judgeConvergence(await look({ roots }));
    if (judged.converged || clock.monotonicMs() + pauseMs > until) return judged;
    before = placed;
    await pause(clock);
  }
}

/**
 * The same without a look at the content of copies that writes keep apart: those that get past where the most advanced one
 * stood at the beginning do not count as divergent. Nobody hashes anything for them.
 */
export async function watchConvergence(
  look: Look,
  deadline: Deadline,
  clock: Clock,
): Promise<Convergence> {
  const until = clock.monotonicMs() + Math.min(patienceMs, deadline.remainingMs() / 2);
  const first = judgeConvergence(await look({}));
  for (let placed = first; ; placed = judgeConvergence(await look({}))) {
    const isOver = clock.monotonicMs() + pauseMs > until;
    if (placed.converged) {
      // Writes that come between the two looks set the copies apart again.
      const judged = judgeConvergence(await look({ roots: rootsNow }));
      if (judged.converged || isOver) return judged;
    } else {
      const behind = placed.perSpace.reduce((sum, space) => sum + countBehind(first, space), 0);
      if (behind === 0 || isOver) return { ...placed, divergenceCount: behind };
    }
    await pause(clock);
  }
}

type Placed = Convergence & { readonly atMs: number };

/** Where to compare the copies that have moved on since the look before; null: one stayed behind, or nobody knows yet. */
function rootsAhead(before: Placed | null, placed: Placed): RootsRequest | null {
  if (before === null || placed.unanswered.length > 0) return null;
  if (placed.perSpace.some((space) => space.divergent > 0 && countBehind(before, space) > 0))
    return null;
  const at = placed.perSpace.map((space) => {
    const newest = newestOf(space);
    const moved = newest - newestIn(before, space.space);
    const ahead = (moved * aheadMs) / Math.max(placed.atMs - before.atMs, 1);
    return [space.space, newest + Math.ceil(ahead)] as const;
  });
  return { at: Object.fromEntries(at), waitMs };
}

/** Copies that have not got to where the most advanced one stood at the look before. */
function countBehind(before: Convergence, { space, sequences }: SpaceConvergence): number {
  const wanted = newestIn(before, space);
  return Object.values(sequences).filter((sequence) => sequence < wanted).length;
}

function newestIn({ perSpace }: Convergence, wanted: SpaceId): number {
  const found = perSpace.find(({ space }) => space === wanted);
  return found === undefined ? 0 : newestOf(found);
}

function newestOf({ sequences }: SpaceConvergence): number {
  return Math.max(0, ...Object.values(sequences));
}

function pause(clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    clock.schedule(pauseMs, resolve);
  });
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
