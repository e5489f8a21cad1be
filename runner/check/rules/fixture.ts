import { type CheckedPage, type Finding, lineSpan, stepSpan } from '../rule.ts';

/** A fixture brings something up in Setup, hands over the shell that it names, and hides no step elsewhere. */
export function* fixture({ runbook, lines }: CheckedPage): Iterable<Finding> {
  const { fixture: facts, sections } = runbook;
  if (facts === undefined) return;
  const setup = sections
    .filter((section) => section.role === 'setup')
    .flatMap((section) => section.steps)
    .filter((step) => step.skipReason === undefined);
  if (setup.length === 0) {
    yield {
      code: 'check/fixture-setup',
      span: lineSpan(lines, 1),
      message: 'Unexpected fixture without a step in Setup, expected one that brings the target up',
    };
  }
  const { shell } = facts;
  if (shell !== undefined && !setup.some((step) => step.captures.includes(shell))) {
    const line = lines.findIndex((text) => /^\s+shell:/.test(text)) + 1;
    yield {
      code: 'check/fixture-shell',
      span: lineSpan(lines, Math.max(line, 1)),
      message: `Unexpected \`shell: ${shell}\`, expected a variable that a step of Setup captures`,
      hint: `write \`<${shell}>\` where the output of Setup shows the command prefix`,
    };
  }
  for (const section of sections.filter(({ role }) => role === 'body')) {
    for (const step of section.steps) {
      yield {
        code: 'check/fixture-section',
        span: stepSpan(lines, step),
        message: `Unexpected step in the section \`${section.title}\` of a fixture, expected it in Setup or Teardown`,
      };
    }
  }
}
