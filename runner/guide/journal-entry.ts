// What a journal says, one JSON object a line, in the order in which it happened. Nothing secret is in it.
import type { Outcome } from '../model/verdict.ts';

/** Somebody at a terminal. */
export interface Witness {
  /** Login name. */
  readonly who: string;
  /** Name of the machine that the guide ran on. */
  readonly host: string;
  /** Of the guide's own process, to see whether it still writes. */
  readonly pid: number;
  /** Start of that process, in clock ticks since boot: pids are used again. Empty where nobody can tell. */
  readonly processStartedAt: string;
}

interface Stamped {
  /** RFC 3339, by the clock of the machine. */
  readonly at: string;
}

/** First line of a journal. */
export interface Started extends Stamped, Witness {
  readonly kind: 'started';
  /** Version of this shape; goes up when a field changes its meaning or goes. */
  readonly schema: 1;
  readonly page: string;
  readonly title: string;
  /** Of the page's bytes, hex. */
  readonly sha256: string;
  /** Name of the target; `local shell` or `fixture` without one. */
  readonly target: string;
  /** True: on a fixture, for training. It is gone when the guide ends, so there is nothing to resume. */
  readonly practice: boolean;
  /** Step → digest of what it runs and expects, to name what changed on the page since. */
  readonly steps: Readonly<Record<string, string>>;
}

/** The same journal is written on, by a new process and in a new shell. */
export interface Resumed extends Stamped, Witness {
  readonly kind: 'resumed';
  /** First step that is asked for. */
  readonly step: string;
  /** Differs from that of `started` when the page was changed since and the operator went on. */
  readonly sha256: string;
}

/** A variable that the steps below see: a parameter, a capture, or what the operator typed. */
export interface VariableSet extends Stamped {
  readonly kind: 'variable';
  readonly name: string;
  /** Absent: a secret. Must be asked for again. */
  readonly value?: string;
  readonly source: 'parameter' | 'capture' | 'operator';
}

export interface Decided extends Stamped {
  readonly kind: 'decided';
  readonly step: string;
  /** Line of the step's opening fence. */
  readonly line: number;
  /** `leave`: go on below a step that did not pass. */
  readonly choice: 'run' | 'retry' | 'skip' | 'leave' | 'quit';
  /** In the operator's words. Present for `skip` and `leave`. */
  readonly reason?: string;
}

export interface Finished extends Stamped {
  readonly kind: 'finished';
  readonly step: string;
  readonly line: number;
  readonly title: string;
  readonly risk: string;
  readonly code: string;
  readonly outcome: Outcome;
  readonly reason?: string;
  /** In milliseconds. */
  readonly durationMs: number;
  /** Shortened. */
  readonly stdout: string;
  readonly stderr: string;
}

/** Absent: the guide was killed, or still runs. */
export interface Ended extends Stamped {
  readonly kind: 'ended';
  /** `completed`: every step had its turn; there is nothing to resume. */
  readonly how: 'completed' | 'quit' | 'interrupted';
}

export type JournalEntry = Started | Resumed | VariableSet | Decided | Finished | Ended;

type WithoutTime<T> = T extends unknown ? Omit<T, 'at'> : never;
/** As it is handed to whoever writes it and knows the time. */
export type NewEntry = WithoutTime<JournalEntry>;
