import type { Runbook, Step } from './runbook.ts';

/** Steps that run in one shell. */
export interface PlannedPhase {
  /** `fixture-setup` and `fixture-teardown` run in the local shell, the others in the target's. */
  readonly kind: 'fixture-setup' | 'steps' | 'teardown' | 'fixture-teardown';
  /** File that the steps stand in. */
  readonly file: string;
  readonly steps: readonly Step[];
}

/** Teardown runs to its end whatever the caller wants: it has its own deadlines. */
export function isTeardown({ kind }: PlannedPhase): boolean {
  return kind === 'teardown' || kind === 'fixture-teardown';
}

/** Everything that a run will do, in order, with no decision left. */
export interface Plan {
  readonly runbook: Runbook;
  readonly fixture?: Runbook;
  readonly phases: readonly PlannedPhase[];
  /** Deadline for the `steps` phase, in milliseconds. */
  readonly timeoutMs: number;
  /** Present: this is a run of that branch of the page, not of its main path. */
  readonly branch?: string;
  /** Values of parameters that are known before the run; what the fixture captures comes on top. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Shell variables whose values are masked in everything that is printed or written. */
  readonly secrets: readonly string[];
  /** Present: the steps run there, and no fixture is brought up. */
  readonly target?: PlannedTarget;
}

/** A named environment from the config. */
export interface PlannedTarget {
  readonly name: string;
  /** Words that enter it, such as `ssh`, `ops@host`. Empty: the local shell. */
  readonly prefix: readonly string[];
  /** Variables that the shell starts with. */
  readonly env: Readonly<Record<string, string>>;
}
