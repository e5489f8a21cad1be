// Collects the diagnostics of one document, so that all of them are reported at once.
import type { Diagnostic } from '../model/diagnostic.ts';
import type { SourceSpan } from '../model/source.ts';
import { type ParseCode, parseCodes } from './codes.ts';

export type Complain = (code: ParseCode, span: SourceSpan, message: string, hint?: string) => void;

/** `complain` adds to `diagnostics`; `inOrder` returns them as they stand on the page. */
export function collectDiagnostics(file: string): {
  readonly complain: Complain;
  readonly inOrder: () => readonly Diagnostic[];
} {
  const diagnostics: Diagnostic[] = [];
  return {
    complain: (code, span, message, hint) => {
      const { severity } = parseCodes[code];
      diagnostics.push({ code, severity, message, file, span, ...(hint && { hint }) });
    },
    inOrder: () =>
      diagnostics.toSorted((a, b) => a.span.line - b.span.line || a.span.column - b.span.column),
  };
}
