// What must hold for a step, in a few words.
import type { Condition, Expectation, Operand } from '../model/expectation.ts';
import { count } from './format-time.ts';

/** Completes *expect …*: `exit code 0`, `3 lines of text (line 20)`, `1 line absent from standard error (line 31)`. */
export function describeExpectation(expectation: Expectation): string {
  switch (expectation.kind) {
    case 'exit-code':
      return expectation.code === 'failure'
        ? 'any exit code but 0'
        : `exit code ${expectation.code}`;
    case 'duration':
      return `an end after ${describeCondition(expectation.condition)} (line ${expectation.span.line})`;
    default: {
      const where = expectation.stream === 'stderr' ? ' on standard error' : '';
      return `${describeBlock(expectation)}${where} (line ${expectation.span.line})`;
    }
  }
}

function describeBlock(
  expectation: Exclude<Expectation, { kind: 'exit-code' | 'duration' }>,
): string {
  switch (expectation.kind) {
    case 'text':
      return expectation.lines.length === 0
        ? 'no output'
        : `${count(expectation.lines.length, 'line')} of text`;
    case 'absent':
      return `${count(expectation.lines.length, 'line')} absent`;
    case 'regex':
      return 'a match of the regular expression';
    case 'jq':
      return `${count(expectation.filters.length, 'jq filter')} to be true`;
    case 'json':
      return 'JSON';
  }
}

/** As it is written on a page: `at most 2s`, `near 0.5 within 5%`. */
export function describeCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'between':
      return `between ${operand(condition.low)} and ${operand(condition.high)}`;
    case 'near':
      return `near ${operand(condition.operand)} within ${condition.tolerance.text}`;
    default:
      return `${condition.kind.replace('-', ' ')} ${operand(condition.operand)}`;
  }
}

function operand(operand: Operand): string {
  return operand.kind === 'variable' ? `$${operand.name}` : operand.text;
}
