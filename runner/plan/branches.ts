// Which steps a run takes: those of the main path, or of a branch with what stands above the place where it leaves.
import type { Runbook, Step } from '../model/runbook.ts';

/** Whether a run takes this step. */
export type PathThrough = (step: Step) => boolean;

/** In the order in which they stand on the page. */
export function branchesOf({ sections }: Runbook): readonly string[] {
  const named = sections.flatMap(({ steps }) => steps.map(({ branch }) => branch?.name));
  return [...new Set(named)].filter((name) => name !== undefined);
}

/** `steps` are all of the page that come before Teardown, in the order of a run. Undefined: the main path. */
export function pathThrough(steps: readonly Step[], branch: string | undefined): PathThrough {
  if (branch === undefined) return (step) => step.branch === undefined;
  const shared = new Set(sharedSteps(steps, branch));
  return (step) => step.branch?.name === branch || shared.has(step);
}

/** The main path's steps that run before those of the branch. */
function sharedSteps(steps: readonly Step[], branch: string): readonly Step[] {
  const first = steps.findIndex((step) => step.branch?.name === branch);
  const before = steps[first]?.branch?.leavesBefore;
  const place = before === undefined ? first : steps.findIndex(({ id }) => id === before);
  return steps.slice(0, Math.max(0, place)).filter((step) => step.branch === undefined);
}
