// A runbook led by somebody who decides at each step, instead of by the rule "run until one does not pass".
import type { PlannedPhase } from './model/plan.ts';
import type { StepReport } from './model/report.ts';
import type { Step } from './model/runbook.ts';
import { reportNotRun } from './step-report.ts';

export interface RunStepOptions {
  /** Set and exported before the step, for it and all that follow. Default: none. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Interrupts this step alone. Its shell is lost then, as after a deadline. */
  readonly signal?: AbortSignal;
}

export interface RanStep {
  /** Holds the output even of a step that passed. */
  readonly report: StepReport;
  readonly captured: Readonly<Record<string, string>>;
  /** The next step gets a new shell: variables that were captured are there, directory and functions are not. */
  readonly isShellLost: boolean;
}

/** One step of the page whose turn it is. */
export interface Turn {
  readonly phase: PlannedPhase;
  readonly step: Step;
  /** May be called again, for another try, and need not be called at all. */
  readonly run: (options?: RunStepOptions) => Promise<RanStep>;
}

export type LeadDecision =
  /** Go on below, whatever the step did. */
  | { readonly kind: 'go-on' }
  /** This step is not run. */
  | { readonly kind: 'skip'; readonly reason: string }
  /** None of the steps below in this phase is run. */
  | { readonly kind: 'stop'; readonly reason: string };

export type Lead = (turn: Turn) => Promise<LeadDecision>;

/** Of a step that ran more than once, the last run is what is reported. */
export async function leadThrough(
  phase: PlannedPhase,
  lead: Lead,
  run: (step: Step, options: RunStepOptions) => Promise<RanStep>,
  onReport: (report: StepReport) => void,
): Promise<void> {
  let stopReason: string | undefined;
  for (const step of phase.steps) {
    let report: StepReport | undefined;
    if (stopReason === undefined) {
      const decision = await lead({
        phase,
        step,
        run: async (options = {}) => {
          const ran = await run(step, options);
          report = ran.report;
          return ran;
        },
      });
      if (decision.kind === 'stop') stopReason = decision.reason;
      if (decision.kind === 'skip') report ??= reportNotRun(phase, step, 'skip', decision.reason);
    }
    onReport(report ?? reportNotRun(phase, step, 'skip', stopReason ?? 'Not run'));
  }
}
