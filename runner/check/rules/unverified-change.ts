import { type CheckedPage, type Finding, pathsOf, saysWhatComesOut, stepSpan } from '../rule.ts';

/** A reader must see that a change did what it should before going on. */
export function* unverifiedChange({ runbook, lines }: CheckedPage): Iterable<Finding> {
  if (runbook.runbook === undefined) return;
  for (const { branch, steps } of pathsOf(runbook.sections)) {
    // A branch that looks at nothing at all is told so once, by a rule of its own.
    if (branch !== undefined && !steps.some(saysWhatComesOut)) continue;
    const lastLook = steps.findLastIndex(
      (step) => step.risk === 'read-only' && saysWhatComesOut(step),
    );
    for (const step of steps.slice(lastLook + 1)) {
      if (step.risk === 'read-only' || step.skipReason !== undefined) continue;
      yield {
        code: 'check/unverified-change',
        span: stepSpan(lines, step),
        message: `Unexpected ${step.risk} step \`${step.id}\` with no look at its outcome, expected a read-only step with an \`expect\` block below`,
      };
    }
  }
}
