// What has happened so far decides what of a run still happens, and what it comes to.
import type { PlannedPhase } from './model/plan.ts';
import type { RunbookReport, StepReport } from './model/report.ts';
import { worstOutcome } from './model/verdict.ts';

export interface RunSoFar {
  /** The run has a fixture to bring up. */
  readonly hasFixture: boolean;
  readonly hasSetUpStarted: boolean;
  /** No step of its Setup has gone wrong. */
  readonly isUp: boolean;
  readonly isInterrupted: boolean;
}

/** Why nothing of this phase runs; undefined if it does. */
export function reasonToSkip(
  { kind }: PlannedPhase,
  { hasFixture, hasSetUpStarted, isUp, isInterrupted }: RunSoFar,
): string | undefined {
  const tooEarly = 'Interrupted before the fixture was brought up';
  switch (kind) {
    case 'fixture-setup':
      return isInterrupted ? tooEarly : undefined;
    case 'steps':
    case 'teardown':
      if (hasFixture && !hasSetUpStarted) return tooEarly;
      return isUp ? undefined : 'The fixture could not be brought up';
    case 'fixture-teardown':
      return hasFixture && !hasSetUpStarted ? 'The fixture was not brought up' : undefined;
  }
}

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
