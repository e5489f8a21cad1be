// One expected line against one line of output.
import type { Placeholder } from '../../model/expectation.ts';
import { findEnds, fixedEnd, type Piece, type PiecesLine, toPieces } from './line-shape.ts';
import { rejectValue, type Variables } from './placeholder.ts';

export type LineMatch =
  | { readonly kind: 'match'; readonly captured: readonly (readonly [string, string])[] }
  /** `reason` is there when the line has the right shape and only a value is wrong. */
  | { readonly kind: 'mismatch'; readonly reason?: string };

/**
 * The extent of every placeholder follows from the shapes alone: the shortest that lets the rest of the line match,
 * from left to right. Conditions are judged afterwards, on that one reading: a value that is out of bounds is never
 * read differently until it fits.
 */
export function matchLine(expected: PiecesLine, line: string, variables: Variables): LineMatch {
  const literal = literalOf(expected);
  if (literal !== undefined) return line === literal ? sameText : otherText;
  const pieces = toPieces(expected, variables);
  const extents = readExtents(pieces, line);
  if (extents === undefined) return { kind: 'mismatch' };
  const captured: [string, string][] = [];
  for (const { placeholder, text } of extents) {
    const reason = rejectValue(placeholder, text, variables);
    if (reason !== undefined) return { kind: 'mismatch', reason };
    if (placeholder.capture !== undefined) captured.push([placeholder.capture, text]);
  }
  return { kind: 'match', captured };
}

const sameText: LineMatch = { kind: 'match', captured: [] };
const otherText: LineMatch = { kind: 'mismatch' };

/** The only text that a line without placeholders can match. */
function literalOf({ pieces }: PiecesLine): string | undefined {
  const [first = '', second] = pieces;
  return typeof first === 'string' && second === undefined ? first.trimEnd() : undefined;
}

interface Extent {
  readonly placeholder: Placeholder;
  readonly text: string;
}

function readExtents(pieces: readonly Piece[], line: string): readonly Extent[] | undefined {
  if (!hasOuterText(pieces, line)) return undefined;
  const canEnd = findEnds(pieces, line);
  if (canEnd[0]?.[0] !== 1) return undefined;
  const extents: Extent[] = [];
  let from = 0;
  for (const [index, piece] of pieces.entries()) {
    const end = fixedEnd(piece, line, from) ?? canEnd[index + 1]?.indexOf(1, from + 1) ?? -1;
    const { placeholder } = piece;
    if (placeholder) extents.push({ placeholder, text: line.slice(from, end) });
    from = end;
  }
  return extents;
}

/** Tells most lines apart before any table is made. */
function hasOuterText(pieces: readonly Piece[], line: string): boolean {
  const first = pieces[0]?.value ?? '';
  const last = pieces.at(-1)?.value ?? '';
  return line.startsWith(first) && line.endsWith(last);
}
