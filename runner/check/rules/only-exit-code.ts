import { type CheckedPage, type Finding, pathsOf, saysWhatComesOut, stepSpan } from '../rule.ts';

/**
 * A read-only step is there to show something. Steps that change something are left out:
 * what they print says little, and `unverified-change` asks for a later look at the outcome.
 */
export function* onlyExitCode({ runbook, lines }: CheckedPage): Iterable<Finding> {
  if (runbook.runbook === undefined) return;
  for (const step of pathsOf(runbook.sections).flatMap(({ steps }) => steps)) {
    if (step.risk !== 'read-only' || step.skipReason !== undefined || saysWhatComesOut(step))
      continue;
    yield {
      code: 'check/only-exit-code',
      span: stepSpan(lines, step),
      message: `Unexpected step \`${step.id}\` without an \`expect\` block, expected a sample of its output`,
      hint: 'show the output in a `text expect` or `json expect` block directly below',
    };
  }
}
