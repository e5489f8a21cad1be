import { type CheckedPage, type Finding, lineSpan } from '../rule.ts';

/** A value that is asked for and goes nowhere: the page once used it, or its name is misspelt somewhere. */
export function* unusedParameter({ runbook, lines }: CheckedPage): Iterable<Finding> {
  const facts = runbook.runbook;
  // A fixture gets the values too, and stands in another file.
  if (facts === undefined || facts.fixture !== undefined) return;
  const steps = runbook.sections.flatMap((section) => section.steps);
  const texts = steps.flatMap(({ code, expectations }) => [
    code,
    ...expectations.map((expectation) => ('source' in expectation ? expectation.source : '')),
  ]);
  for (const { name } of facts.parameters) {
    const used = new RegExp(`\\b${name}\\b`);
    if (texts.some((text) => used.test(text))) continue;
    const line = lines.findIndex((text) => new RegExp(`^\\s+["']?${name}["']?:`).test(text)) + 1;
    yield {
      code: 'check/unused-parameter',
      span: lineSpan(lines, Math.max(line, 1)),
      message: `Unexpected parameter \`${name}\` that no step uses, expected \`"$${name}"\` in a command`,
    };
  }
}
