// One expected line against one line of output.
import type { Placeholder, TextLine, ValueType } from '../../model/expectation.ts';
import { endOfToken, type FixedType } from '../../model/value-type.ts';
import { rejectValue, resolveOperand, type Variables } from './placeholder.ts';

export type PiecesLine = Extract<TextLine, { kind: 'pieces' }>;

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
  const pieces = trimLastPiece(expected.pieces).map((piece) => fixKnownValue(piece, variables));
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

/** `value`: the placeholder accepts this text only. */
type Piece = { readonly placeholder?: Placeholder; readonly value?: string };

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

/**
 * For each piece the places of the line from where it and all pieces after it match up to the line's end (1) or not (0).
 * One pass from the right per piece: work is pieces times characters, and no line can make it more.
 */
function findEnds(pieces: readonly Piece[], line: string): readonly Uint8Array[] {
  let after = new Uint8Array(line.length + 1);
  after[line.length] = 1;
  const tables = [after];
  for (const piece of pieces.toReversed()) {
    const here = new Uint8Array(line.length + 1);
    if (isFree(piece)) fillFree(here, after, line, isWithoutBlanks(piece.placeholder?.type));
    else fillFixed(here, after, line, piece);
    tables.unshift(here);
    after = here;
  }
  return tables;
}

/** A run of one character or more: any, or none of them blank. */
function fillFree(here: Uint8Array, after: Uint8Array, line: string, isWord: boolean): void {
  let isReachable = false;
  for (let at = line.length - 1; at >= 0; at -= 1) {
    isReachable ||= after[at + 1] === 1;
    if (isWord && isBlank(line, at)) isReachable = false;
    if (isReachable) here[at] = 1;
  }
}

function fillFixed(here: Uint8Array, after: Uint8Array, line: string, piece: Piece): void {
  for (let at = line.length; at >= 0; at -= 1) {
    const end = fixedEnd(piece, line, at);
    if (end !== undefined && after[end] === 1) here[at] = 1;
  }
}

/** End of a piece whose extent its own characters decide. */
function fixedEnd(piece: Piece, line: string, from: number): number | undefined {
  if (piece.value !== undefined) {
    return line.startsWith(piece.value, from) ? from + piece.value.length : undefined;
  }
  const type = piece.placeholder?.type ?? 'any';
  return isFreeType(type) ? undefined : endOfToken(type, line, from);
}

function isFree(piece: Piece): boolean {
  return piece.value === undefined && isFreeType(piece.placeholder?.type ?? 'any');
}

function isFreeType(type: ValueType): type is Exclude<ValueType, FixedType> {
  return type === 'any' || type === 'string' || isWithoutBlanks(type);
}

function isWithoutBlanks(type: ValueType | undefined): boolean {
  return type === 'word' || type === 'secret';
}

function isBlank(line: string, at: number): boolean {
  const code = line.charCodeAt(at);
  return code <= 32 || (code > 127 && /\s/.test(line.charAt(at)));
}

/** Tells most lines apart before any table is made. */
function hasOuterText(pieces: readonly Piece[], line: string): boolean {
  const first = pieces[0]?.value ?? '';
  const last = pieces.at(-1)?.value ?? '';
  return line.startsWith(first) && line.endsWith(last);
}

/** `<$NAME>` is the captured text; while NAME is not known it is read as a word, so that a message can say so. */
function fixKnownValue(piece: string | Placeholder, variables: Variables): Piece {
  if (typeof piece === 'string') return { value: piece };
  if (!piece.equals) return { placeholder: piece };
  const value = resolveOperand(piece.equals, variables);
  return value === undefined
    ? { placeholder: { ...piece, type: 'word' } }
    : { placeholder: piece, value };
}

/** White space at the end of a line does not count, on neither side. */
function trimLastPiece(
  pieces: readonly (string | Placeholder)[],
): readonly (string | Placeholder)[] {
  const last = pieces.at(-1);
  if (typeof last !== 'string') return pieces;
  const trimmed = last.trimEnd();
  return trimmed === '' ? pieces.slice(0, -1) : [...pieces.slice(0, -1), trimmed];
}
