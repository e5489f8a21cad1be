import { type CheckedPage, type Finding, pathsOf, saysWhatComesOut, stepSpan } from '../rule.ts';

/** A second change on top of one that went wrong makes two problems of one. */
export function* unseenChange({ runbook, lines }: CheckedPage): Iterable<Finding> {
  if (runbook.runbook === undefined) return;
  for (const { steps } of pathsOf(runbook.sections)) {
    const running = steps.filter(({ skipReason }) => skipReason === undefined);
    for (const [index, step] of running.entries()) {
      const next = running[index + 1];
      if (step.risk === 'read-only' || saysWhatComesOut(step)) continue;
      if (next === undefined || next.risk === 'read-only') continue;
      yield {
        code: 'check/unseen-change',
        span: stepSpan(lines, next),
        message: `Unexpected ${next.risk} step \`${next.id}\` directly below \`${step.id}\`, expected a look at what that one did first`,
        hint: `give \`${step.id}\` an \`expect\` block, or put a read-only step between them`,
      };
    }
  }
}
