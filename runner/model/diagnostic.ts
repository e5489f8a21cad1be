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

/** What is fixed about a diagnostic code; every phase that complains lists its codes in its `codes.ts`. */
export interface DiagnosticKind {
  readonly severity: Severity;
  /** One sentence for the reference pages: what went wrong and why it matters. */
  readonly meaning: string;
  /** One or two sentences for the reference pages: how to mend the page. */
  readonly mend: string;
}
