import { type CheckedPage, type Finding, lineSpan, mainSteps } from '../rule.ts';

/** A runbook that runs nothing would be green for nothing. */
export function* noStep({ runbook, lines }: CheckedPage): Iterable<Finding> {
  if (runbook.runbook === undefined) return;
  const steps = mainSteps(runbook.sections);
  if (steps.some((step) => step.skipReason === undefined)) return;
  yield {
    code: 'check/no-step',
    span: lineSpan(lines, 1),
    message:
      steps.length === 0
        ? 'Unexpected runbook without a step, expected a `bash` or `sh` block'
        : 'Unexpected runbook whose steps are all skipped, expected one that runs',
    hint: 'a page that only explains has no `runbook:` key',
  };
}
