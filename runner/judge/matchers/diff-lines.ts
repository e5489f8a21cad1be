// The difference between expected lines and printed ones, in the order in which a person reads it.
import { createRequire } from 'node:module';
import type * as Diff from 'diff';
import { escapeControls } from '../../model/escape-controls.ts';
import type { DiffLine } from '../../model/verdict.ts';
import type { PiecesLine } from './line-shape.ts';
import { matchLine } from './match-line.ts';
import type { Variables } from './placeholder.ts';

// Loaded when the first difference is shown: a run that passes needs none of it, and judging stays synchronous.
const load = createRequire(import.meta.url);

/** Lines of each side that are compared, and characters of a line that are shown. A longer difference helps nobody. */
const comparedLinesMax = 200;
const shownCharactersMax = 400;

/** An expected line that holds counts as the same. `mayGoOn`: more output after the last expected line is no difference. */
export function diffLines(
  expected: readonly PiecesLine[],
  actual: readonly string[],
  variables: Variables,
  mayGoOn: boolean,
): readonly DiffLine[] {
  const left = expected.slice(0, comparedLinesMax);
  const right = actual.slice(0, comparedLinesMax);
  const { diffArrays }: typeof Diff = load('diff');
  const changes = diffArrays<PiecesLine | string>([...left], [...right], {
    comparator: (a, b) => isSame(a, b, variables),
  });
  const lines: DiffLine[] = changes.flatMap(({ value, added, removed }) =>
    value.map((item) => {
      const kind = added ? 'unexpected' : removed ? 'missing' : 'same';
      return { kind, text: shown(typeof item === 'string' ? item : item.source) };
    }),
  );
  if (mayGoOn)
    while (lines.at(-1)?.kind === 'unexpected' && lines.length > left.length + 20) lines.pop();
  const notShown = actual.length - right.length;
  return notShown > 0 ? [...lines, { kind: 'note', text: `${notShown} more lines` }] : lines;
}

function isSame(a: PiecesLine | string, b: PiecesLine | string, variables: Variables): boolean {
  if (typeof a === 'string') return typeof b === 'string' ? a === b : isSame(b, a, variables);
  return typeof b === 'string' && matchLine(a, b, variables).kind === 'match';
}

function shown(text: string): string {
  const line = escapeControls(text);
  return line.length > shownCharactersMax ? `${line.slice(0, shownCharactersMax)}…` : line;
}
