// jq filters on the output: each must yield something, and nothing but `true`.
import { escapeControls } from '../../model/escape-controls.ts';
import type { Expectation } from '../../model/expectation.ts';
import type { DiffLine, Mismatch } from '../../model/verdict.ts';
import { runJq } from '../jq/jq.ts';
import type { JqAnswer } from '../jq/jq-question.ts';
import { decode, quoteValue } from '../printable.ts';
import { notJson } from './json.ts';
import { parseJson, toJson } from './json-value.ts';
import { type MatchResult, match } from './match-result.ts';

type JqExpectation = Extract<Expectation, { kind: 'jq' }>;
type Filter = JqExpectation['filters'][number];

export function matchJq(expectation: JqExpectation, output: Uint8Array): MatchResult {
  const text = decode(output);
  const parsed = parseJson(text);
  if (parsed.kind === 'no-json') {
    return { mismatches: [notJson('jq', expectation.span, text, parsed)] };
  }
  const json = toJson(parsed.value);
  const mismatches: Mismatch[] = [];
  for (const filter of expectation.filters) {
    const answer = runJq(filter.source, json);
    if (answer.kind === 'crash' || answer.kind === 'no-filter') {
      return {
        unjudged: `Unexpected end of jq (${answer.reason}) in ${quoteValue(filter.source, 80)}, expected a result`,
      };
    }
    const mismatch = explain(expectation, filter, answer);
    if (mismatch !== undefined) mismatches.push(mismatch);
  }
  const [first, ...others] = mismatches;
  return first === undefined ? match : { mismatches: [first, ...others] };
}

function explain(
  expectation: JqExpectation,
  filter: Filter,
  answer: Exclude<JqAnswer, { kind: 'crash' | 'no-filter' }>,
): Mismatch | undefined {
  const problem = describe(answer);
  if (problem === undefined) return undefined;
  const { column } = expectation.span;
  const span = {
    line: filter.line,
    column,
    endLine: filter.line,
    endColumn: column + filter.source.length,
  };
  const message = `Unexpected ${problem.found} from jq ${quoteValue(filter.source)}, expected \`true\``;
  const diff: DiffLine[] = problem.values.map((value) => ({
    kind: 'unexpected',
    text: escapeControls(value).slice(0, 400),
  }));
  if (problem.note !== undefined) diff.push({ kind: 'note', text: problem.note });
  return { expectation: 'jq', span, message, diff };
}

interface Problem {
  readonly found: string;
  readonly values: readonly string[];
  readonly note?: string;
}

function describe(answer: JqAnswer): Problem | undefined {
  if (answer.kind === 'error') return { found: `error ${quoteValue(answer.reason)}`, values: [] };
  if (answer.kind !== 'result') return undefined;
  const { yielded, others } = answer;
  if (yielded === 0) return { found: 'silence', values: [] };
  const [first] = others;
  if (first === undefined) return undefined;
  const results = yielded === 1 ? '1 result' : `${yielded} results`;
  return { found: quoteValue(first), values: others, ...(yielded > 1 && { note: results }) };
}
