import type { Plan } from './plan.ts';
import type { RunbookReport, RunReport, StepReport } from './report.ts';
import type { Step } from './runbook.ts';

/** What happens during a run, as it happens. Reporters turn these into text. */
export type RunEvent =
  | { readonly kind: 'run-started'; readonly runbooks: number; readonly steps: number }
  | { readonly kind: 'runbook-started'; readonly plan: Plan }
  | { readonly kind: 'step-started'; readonly step: Step; readonly file: string }
  | {
      readonly kind: 'attempt-finished';
      readonly step: Step;
      readonly attempt: number;
      readonly reason?: string;
    }
  | { readonly kind: 'step-finished'; readonly report: StepReport }
  /** Was told to have passed, and did not after all: what it put into the background ended badly. Takes the earlier report's place. */
  | { readonly kind: 'step-revised'; readonly report: StepReport }
  /** Did not pass and will be run again, on a fresh fixture: stands in the place of `runbook-finished`. Its steps do not count. */
  | {
      readonly kind: 'runbook-retried';
      readonly report: RunbookReport;
      /** Which run comes next, counted from 1: the first repetition. */
      readonly retry: number;
    }
  | { readonly kind: 'runbook-finished'; readonly report: RunbookReport }
  | { readonly kind: 'run-finished'; readonly report: RunReport };
