/** How an attempt ended. */
export type Ending =
  /** The commands ran to their end; `exitCode` is theirs. */
  | { readonly kind: 'completed'; readonly exitCode: number }
  /** The shell itself ended during the step (`exit`, `exec`, `set -e`, a signal). */
  | {
      readonly kind: 'shell-exited';
      readonly exitCode: number | null;
      readonly signal: string | null;
    }
  /** The attempt was killed at a deadline: which one, and its configured length in milliseconds. */
  | {
      readonly kind: 'deadline';
      readonly limit: 'attempt' | 'eventually' | 'runbook';
      readonly limitMs: number;
    }
  /** The commands were not run, because bash would have read them wrongly; `line` is of the Markdown file. */
  | { readonly kind: 'refused'; readonly reason: string; readonly line: number }
  /** The run was interrupted (Ctrl-C, SIGTERM). */
  | { readonly kind: 'interrupted' }
  /** The shell could not be started, or was gone before the step. */
  | { readonly kind: 'no-shell'; readonly reason: string };

/** What one attempt of a step did. */
export interface Observation {
  readonly ending: Ending;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** Bytes that were produced but not kept, per stream, because of the capture limit. */
  readonly droppedStdoutBytes: number;
  readonly droppedStderrBytes: number;
  /** Wall time by the monotonic clock, in milliseconds. */
  readonly durationMs: number;
}
