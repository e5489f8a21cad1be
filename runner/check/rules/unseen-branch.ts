import { type CheckedPage, type Finding, pathsOf, saysWhatComesOut, stepSpan } from '../rule.ts';

/** A branch is there to prove what the page says of a failure. */
export function* unseenBranch({ runbook, lines }: CheckedPage): Iterable<Finding> {
  if (runbook.runbook === undefined) return;
  for (const { branch, steps } of pathsOf(runbook.sections)) {
    const [first] = steps;
    if (branch === undefined || first === undefined || steps.some(saysWhatComesOut)) continue;
    yield {
      code: 'check/unseen-branch',
      span: stepSpan(lines, first),
      message: `Unexpected branch \`${branch}\` with no look at its outcome, expected a step with an \`expect\` block in it`,
    };
  }
}
