// One runbook, run again on a fresh fixture while it does not pass. What passes only then is flaky, never simply green.
import { maskPlan } from './mask/mask-report.ts';
import type { RunEvent } from './model/event.ts';
import type { Plan } from './model/plan.ts';
import type { RunbookReport } from './model/report.ts';
import { type Outcome, worstOutcome } from './model/verdict.ts';
import type { RunbookContext, RunbookResult } from './run-context.ts';
import { runPlan } from './run-plan.ts';
import { RunValues } from './run-values.ts';
import { reportNotRun } from './step-report.ts';

/** `retries` is how many times more it may run. */
export async function runWithRetries(
  plan: Plan,
  retries: number,
  context: RunbookContext,
): Promise<RunbookResult> {
  const bad: RunbookReport[] = [];
  for (;;) {
    const result = await runOnce(plan, context);
    const { report } = result;
    const mayTryAgain = bad.length < retries && !context.signal.aborted;
    if (isBad(report.outcome) && mayTryAgain) {
      bad.push(report);
      context.emit({ kind: 'runbook-retried', report, retry: bad.length });
      continue;
    }
    const told = { ...result, report: withHistory(report, bad) };
    context.emit({ kind: 'runbook-finished', report: told.report });
    return told;
  }
}

/** Keeps the end to itself: only here is it known whether it is one. */
function runOnce(plan: Plan, context: RunbookContext): Promise<RunbookResult> {
  return runPlan(plan, {
    ...context,
    emit: (event: RunEvent) => {
      if (event.kind !== 'runbook-finished') context.emit(event);
    },
  });
}

function withHistory(last: RunbookReport, bad: readonly RunbookReport[]): RunbookReport {
  if (bad.length === 0) return last;
  if (!isBad(last.outcome)) {
    const flaky = bad.map(({ outcome, reason = 'no reason given' }) => ({ outcome, reason }));
    return { ...last, flaky };
  }
  // An error of the host in the last run must not hide that an earlier one failed.
  const all = [...bad, last];
  const outcome = worstOutcome(all.map((report) => report.outcome));
  const worst = all.findLast((report) => report.outcome === outcome) ?? last;
  const reason = worst.reason === undefined ? '' : `${worst.reason}; `;
  return { ...worst, reason: `${reason}did not pass in ${all.length} runs` };
}

/** A runbook that never began: every step of it says why. */
export function reportPlanNotRun(
  plan: Plan,
  outcome: 'skip' | 'error',
  reason: string,
  emit: (event: RunEvent) => void,
): RunbookReport {
  const { file, title, sha256 } = plan.runbook;
  emit({ kind: 'runbook-started', plan: maskPlan(plan, new RunValues(plan, {}).masker) });
  const steps = plan.phases.flatMap((phase) =>
    phase.steps.map((step) => reportNotRun(phase, step, 'skip', reason)),
  );
  for (const report of steps) emit({ kind: 'step-finished', report });
  const report: RunbookReport = {
    file,
    ...(plan.branch === undefined ? {} : { branch: plan.branch }),
    title,
    sha256,
    outcome,
    reason,
    startedAt: new Date().toISOString(),
    durationMs: 0,
    steps,
  };
  emit({ kind: 'runbook-finished', report });
  return report;
}

export function isBad(outcome: Outcome): boolean {
  return outcome === 'fail' || outcome === 'error';
}
