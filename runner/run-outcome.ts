// What the reports of its steps make of a run.
import type { RunbookReport, StepReport } from './model/report.ts';
import { worstOutcome } from './model/verdict.ts';

export function outcomeOf(reports: readonly StepReport[]): RunbookReport['outcome'] {
  const worst = worstOutcome(reports.map(({ outcome }) => outcome));
  return isBadOutcome(worst) || hasExecuted(reports) ? worst : 'error';
}

export function firstReason(reports: readonly StepReport[]): string | undefined {
  const first = reports.find(isBad);
  if (first) return `Step \`${first.id}\` (${first.file}:${first.line}): ${first.reason}`;
  return hasExecuted(reports) ? undefined : 'Nothing was executed, expected at least one step';
}

export function isBad({ outcome }: StepReport): boolean {
  return isBadOutcome(outcome);
}

function isBadOutcome(outcome: StepReport['outcome']): boolean {
  return outcome === 'fail' || outcome === 'error';
}

/** Nothing executed is not green. */
function hasExecuted(reports: readonly StepReport[]): boolean {
  return reports.some(({ phase, assertions }) => phase === 'steps' && assertions > 0);
}
