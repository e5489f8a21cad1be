import type { Expectation } from './expectation.ts';
import type { SourceSpan } from './source.ts';

/** `fail` outranks `error` outranks `skip` outranks `pass`. */
export type Outcome = 'pass' | 'fail' | 'error' | 'skip';

const rank: Readonly<Record<Outcome, number>> = { pass: 0, skip: 1, error: 2, fail: 3 };

/** The outcome that decides for a group. Nothing executed is not green: an empty group is an `error`. */
export function worstOutcome(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.length === 0) return 'error';
  return outcomes.reduce((worst, next) => (rank[next] > rank[worst] ? next : worst));
}

/** One line of a difference between expected and observed. */
export interface DiffLine {
  readonly kind: 'same' | 'missing' | 'unexpected' | 'note';
  readonly text: string;
}

/** One expectation that did not hold. */
export interface Mismatch {
  readonly expectation: Expectation['kind'];
  /** Where on the page the expectation that is no longer true stands. */
  readonly span: SourceSpan;
  /** One sentence that stands alone: *Unexpected X, expected Y*. */
  readonly message: string;
  readonly diff: readonly DiffLine[];
}

/** What the judge says of one observation. */
export interface Verdict {
  readonly outcome: Outcome;
  /** Why it is not a pass, for a person; absent for a pass. */
  readonly reason?: string;
  readonly mismatches: readonly Mismatch[];
  /** Expectations that were compared. */
  readonly assertions: number;
  /** Shell variables captured from the output; only from a pass. */
  readonly captured: Readonly<Record<string, string>>;
}
