// The output, line by line, against the expected text.

import { escapeControls } from '../../model/escape-controls.ts';
import type { Expectation, TextLine } from '../../model/expectation.ts';
import type { DiffLine, Mismatch } from '../../model/verdict.ts';
import { quoteValue } from '../printable.ts';
import { diffLines } from './diff-lines.ts';
import type { PiecesLine } from './line-shape.ts';
import { type LineMatch, matchLine } from './match-line.ts';
import type { MatchResult } from './match-result.ts';
import { outputLines } from './output-lines.ts';
import type { Variables } from './placeholder.ts';

type TextExpectation = Extract<Expectation, { kind: 'text' }>;

/** `...` stands for the fewest lines that let the rest match. */
export function matchText(
  expectation: TextExpectation,
  output: Uint8Array,
  variables: Variables,
): MatchResult {
  const actual = outputLines(output);
  const runs = splitRuns(expectation.lines);
  const captured: (readonly [string, string])[] = [];
  let from = 0;
  for (const run of runs) {
    const known = withCaptured(variables, captured);
    const found = findRun(run, actual, from, known);
    if (found.kind === 'missing') {
      const read = withCaptured(known, found.captured);
      return { mismatches: [explain(expectation, run, found, actual, from, read)] };
    }
    captured.push(...found.captured);
    from = found.end;
  }
  return { captured };
}

/** What a line captured, the lines below it may use. */
function withCaptured(
  variables: Variables,
  captured: readonly (readonly [string, string])[],
): Variables {
  return captured.length === 0 ? variables : { ...variables, ...Object.fromEntries(captured) };
}

/** Expected lines between two `...`. */
interface Run {
  readonly lines: readonly PiecesLine[];
  /** No `...` before it: it must start where the last run ended. */
  readonly isAnchored: boolean;
  /** No `...` after it: it must end where the output ends. */
  readonly isLast: boolean;
}

type Found =
  | {
      readonly kind: 'found';
      readonly end: number;
      readonly captured: readonly (readonly [string, string])[];
    }
  /** The place where most of the run's lines matched, how many, and why the next one did not. */
  | {
      readonly kind: 'missing';
      readonly at: number;
      readonly matched: number;
      /** By the lines that matched. */
      readonly captured: readonly (readonly [string, string])[];
      readonly reason: string | undefined;
    };

function splitRuns(lines: readonly TextLine[]): readonly Run[] {
  const groups: PiecesLine[][] = [[]];
  for (const line of lines) {
    if (line.kind === 'any-lines') groups.push([]);
    else groups.at(-1)?.push(line);
  }
  const last = groups.at(-1);
  while (last && last.length > 0 && isEmptyLine(last.at(-1))) last.pop();
  return groups.map((group, index) => ({
    lines: group,
    isAnchored: index === 0,
    isLast: index === groups.length - 1,
  }));
}

function isEmptyLine(line: PiecesLine | undefined): boolean {
  return line?.pieces.every((piece) => typeof piece === 'string' && piece.trim() === '') ?? false;
}

function findRun(run: Run, actual: readonly string[], from: number, variables: Variables): Found {
  // After a final `...` nothing needs to be found.
  if (run.lines.length === 0 && !run.isAnchored)
    return { kind: 'found', end: actual.length, captured: [] };
  const lastStart = actual.length - run.lines.length;
  const firstStart = run.isLast && !run.isAnchored ? Math.max(from, lastStart) : from;
  let best: Found = {
    kind: 'missing',
    at: firstStart,
    matched: -1,
    captured: [],
    reason: undefined,
  };
  const isSingle = run.isAnchored || run.isLast;
  for (
    let at = firstStart;
    at <= (isSingle ? firstStart : Math.max(firstStart, lastStart));
    at += 1
  ) {
    const found = matchRunAt(run, actual, at, variables);
    if (found.kind === 'found') return found;
    if (
      found.matched > best.matched ||
      (found.reason && !best.reason && found.matched === best.matched)
    ) {
      best = found;
    }
  }
  return best;
}

function matchRunAt(run: Run, actual: readonly string[], at: number, variables: Variables): Found {
  const captured: (readonly [string, string])[] = [];
  for (const [offset, expected] of run.lines.entries()) {
    const line = actual[at + offset];
    const match: LineMatch =
      line === undefined
        ? { kind: 'mismatch' }
        : matchLine(expected, line, withCaptured(variables, captured));
    if (match.kind === 'mismatch') {
      return { kind: 'missing', at, matched: offset, captured, reason: match.reason };
    }
    captured.push(...match.captured);
  }
  const end = at + run.lines.length;
  if (run.isLast && end < actual.length) {
    return { kind: 'missing', at, matched: run.lines.length, captured, reason: undefined };
  }
  return { kind: 'found', end, captured };
}

function explain(
  expectation: TextExpectation,
  run: Run,
  found: Extract<Found, { kind: 'missing' }>,
  actual: readonly string[],
  from: number,
  variables: Variables,
): Mismatch {
  const expected = run.lines[found.matched];
  const line = actual[found.at + found.matched];
  const pageLine = expected?.line ?? run.lines.at(-1)?.line ?? expectation.span.line;
  const span =
    expected || run.lines.length > 0
      ? {
          line: pageLine,
          column: 1,
          endLine: pageLine,
          endColumn: (expected?.source.length ?? 0) + 1,
        }
      : expectation.span;
  const message = found.reason ?? say(run, expected, line, actual.length);
  const skipped: DiffLine[] =
    from > 0 ? [{ kind: 'note', text: `the first ${from} lines match` }] : [];
  const window = run.isAnchored ? actual : actual.slice(from);
  const diff = [...skipped, ...diffLines(run.lines, window, variables, !run.isLast)];
  return { expectation: 'text', span, message, diff };
}

function say(
  run: Run,
  expected: PiecesLine | undefined,
  line: string | undefined,
  outputLength: number,
): string {
  if (expected === undefined) {
    return line === undefined
      ? 'Unexpected output'
      : `Unexpected line ${quoteValue(line)}, expected the output to end here`;
  }
  const wanted = `\`${escapeControls(expected.source.trim())}\``;
  if (outputLength === 0) return `Unexpected empty output, expected ${wanted}`;
  if (!run.isAnchored && !run.isLast) return `Unexpected output without a line ${wanted}`;
  if (line === undefined) return `Unexpected end of the output, expected ${wanted}`;
  return `Unexpected line ${quoteValue(line)}, expected ${wanted}`;
}
