// The whole output against a regular expression.
import { runInNewContext } from 'node:vm';
import { escapeControls } from '../../model/escape-controls.ts';
import type { Expectation } from '../../model/expectation.ts';
import type { DiffLine } from '../../model/verdict.ts';
import { quoteValue } from '../printable.ts';
import { type MatchResult, match } from './match-result.ts';
import { outputLines } from './output-lines.ts';

type RegexExpectation = Extract<Expectation, { kind: 'regex' }>;

/** An expression that goes back and forth can take longer than the universe is old; this is enough for any other. */
const limitMs = 1000;
const shownOutputLinesMax = 40;

export function matchRegex(expectation: RegexExpectation, output: Uint8Array): MatchResult {
  const lines = outputLines(output);
  const text = lines.join('\n');
  const pattern = quoteValue(expectation.pattern, 80);
  const whole = test(`(?<![^])(?:${expectation.pattern})(?![^])`, text);
  if (whole === true) return match;
  if (whole === undefined) {
    return {
      unjudged: `Unexpected time over \`${limitMs / 1000}s\` to match ${pattern}, expected an expression without nested repetitions such as \`(a+)+\``,
    };
  }
  const found = text === '' ? 'empty output' : `output ${quoteValue(text, 80)}`;
  const message = `Unexpected ${found}, expected it to match ${pattern}`;
  const diff: DiffLine[] = lines
    .slice(0, shownOutputLinesMax)
    .map((line) => ({ kind: 'unexpected', text: escapeControls(line).slice(0, 400) }));
  const left = lines.length - shownOutputLinesMax;
  if (left > 0) diff.push({ kind: 'note', text: `${left} more lines` });
  if (test(expectation.pattern, text) === true) {
    diff.push({
      kind: 'note',
      text: 'a part of the output matches, the expression must match all of it',
    });
  }
  return { mismatches: [{ expectation: 'regex', span: expectation.span, message, diff }] };
}

/** Undefined: not known after the time limit. A context of its own is what can be stopped in the middle. */
function test(pattern: string, text: string): boolean | undefined {
  try {
    const program = 'new RegExp(pattern, "msu").test(text)';
    return runInNewContext(program, { pattern, text }, { timeout: limitMs }) as boolean;
  } catch (error) {
    // An `Error` of that context is none of ours.
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined;
    throw error;
  }
}
