// One line of a sample for one line of output: the author's placeholders stay, the words around them change.

import type { Placeholder } from '../model/expectation.ts';
import { isOfType } from '../model/value-type.ts';
import { isAssertion } from './assertion.ts';
import { escapeLineStart, type LiteralContext, lineLiteral, literal } from './literal.ts';
import { splitTokens, weigh } from './tokens.ts';
import type { PiecesLine, UpdateTools } from './tools.ts';

export type RewrittenLine =
  /** `undecided`: a placeholder of the line does not hold, and stays as it is. */
  | { readonly kind: 'line'; readonly text: string; readonly undecided?: string }
  | { readonly kind: 'impossible'; readonly reason: string };

type Context = LiteralContext & { readonly tools: Pick<UpdateTools, 'isLiteral' | 'rejectValue'> };

export function rewriteLine(expected: PiecesLine, line: string, context: Context): RewrittenLine {
  if (expected.pieces.every((piece) => typeof piece === 'string')) {
    const written = lineLiteral(line, context);
    return written.kind === 'text' ? { kind: 'line', text: written.text } : written;
  }
  const placed = placePlaceholders(expected.pieces, line, context);
  if (placed === undefined || isBare(expected, placed, line)) {
    // Without its words the line would accept whatever has the shape of its placeholders.
    if (placed !== undefined && !expected.pieces.some(isAssertion)) {
      return rewriteLine({ ...expected, pieces: [] }, line, context);
    }
    return {
      kind: 'impossible',
      reason: `Nothing in the line \`${line.trim()}\` is what \`${expected.source.trim()}\` marks as varying`,
    };
  }
  let text = '';
  let at = 0;
  const undecided: string[] = [];
  for (const { placeholder, from, to } of placed) {
    const between = literal(line.slice(at, from), context);
    if (between.kind === 'impossible') return between;
    text += between.text + placeholder.source;
    const reason = context.tools.rejectValue(placeholder, line.slice(from, to), context.variables);
    if (reason !== undefined) undecided.push(reason);
    at = to;
  }
  const rest = literal(line.slice(at), context);
  if (rest.kind === 'impossible') return rest;
  const [reason] = undecided;
  return {
    kind: 'line',
    text: escapeLineStart(text + rest.text, context),
    ...(reason !== undefined && { undecided: reason }),
  };
}

/** The sample has words, and none of them nor any other would be left between its placeholders. */
function isBare(expected: PiecesLine, placed: readonly Placed[], line: string): boolean {
  const hasWords = expected.pieces.some(
    (piece) => typeof piece === 'string' && piece.trim() !== '',
  );
  return hasWords && [...placed].reverse().reduce(cutOut, line).trim() === '';
}

function cutOut(text: string, { from, to }: Placed): string {
  return text.slice(0, from) + text.slice(to);
}

interface Placed {
  readonly placeholder: Placeholder;
  readonly from: number;
  readonly to: number;
}

/** Steps of the search at most: a line with placeholders that is longer than a screen is not for a program to rewrite. */
const pairsMax = 1_000_000;
/** Pieces that one placeholder may stand for. */
const reachMax = 80;

/** Where each placeholder is now, so that as much as possible of the text around them is as it was. Undefined: nowhere. */
function placePlaceholders(
  pieces: readonly (string | Placeholder)[],
  line: string,
  context: Context,
): readonly Placed[] | undefined {
  const expected = pieces.flatMap<string | Placeholder>((piece) =>
    typeof piece === 'string' ? splitTokens(piece) : [piece],
  );
  const observed = splitTokens(line);
  if (expected.length * observed.length > pairsMax) return undefined;
  const offsets = [0];
  for (const token of observed) offsets.push((offsets.at(-1) ?? 0) + token.length);
  const width = observed.length + 1;
  const best = new Float64Array((expected.length + 1) * width).fill(Number.POSITIVE_INFINITY);
  /** 0: the observed piece is new; -1: the expected one is gone; -2: the same; above: a placeholder for so many pieces. */
  const choice = new Int16Array(best.length);
  for (let row = expected.length; row >= 0; row -= 1) {
    for (let column = observed.length; column >= 0; column -= 1) {
      const cell = row * width + column;
      if (row === expected.length && column === observed.length) {
        best[cell] = 0;
        continue;
      }
      const offer = (kind: number, cost: number): void => {
        if (cost >= (best[cell] ?? 0)) return;
        best[cell] = cost;
        choice[cell] = kind;
      };
      const beyond = (rows: number, columns: number): number =>
        best[(row + rows) * width + column + columns] ?? Number.POSITIVE_INFINITY;
      const wanted = expected[row];
      const token = observed[column];
      if (typeof wanted === 'object') {
        for (const { length, cost } of reaches(wanted, { line, offsets, column }, context)) {
          offer(length, cost + beyond(1, length));
        }
      } else if (wanted !== undefined) {
        if (wanted === token) offer(-2, beyond(1, 1));
        offer(-1, weigh(wanted) + beyond(1, 0));
      }
      if (token !== undefined) offer(0, weigh(token) + beyond(0, 1));
    }
  }
  if (!Number.isFinite(best[0] ?? Number.POSITIVE_INFINITY)) return undefined;
  return readPlaces(expected, choice, offsets);
}

/**
 * What a placeholder may be from here on, by its shape alone, as the matcher reads lines. Its condition is judged
 * afterwards: a limit must not move on to another value because that one fits.
 */
function* reaches(
  placeholder: Placeholder,
  at: { readonly line: string; readonly offsets: readonly number[]; readonly column: number },
  context: Context,
): Generator<{ readonly length: number; readonly cost: number }> {
  const from = at.offsets[at.column] ?? 0;
  for (let length = 1; length <= reachMax; length += 1) {
    const to = at.offsets[at.column + length];
    if (to === undefined) return;
    const text = at.line.slice(from, to);
    if (!isOfType(placeholder.type, text)) continue;
    // `<$NAME>` is a text that is known, and nothing else is in its shape.
    if (placeholder.equals && context.tools.rejectValue(placeholder, text, context.variables))
      continue;
    // Of two readings that keep as much, the shorter one.
    yield { length, cost: length - 1 };
  }
}

function readPlaces(
  expected: readonly (string | Placeholder)[],
  choice: Int16Array,
  offsets: readonly number[],
): readonly Placed[] {
  const placed: Placed[] = [];
  let [row, column] = [0, 0];
  const width = offsets.length;
  while (row < expected.length || column < width - 1) {
    const chosen = choice[row * width + column] ?? 0;
    const wanted = expected[row];
    if (chosen > 0 && typeof wanted === 'object') {
      const [from = 0, to = 0] = [offsets[column], offsets[column + chosen]];
      placed.push({ placeholder: wanted, from, to });
      row += 1;
      column += chosen;
    } else {
      if (chosen < 0) row += 1;
      if (chosen !== -1) column += 1;
    }
  }
  return placed;
}
