// What executing a step needs, and what it gives.
import type { Observation } from '../model/observation.ts';
import type { AttemptReport } from '../model/report.ts';
import type { Step } from '../model/runbook.ts';
import type { Verdict } from '../model/verdict.ts';
import type { RunbookLimit } from './attempt-limit.ts';
import type { BackgroundJob } from './background-shell.ts';
import type { Session } from './session.ts';

export interface StepContext {
  readonly session: Session;
  /** A folder for scratch files of the run. */
  readonly folder: string;
  readonly judge: (step: Step, observation: Observation) => Verdict | Promise<Verdict>;
  readonly runbookLimit?: RunbookLimit | undefined;
  readonly signal?: AbortSignal | undefined;
  /** A background step has been started; it lives until the session is closed. */
  readonly onBackground: (job: BackgroundJob) => void;
  readonly onAttempt: (attempt: number, reason: string | undefined) => void;
}

export interface StepExecution {
  readonly verdict: Verdict;
  /** Of the last attempt that says something about the target. */
  readonly observation: Observation;
  readonly attempts: readonly AttemptReport[];
  readonly durationMs: number;
}
