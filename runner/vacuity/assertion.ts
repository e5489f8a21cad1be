// What of a step can be true or false on its own: an expectation, and of `jq` and `absent` each of its lines.
import { describeCondition } from '../model/describe-condition.ts';
import type { Expectation } from '../model/expectation.ts';
import type { Step } from '../model/runbook.ts';
import type { SourceSpan } from '../model/source.ts';

export interface Assertion {
  /** Holds one filter or one unwanted line, where the page's block may hold several. */
  readonly expectation: Expectation;
  /** Where it stands on the page. */
  readonly span: SourceSpan;
  /** As a person would name it, on one line: `.count == 3`, `exit code 0`. */
  readonly source: string;
}

/** In the order of the page. A step in the background has no exit code while it runs. */
export function assertionsOf({ expectations, background }: Step): readonly Assertion[] {
  const ofAll = expectations.flatMap(split);
  return background === undefined
    ? ofAll
    : ofAll.filter(({ expectation }) => expectation.kind !== 'exit-code');
}

function split(expectation: Expectation): readonly Assertion[] {
  const { span } = expectation;
  switch (expectation.kind) {
    case 'exit-code':
      return [{ expectation, span, source: exitSource(expectation) }];
    case 'duration': {
      const source = `duration ${describeCondition(expectation.condition)}`;
      return [{ expectation, span, source }];
    }
    case 'jq':
      return expectation.filters.map((filter) => ({
        expectation: { ...expectation, filters: [filter] },
        span: lineSpan(span, filter.line, filter.source),
        source: filter.source,
      }));
    case 'absent':
      return expectation.lines.map((line) => ({
        expectation: { ...expectation, lines: [line] },
        span: lineSpan(span, line.line, line.source),
        source: line.source.trim(),
      }));
    case 'text': {
      const { lines } = expectation;
      const first = lines.find(({ kind }) => kind === 'pieces') ?? lines[0];
      if (first === undefined) return [{ expectation, span, source: 'no output' }];
      const source = sourceOf(first);
      return [{ expectation, span: lineSpan(span, first.line, source), source: source.trim() }];
    }
    case 'regex':
      return [{ expectation, span, source: firstLine(expectation.pattern) }];
    case 'json':
      return [{ expectation, span, source: firstLine(expectation.source) }];
  }
}

function exitSource({ code }: Extract<Expectation, { kind: 'exit-code' }>): string {
  return code === 'failure' ? 'any exit code but 0' : `exit code ${code}`;
}

function sourceOf(line: Extract<Expectation, { kind: 'text' }>['lines'][number]): string {
  return line.kind === 'any-lines' ? '...' : line.source;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.trim() ?? '';
}

function lineSpan({ column }: SourceSpan, line: number, source: string): SourceSpan {
  return { line, column, endLine: line, endColumn: column + source.length };
}
