import type { Runbook, Step } from './runbook.ts';

/** Steps that run in one shell. */
export interface PlannedPhase {
  /** `fixture-setup` and `fixture-teardown` run in the local shell, the others in the target's. */
  readonly kind: 'fixture-setup' | 'steps' | 'teardown' | 'fixture-teardown';
  /** File that the steps stand in. */
  readonly file: string;
  readonly steps: readonly Step[];
}

/** Everything that a run will do, in order, with no decision left. */
export interface Plan {
  readonly runbook: Runbook;
  readonly fixture?: Runbook;
  readonly phases: readonly PlannedPhase[];
  /** Deadline for the `steps` phase, in milliseconds. */
  readonly timeoutMs: number;
}
