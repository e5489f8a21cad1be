// Whether the time that a page asks its reader to plan for can be believed.
import { type Estimate, estimateFactor } from './model/estimate.ts';
import type { Plan } from './model/plan.ts';
import type { StepReport } from './model/report.ts';
import type { Outcome } from './model/verdict.ts';
import { parseDuration } from './parse/duration.ts';

/** Milliseconds to find the page, to read when it is for, and to look at the result. */
const readingMs = 2 * 60_000;
/** Milliseconds to read one step, to type it, and to compare what comes out. */
const stepMs = 60_000;

/** Of the main path; a branch is not what a person plans for. */
export function estimateOfRun(
  { branch, runbook }: Plan,
  outcome: Outcome,
  steps: readonly StepReport[],
): Estimate | undefined {
  const stated = runbook.runbook?.duration;
  if (branch !== undefined || stated === undefined) return undefined;
  return estimateOf(stated, outcome, steps);
}

/**
 * What the page says (`duration:`) beside what it came to: the time of its commands in this run, and what a person needs
 * beside them. Undefined if the run did not pass, because then nobody knows how long it takes.
 */
export function estimateOf(
  stated: string,
  outcome: Outcome,
  steps: readonly StepReport[],
): Estimate | undefined {
  const statedMs = parseDuration(stated);
  if (outcome !== 'pass' || statedMs === undefined) return undefined;
  const own = steps.filter((step) => step.phase === 'steps' && step.outcome === 'pass');
  const measuredMs = own.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const neededMs = readingMs + own.length * stepMs + measuredMs;
  const off =
    statedMs * estimateFactor < neededMs
      ? 'too-short'
      : statedMs > neededMs * estimateFactor
        ? 'too-long'
        : undefined;
  return { statedMs, measuredMs, neededMs, ...(off && { off }) };
}
