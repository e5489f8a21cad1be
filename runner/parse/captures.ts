// Which variables a page captures, and where: a name may be captured once.
import type { Placeholder } from '../model/expectation.ts';
import type { SourceSpan } from '../model/source.ts';
import type { Complain } from './complain.ts';

/** Called for every placeholder of a sample, in reading order. */
export type CaptureNote = (placeholder: Placeholder, span: SourceSpan) => void;

/** The page's captures so far: variable → line. */
export type PageCaptures = Map<string, number>;

/** A note-taker for one step; `names` fills up as its samples are read. */
export function collectCaptures(
  page: PageCaptures,
  complain: Complain,
): { readonly names: readonly string[]; readonly note: CaptureNote } {
  const names: string[] = [];
  return {
    names,
    note: ({ capture }, span) => {
      if (capture === undefined) return;
      const first = page.get(capture);
      if (first === undefined) {
        page.set(capture, span.line);
        names.push(capture);
        return;
      }
      complain(
        'parse/duplicate-capture',
        span,
        `Unexpected second capture of \`${capture}\`, expected a name of its own`,
        `line ${first} captures \`${capture}\`; write \`<$${capture}>\` for the same value`,
      );
    },
  };
}
