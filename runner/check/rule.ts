// What a rule gets and how it complains. A rule is one file in `rules/` and one line in `check-runbook.ts`.
import type { Runbook, Section, Step } from '../model/runbook.ts';
import type { SourceSpan } from '../model/source.ts';
import type { CheckCode } from './codes.ts';
import type { ShellCommand } from './shell/commands.ts';
import type { Template } from './template.ts';

export interface CheckedPage {
  readonly runbook: Runbook;
  /** The file's lines; `lines[0]` is line 1. */
  readonly lines: readonly string[];
  readonly template: Template;
  /** Steps that a shell runs, with their commands; none for those that are skipped. */
  readonly scripts: readonly Script[];
  /** Names that `alerts:` may hold. Absent: any. */
  readonly alerts?: ReadonlySet<string>;
}

export interface Script {
  readonly step: Step;
  readonly commands: readonly ShellCommand[];
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

/** A piece of a step's commands, by its offsets in them. */
export function codeSpan(
  lines: readonly string[],
  step: Step,
  { start, end }: { readonly start: number; readonly end: number },
): SourceSpan {
  const above = step.code.slice(0, start).split('\n');
  const line = step.codeLine + above.length - 1;
  const before = above.at(-1) ?? '';
  const written = step.code.split('\n')[above.length - 1] ?? '';
  // The page may indent the block, or put a prompt in front.
  const indent = Math.max((lines[line - 1] ?? '').indexOf(written), 0);
  const column = indent + before.length + 1;
  const length = Math.min(end, start - before.length + written.length) - start;
  return { line, column, endLine: line, endColumn: column + Math.max(length, 1) };
}

/** What one run of the page takes, in order, Teardown left out. */
export interface Path {
  /** Absent: the main path. */
  readonly branch?: string;
  /** Steps of the main path that a branch runs first; none for the main path itself. */
  readonly before: readonly Step[];
  readonly steps: readonly Step[];
}

/** The main path and every branch. */
export function pathsOf(sections: readonly Section[]): readonly [Path, ...Path[]] {
  const all = inOrder(sections);
  const main = all.filter(({ branch }) => branch === undefined);
  const names = new Set(all.flatMap(({ branch }) => (branch === undefined ? [] : [branch.name])));
  const branches = [...names].map((name): Path => {
    const steps = all.filter(({ branch }) => branch?.name === name);
    const [first] = steps;
    const leaves = main.findIndex(({ id }) => id === first?.branch?.leavesBefore);
    const before =
      leaves >= 0
        ? main.slice(0, leaves)
        : main.filter(({ span }) => span.line < (first?.span.line ?? 0));
    return { branch: name, before, steps };
  });
  return [{ before: [], steps: main }, ...branches];
}

/** Steps of the main path in the order in which a run takes them, Teardown left out. */
export function mainSteps(sections: readonly Section[]): readonly Step[] {
  return pathsOf(sections)[0].steps;
}

function inOrder(sections: readonly Section[]): readonly Step[] {
  return [
    ...sections.filter((section) => section.role === 'setup'),
    ...sections.filter((section) => section.role === 'body'),
  ].flatMap((section) => section.steps);
}

/** True if the step runs and something is said about its output, or about a failure that it must show. */
export function saysWhatComesOut(step: Step): boolean {
  if (step.skipReason !== undefined) return false;
  return step.expectations.some(
    (expectation) =>
      expectation.kind !== 'duration' &&
      (expectation.kind !== 'exit-code' || expectation.code !== 0),
  );
}
