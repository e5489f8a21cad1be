import { type CheckedPage, type Finding, pathsOf, saysWhatComesOut, stepSpan } from '../rule.ts';

/** Before something is lost for good, the page shows that this is the right place. */
export function* unguardedDestruction({ runbook, lines }: CheckedPage): Iterable<Finding> {
  if (runbook.runbook === undefined) return;
  for (const { before, steps } of pathsOf(runbook.sections)) {
    const all = [...before, ...steps];
    for (const step of steps) {
      if (step.risk !== 'destructive' || step.skipReason !== undefined) continue;
      const above = all.slice(0, all.indexOf(step));
      if (above.some((other) => other.risk === 'read-only' && saysWhatComesOut(other))) continue;
      yield {
        code: 'check/unguarded-destruction',
        span: stepSpan(lines, step),
        message: `Unexpected destructive step \`${step.id}\` without a check above it, expected a read-only step with an \`expect\` block`,
        hint: 'show that it is the right place and the right moment: which host, which state, which copies',
      };
    }
  }
}
