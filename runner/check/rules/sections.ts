import type { Section } from '../../model/runbook.ts';
import { type CheckedPage, type Finding, lineSpan } from '../rule.ts';
import type { TemplateSection } from '../template.ts';

/** Every runbook has the sections of the template, in its order, so that nobody searches at three in the morning. */
export function* sections({ runbook, lines, template }: CheckedPage): Iterable<Finding> {
  if (runbook.runbook === undefined) return;
  let previous: Section | undefined;
  for (const wanted of template) {
    const found = findSection(runbook.sections, wanted);
    if (found === undefined) {
      // A runbook without any step is told so by its own rule.
      if (wanted.contains === 'steps') continue;
      yield {
        code: 'check/missing-section',
        span: lineSpan(lines, previous?.line ?? 1),
        message: `Unexpected runbook without the section \`${wanted.title}\`, expected it${previous === undefined ? '' : ` below \`${previous.title}\``}`,
        hint: `add \`## ${wanted.title}\``,
      };
      continue;
    }
    if (previous !== undefined && found.line < previous.line) {
      yield {
        code: 'check/section-order',
        span: lineSpan(lines, found.line),
        message: `Unexpected section \`${found.title}\` above \`${previous.title}\`, expected it below`,
      };
    } else previous = found;
    if (wanted.contains === 'table' && found.hasTable !== true) {
      yield {
        code: 'check/section-content',
        span: lineSpan(lines, found.line),
        message: `Unexpected section \`${found.title}\` without a table, expected one`,
        hint: 'such as `| symptom | cause | what to do |`',
      };
    }
  }
}

function findSection(
  all: readonly Section[],
  { title, contains }: TemplateSection,
): Section | undefined {
  const named = all.find((section) => section.title.toLowerCase() === title.toLowerCase());
  if (contains !== 'steps' || (named?.steps.length ?? 0) > 0) return named;
  return all.find((section) => section.role === 'body' && section.steps.length > 0);
}
