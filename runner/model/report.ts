import type { Estimate } from './estimate.ts';
import type { Mismatch, Outcome } from './verdict.ts';

/** One attempt in the timeline of an eventually-step. */
export interface AttemptReport {
  /** Start, in milliseconds since the step's start. */
  readonly atMs: number;
  readonly durationMs: number;
  readonly outcome: Outcome;
  /** Why this attempt did not hold. */
  readonly reason?: string;
}

export interface StepReport {
  readonly id: string;
  readonly title: string;
  readonly phase: 'fixture-setup' | 'steps' | 'teardown' | 'fixture-teardown';
  readonly file: string;
  /** Line of the opening fence. */
  readonly line: number;
  readonly outcome: Outcome;
  readonly reason?: string;
  readonly durationMs: number;
  readonly assertions: number;
  /** As run. Present for steps that did not pass. */
  readonly code?: string;
  readonly mismatches: readonly Mismatch[];
  /** More than one only for eventually-steps. */
  readonly attempts: readonly AttemptReport[];
  /** Shortened, control characters escaped. Present for steps that did not pass. */
  readonly stdout?: string;
  readonly stderr?: string;
}

export interface RunbookReport {
  readonly file: string;
  /** Present: the run of that branch of the page. Absent: of its main path. */
  readonly branch?: string;
  /** Present: did not pass at first, and then did (`--retry`). What went wrong then, one entry a run that did not pass. */
  readonly flaky?: readonly { readonly outcome: Outcome; readonly reason: string }[];
  readonly title: string;
  readonly sha256: string;
  readonly outcome: Outcome;
  readonly reason?: string;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** Of the main path of a page that passed. */
  readonly estimate?: Estimate;
  readonly steps: readonly StepReport[];
}

/** The ledger: zero runbooks, steps or assertions is an error, never green. */
export interface Totals {
  readonly runbooks: number;
  readonly steps: number;
  readonly assertions: number;
  readonly passed: number;
  readonly failed: number;
  readonly errored: number;
  readonly skipped: number;
  /** Runbooks that passed only when they were run again. */
  readonly flaky: number;
}

/** What `--report FILE` and `--reporter json` write. */
export interface RunReport {
  /** Version of this shape; goes up when a field changes its meaning or goes. */
  readonly schema: 1;
  readonly outcome: Outcome;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly totals: Totals;
  /** Why steps did not run, the most frequent reason first. */
  readonly skipReasons: readonly { readonly reason: string; readonly steps: number }[];
  /** Name of the target. Absent: every page on its own fixture or in the local shell. */
  readonly target?: string;
  /** Present: this is part `index` of `of`, counted from 1. `runbook merge` puts the parts together. */
  readonly shard?: { readonly index: number; readonly of: number };
  /** Where it ran: operating system, Node, bash, commit if known, and what the fixtures said of the target. */
  readonly environment: Readonly<Record<string, string>>;
  readonly runbooks: readonly RunbookReport[];
}
