// What a rule gets and how it complains. A rule is one file in `rules/` and one line in `check-runbook.ts`.
import type { Runbook, Section, Step } from '../model/runbook.ts';
import type { SourceSpan } from '../model/source.ts';
import type { CheckCode } from './codes.ts';
import type { Template } from './template.ts';

export interface CheckedPage {
  readonly runbook: Runbook;
  /** The file's lines; `lines[0]` is line 1. */
  readonly lines: readonly string[];
  readonly template: Template;
}

export interface Finding {
  readonly code: CheckCode;
  readonly span: SourceSpan;
  readonly message: string;
  readonly hint?: string;
}

export type Rule = (page: CheckedPage) => Iterable<Finding>;

/** The whole of one line, without the space around it. */
export function lineSpan(lines: readonly string[], line: number): SourceSpan {
  const text = lines[line - 1] ?? '';
  const column = text.length - text.trimStart().length + 1;
  return { line, column, endLine: line, endColumn: Math.max(text.trimEnd().length + 1, column) };
}

/** The opening fence line of a step. */
export function stepSpan(lines: readonly string[], step: Step): SourceSpan {
  return { ...lineSpan(lines, step.span.line), column: step.span.column };
}

/** Steps in the order in which a run takes them, Teardown left out. */
export function mainSteps(sections: readonly Section[]): readonly Step[] {
  return [
    ...sections.filter((section) => section.role === 'setup'),
    ...sections.filter((section) => section.role === 'body'),
  ].flatMap((section) => section.steps);
}

/** True if the step runs and something is said about its output, or about a failure that it must show. */
export function saysWhatComesOut(step: Step): boolean {
  if (step.skipReason !== undefined) return false;
  return step.expectations.some(
    (expectation) => expectation.kind !== 'exit-code' || expectation.code !== 0,
  );
}
