import type { SourceSpan } from './source.ts';

/** `error` stops the file from being run; `warning` is printed and the run goes on. */
export type Severity = 'error' | 'warning';

/** A message about the document itself: the author's mistake, never the system's. */
export interface Diagnostic {
  /** `phase/kebab-name`, stable: other tools and the reference pages key on it. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence that stands alone: *Unexpected X, expected Y*. */
  readonly message: string;
  /** Path as the caller gave it, so that it can be clicked. */
  readonly file: string;
  readonly span: SourceSpan;
  /** One thing to do, if there is one. */
  readonly hint?: string;
}
