// The output as one JSON document that holds at least what the page shows.

import { escapeControls } from '../../model/escape-controls.ts';
import type { Expectation } from '../../model/expectation.ts';
import type { SourceSpan } from '../../model/source.ts';
import type { DiffLine, Mismatch } from '../../model/verdict.ts';
import { decode, quoteValue } from '../printable.ts';
import { formatPath, lineOfPath } from './json-path.ts';
import { comparePattern, type JsonProblem } from './json-pattern.ts';
import { type ParsedJson, parseJson } from './json-value.ts';
import type { MatchResult } from './match-result.ts';
import type { Variables } from './placeholder.ts';

type JsonExpectation = Extract<Expectation, { kind: 'json' }>;

/** Problems that a difference shows; further ones are counted. */
const shownProblemsMax = 50;
const shownOutputLinesMax = 40;

export function matchJson(
  expectation: JsonExpectation,
  output: Uint8Array,
  variables: Variables,
): MatchResult {
  const text = decode(output);
  const parsed = parseJson(text);
  if (parsed.kind === 'no-json') {
    return { mismatches: [notJson('json', expectation.span, text, parsed)] };
  }
  const { problems, captured } = comparePattern(expectation.pattern, parsed.value, variables);
  const [first] = problems;
  if (first === undefined) return { captured };
  return { mismatches: [explain(expectation, first, problems)] };
}

/** For everything that takes JSON: no JSON is a failure, never a reason to compare otherwise. */
export function notJson(
  expectation: Mismatch['expectation'],
  span: SourceSpan,
  text: string,
  problem: Extract<ParsedJson, { kind: 'no-json' }>,
): Mismatch {
  const output = text.trim() === '' ? 'empty output' : `output ${quoteValue(text.trimEnd(), 60)}`;
  const found = problem.found ?? output;
  const lines = text.trimEnd().split('\n');
  const diff: DiffLine[] = lines
    .slice(0, shownOutputLinesMax)
    .map((line) => ({ kind: 'unexpected', text: escapeControls(line).slice(0, 400) }));
  diff.push({ kind: 'note', text: escapeControls(problem.reason).replaceAll('\n', ' ') });
  const message = `Unexpected ${found}, expected one JSON document`;
  return { expectation, span, message, diff };
}

function explain(
  expectation: JsonExpectation,
  first: JsonProblem,
  problems: readonly JsonProblem[],
): Mismatch {
  const diff: DiffLine[] = problems.slice(0, shownProblemsMax).flatMap((problem) => {
    const path = formatPath(problem.path);
    const lines: DiffLine[] = [];
    if (problem.expected !== undefined) {
      lines.push({ kind: 'missing', text: `${path}: ${escapeControls(problem.expected)}` });
    }
    if (problem.found !== undefined) {
      lines.push({ kind: 'unexpected', text: `${path}: ${escapeControls(problem.found)}` });
    }
    return lines;
  });
  const left = problems.length - shownProblemsMax;
  if (left > 0) diff.push({ kind: 'note', text: `${left} more differences` });
  const span = spanOfPattern(expectation, first);
  return { expectation: 'json', span, message: first.message, diff };
}

/** The line of the page that holds the member which did not match. */
function spanOfPattern(expectation: JsonExpectation, problem: JsonProblem): SourceSpan {
  const { span, source } = expectation;
  const lines = source.split('\n');
  const isWithFences = span.endLine - span.line + 1 >= lines.length + 2;
  const offset = lineOfPath(source, problem.patternPath);
  const line = span.line + (isWithFences ? 1 : 0) + offset;
  return {
    line,
    column: span.column,
    endLine: line,
    endColumn: span.column + (lines[offset]?.length ?? 0),
  };
}
