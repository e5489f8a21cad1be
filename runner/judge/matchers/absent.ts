// Lines that must not occur anywhere in the output, not even as a part of a line.
import { escapeControls } from '../../model/escape-controls.ts';
import type { Expectation } from '../../model/expectation.ts';
import type { DiffLine, Mismatch } from '../../model/verdict.ts';
import { quoteValue } from '../printable.ts';
import { findInLine } from './find-in-line.ts';
import { type MatchResult, match } from './match-result.ts';
import { outputLines } from './output-lines.ts';
import type { Variables } from './placeholder.ts';

type AbsentExpectation = Extract<Expectation, { kind: 'absent' }>;

/** Lines of output that a difference shows. */
const shownLinesMax = 5;

export function matchAbsent(
  expectation: AbsentExpectation,
  output: Uint8Array,
  variables: Variables,
): MatchResult {
  const lines = outputLines(output);
  const mismatches = expectation.lines.flatMap((unwanted) => {
    const found: number[] = [];
    for (const [index, line] of lines.entries()) {
      const occurrence = findInLine(unwanted, line, variables);
      if (occurrence.kind === 'unknown') return [mismatch(unwanted, occurrence.reason, [])];
      if (occurrence.kind === 'found') found.push(index);
    }
    const [first] = found;
    if (first === undefined) return [];
    const message = `Unexpected line ${quoteValue(lines[first] ?? '')}, expected none with ${quoteValue(unwanted.source.trim())}`;
    return [mismatch(unwanted, message, showLines(lines, found))];
  });
  const [first, ...others] = mismatches;
  return first === undefined ? match : { mismatches: [first, ...others] };
}

function mismatch(
  { line, source }: AbsentExpectation['lines'][number],
  message: string,
  diff: readonly DiffLine[],
): Mismatch {
  const span = { line, column: 1, endLine: line, endColumn: source.length + 1 };
  return { expectation: 'absent', span, message, diff };
}

function showLines(lines: readonly string[], found: readonly number[]): readonly DiffLine[] {
  const diff = found.slice(0, shownLinesMax).flatMap((index): readonly DiffLine[] => [
    { kind: 'note', text: `line ${index + 1} of the output` },
    { kind: 'unexpected', text: escapeControls(lines[index] ?? '').slice(0, 400) },
  ]);
  const left = found.length - shownLinesMax;
  return left > 0 ? [...diff, { kind: 'note', text: `${left} more lines` }] : diff;
}
