// What must hold for a step, in a few words.
import { describeCondition } from '../model/describe-condition.ts';
import type { Expectation } from '../model/expectation.ts';
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
