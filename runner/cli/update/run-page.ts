// The runs of one page, with somebody who sees what each of its steps did.
import type { Plan } from '../../model/plan.ts';
import type { RunbookReport, StepReport } from '../../model/report.ts';
import { runPlan } from '../../run-plan.ts';
import type { Settle } from '../../settle.ts';

export interface PageRuns {
  readonly reports: readonly RunbookReport[];
  /** Why nothing may be concluded from these runs. */
  readonly refusal?: string;
}

/** One after the other; an error of one ends them. */
export async function runPage(
  plans: readonly Plan[],
  context: {
    readonly env: Readonly<Record<string, string>>;
    readonly signal: AbortSignal;
    readonly onStep: (report: StepReport) => void;
  },
  settle: Settle,
): Promise<PageRuns> {
  const reports: RunbookReport[] = [];
  for (const plan of plans) {
    const { report } = await runPlan(plan, {
      env: context.env,
      signal: context.signal,
      emit: (event) => {
        if (event.kind === 'step-finished') context.onStep(event.report);
      },
      settle,
    });
    reports.push(report);
    const refusal = context.signal.aborted ? 'Interrupted' : refusalOf(report);
    if (refusal !== undefined) return { reports, refusal };
  }
  return { reports };
}

/** A fixture that failed says nothing of the page, and neither does a step that could not be judged. */
function refusalOf({ outcome, reason, steps }: RunbookReport): string | undefined {
  const bad = steps.find((step) => step.outcome === 'error');
  if (bad !== undefined) {
    return `Step \`${bad.id}\` (${bad.file}:${bad.line}): ${bad.reason ?? 'no verdict'}`;
  }
  return outcome === 'error' ? (reason ?? 'Nothing was executed') : undefined;
}
