// A finished report as the events of its run, so that every reporter can tell it.
import type { RunEvent } from '../model/event.ts';
import type { Plan } from '../model/plan.ts';
import type { RunbookReport, RunReport } from '../model/report.ts';

export async function* replay(report: RunReport): AsyncIterable<RunEvent> {
  const { runbooks, totals } = report;
  yield { kind: 'run-started', runbooks: totals.runbooks, steps: totals.steps };
  for (const runbook of runbooks) {
    yield { kind: 'runbook-started', plan: toPlan(runbook, report) };
    for (const step of runbook.steps) yield { kind: 'step-finished', report: step };
    yield { kind: 'runbook-finished', report: runbook };
  }
  yield { kind: 'run-finished', report };
}

/** What a report still knows of the plan. */
function toPlan({ file, title, sha256, branch }: RunbookReport, { target }: RunReport): Plan {
  return {
    runbook: { file, title, sha256, sections: [] },
    phases: [],
    timeoutMs: 0,
    ...(branch === undefined ? {} : { branch }),
    ...(target === undefined ? {} : { target: { name: target, prefix: [], env: {} } }),
    parameters: {},
    secrets: [],
  };
}
