// What `--json` prints.
import type { RunReport } from '../../model/report.ts';
import type { VacuityAssertion, VacuityDocument } from '../../report/vacuity-schema.ts';
import type { AssertionFinding, Ledger } from '../../vacuity/ledger.ts';

export function toDocument(ledger: Ledger, report: RunReport): VacuityDocument {
  const { findings } = ledger;
  const countOf = (result: AssertionFinding['examined']['result']): number =>
    findings.filter(({ examined }) => examined.result === result).length;
  const totals = {
    runbooks: report.totals.runbooks,
    steps: ledger.steps,
    assertions: findings.length,
    canFail: countOf('can-fail'),
    vacuous: countOf('vacuous'),
    notExamined: countOf('not-examined'),
  };
  return {
    schema: 1,
    outcome: outcomeOf(totals, report),
    durationMs: report.durationMs,
    totals,
    runbooks: report.runbooks.map(({ file, branch, outcome, reason }) => ({
      file,
      ...(branch !== undefined && { branch }),
      outcome,
      ...(reason !== undefined && { reason }),
    })),
    assertions: findings.map(toAssertion),
  };
}

/** Nothing examined is not green, and neither is a run that went wrong somewhere else than at a step. */
function outcomeOf(
  totals: VacuityDocument['totals'],
  { outcome }: RunReport,
): VacuityDocument['outcome'] {
  if (totals.vacuous > 0) return 'fail';
  if (totals.notExamined > 0 || totals.assertions === 0) return 'error';
  return outcome === 'pass' || outcome === 'skip' ? 'pass' : 'error';
}

function toAssertion({ examined, ...finding }: AssertionFinding): VacuityAssertion {
  return { ...finding, ...examined };
}
