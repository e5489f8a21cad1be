// What must be true after a split has healed. Pure.
import type { ResponseOf } from '../../cluster/api/contract.ts';
import { Failure } from '../failure.ts';
import type { WriteOperation } from '../load/history.ts';

type Convergence = ResponseOf<'getConvergence'>;

export type Check = { readonly name: string; readonly ok: boolean; readonly detail: string };

/** Unix seconds: when the split began, and up to when writes count. */
export type Window = { readonly before: number | undefined; readonly after: number | undefined };

export type Phase = { readonly name: string; readonly acknowledged: readonly WriteOperation[] };

/**
 * Acknowledged writes by when they were acknowledged. Those of the time of the split count like any other: the majority
 * took them, and their clients rely on them.
 */
export function phasesOf(
  history: readonly WriteOperation[],
  { before, after }: Window,
): readonly Phase[] {
  const acknowledged = history.filter(
    ({ outcome, end }) => outcome === 'ok' && (after === undefined || end <= after * 1_000),
  );
  if (before === undefined) return [{ name: 'acknowledged writes', acknowledged }];
  const isEarlier = ({ end }: WriteOperation): boolean => end < before * 1_000;
  return [
    { name: 'acknowledged before the split', acknowledged: acknowledged.filter(isEarlier) },
    {
      name: 'acknowledged since it began',
      acknowledged: acknowledged.filter((operation) => !isEarlier(operation)),
    },
  ];
}

/** Seconds of a moment on the command line; undefined if it was not given. */
export function readMoment(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  // Milliseconds and dates would be taken for a moment far from the split, and then nothing would be checked.
  if (/^\d{9,10}(\.\d+)?$/.test(text)) return Number(text);
  throw new Failure('usage', `Unexpected ${option} \`${text}\`, expected Unix seconds`, {
    hint: 'as `date +%s` prints them',
  });
}

/** All copies are equal now, and every node answered. */
export function checkConvergence(now: Convergence): Check {
  const silent = now.unanswered.map((node) => `${node} did not answer`);
  const differing = now.per_space.filter(({ converged }) => !converged).map(({ space }) => space);
  const reasons = [...silent, ...differing.map((space) => `copies of ${space} differ`)];
  return {
    name: 'copies are equal',
    ok: now.converged && silent.length === 0,
    detail: reasons.join(', ') || `${now.per_space.length} spaces`,
  };
}

/** No space may have fallen behind the furthest that any of its copies was in the baseline, and none may be gone. */
export function checkSequences(baseline: Convergence, now: Convergence): Check {
  const lost = baseline.per_space.flatMap(({ space, sequences }): readonly string[] => {
    const known = Math.max(0, ...Object.values(sequences).map(Number));
    const found = now.per_space.find((row) => row.space === space);
    if (found === undefined || Object.keys(found.sequences).length === 0)
      return [`${space} is gone`];
    const least = Math.min(...Object.values(found.sequences).map(Number));
    return least >= known ? [] : [`${space} is at ${least}, was at ${known}`];
  });
  return {
    name: 'no space went back',
    ok: lost.length === 0,
    detail: lost.join(', ') || `${baseline.per_space.length} spaces of the baseline`,
  };
}
