// How long an attempt took.
import { parseDecimal } from '../../model/decimal.ts';
import { describeCondition } from '../../model/describe-condition.ts';
import type { Expectation } from '../../model/expectation.ts';
import { holdsFor } from './holds.ts';
import { type MatchResult, match } from './match-result.ts';
import { conditionOperands, resolveOperand, unset, type Variables } from './placeholder.ts';

type DurationExpectation = Extract<Expectation, { kind: 'duration' }>;

export function matchDuration(
  expectation: DurationExpectation,
  durationMs: number,
  variables: Variables,
): MatchResult {
  const { condition, span } = expectation;
  const wanted = describeCondition(condition);
  const values: string[] = [];
  for (const operand of conditionOperands(condition)) {
    const value = resolveOperand(operand, variables);
    if (value === undefined) {
      const message = unset(operand, wanted);
      return { mismatches: [{ expectation: 'duration', span, message, diff: [] }] };
    }
    values.push(value);
  }
  // A clock tick is about a microsecond; further digits are noise.
  const took = parseDecimal(durationMs.toFixed(3));
  if (took !== undefined && holdsFor(condition, 'duration', took, values)) return match;
  const message = `Unexpected duration \`${formatSeconds(durationMs)}\`, expected \`${wanted}\``;
  return { mismatches: [{ expectation: 'duration', span, message, diff: [] }] };
}

/** With milliseconds, so that a value just over its limit does not look like the limit. */
function formatSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)}s`;
}
