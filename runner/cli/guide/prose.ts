// The prose of a page for a look, rendered when it is first asked for.
import { type PageProse, readPageProse } from '../../guide/page-prose.ts';
import type { Look } from '../../guide/screens.ts';
import type { Step } from '../../model/runbook.ts';
import { parseInline, parseProse } from '../../parse/markdown.ts';
import type { GuideRequest } from './guide-request.ts';

const widestText = 100;

export function proseOf(
  { opened, runbook }: GuideRequest,
  steps: readonly Step[],
): (look: Look) => PageProse {
  const source = opened.sources.get(runbook.file) ?? '';
  const root = parseProse(source);
  const lines = source.split(/\r\n|\r|\n/);
  const all = runbook.sections.flatMap((section) => section.steps);
  const walked = new Set(steps);
  const expectations = all.flatMap((step) => step.expectations.map(({ span }) => span.line));
  const fences = new Set(all.map(({ span }) => span.line));
  const known = new Map<string, PageProse>();
  return (look) => {
    const key = String(look.width);
    const prose =
      known.get(key) ??
      readPageProse(root, {
        width: Math.min(look.width, widestText),
        colors: look.colors,
        lines,
        steps: fences,
        expectations: new Set(expectations.filter((line) => !fences.has(line))),
        asides: new Set(all.filter((step) => !walked.has(step)).map(({ span }) => span.line)),
        parseInline,
      });
    known.set(key, prose);
    return prose;
  };
}
