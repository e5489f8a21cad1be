// A sample that captures a secret tells its value only when it holds. Until then nobody can say what to mask.
import type { Placeholder } from '../model/expectation.ts';
import { placeholdersOf } from '../model/placeholders.ts';
import type { Step } from '../model/runbook.ts';
import type { Mismatch, Verdict } from '../model/verdict.ts';

/** Stands for output that may hold such a secret. */
export const withheldOutput = '[not shown: may hold a secret]';

const withheldReason = 'Unexpected output, which is not shown because it may hold a secret';

/** Placeholders of type `secret`, by expectation. */
export function secretPlaceholders(step: Step): readonly Placeholder[] {
  return step.expectations.flatMap(placeholdersOf).filter(({ type }) => type === 'secret');
}

/** Whether the step's output may hold a secret whose value nobody knows. */
export function mayHoldUnknownSecret(step: Step, verdict: Verdict): boolean {
  return secretPlaceholders(step).some(
    ({ capture }) => capture === undefined || !Object.hasOwn(verdict.captured, capture),
  );
}

/** The same verdict without a word of the output. */
export function withhold(verdict: Verdict): Verdict {
  // Nothing was compared: the reason is about a deadline, or the shell.
  if (verdict.outcome === 'pass' || verdict.assertions === 0) return verdict;
  const mismatches = verdict.mismatches.map((mismatch) =>
    quotesOutput(mismatch) ? { ...mismatch, message: withheldReason, diff: [] } : mismatch,
  );
  const reasons = new Set(mismatches.map(({ message }) => message));
  return { ...verdict, mismatches, reason: [...reasons].join('; ') || withheldReason };
}

function quotesOutput({ expectation }: Mismatch): boolean {
  return expectation !== 'exit-code' && expectation !== 'duration';
}
