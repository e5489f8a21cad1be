// The ledger of a run: what was counted, and why steps did not run.
import type { RunbookReport, RunReport, Totals } from './model/report.ts';
import type { Outcome } from './model/verdict.ts';

export function countTotals(runbooks: readonly RunbookReport[]): Totals {
  const steps = runbooks.flatMap((runbook) => runbook.steps);
  const count = (outcome: Outcome): number =>
    steps.filter((step) => step.outcome === outcome).length;
  return {
    runbooks: runbooks.length,
    steps: steps.length,
    assertions: steps.reduce((sum, { assertions }) => sum + assertions, 0),
    passed: count('pass'),
    failed: count('fail'),
    errored: count('error'),
    skipped: count('skip'),
    flaky: runbooks.filter(({ flaky }) => flaky !== undefined).length,
  };
}

/** The most frequent reason first. */
export function countSkipReasons(runbooks: readonly RunbookReport[]): RunReport['skipReasons'] {
  const counts = new Map<string, number>();
  for (const { outcome, reason = '' } of runbooks.flatMap(({ steps }) => steps)) {
    if (outcome === 'skip') counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts]
    .map(([reason, steps]) => ({ reason, steps }))
    .toSorted((a, b) => b.steps - a.steps);
}
