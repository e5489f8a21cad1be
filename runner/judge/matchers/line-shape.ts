// What the pieces of an expected line could be in a line of output, by their shapes alone.
import type { Placeholder, TextLine, ValueType } from '../../model/expectation.ts';
import { endOfToken, type FixedType } from '../../model/value-type.ts';
import { resolveOperand, type Variables } from './placeholder.ts';

export type PiecesLine = Extract<TextLine, { kind: 'pieces' }>;

/** `value`: the placeholder accepts this text only. */
export type Piece = { readonly placeholder?: Placeholder; readonly value?: string };

export function toPieces(expected: PiecesLine, variables: Variables): readonly Piece[] {
  return trimLastPiece(expected.pieces).map((piece) => fixKnownValue(piece, variables));
}

/**
 * For each piece the places of the line from where it and all pieces after it match up to the line's end (1) or not (0).
 * `mayGoOn`: the line may go on behind the last piece.
 * One pass from the right per piece: work is pieces times characters, and no line can make it more.
 */
export function findEnds(
  pieces: readonly Piece[],
  line: string,
  mayGoOn = false,
): readonly Uint8Array[] {
  let after = new Uint8Array(line.length + 1);
  if (mayGoOn) after.fill(1);
  else after[line.length] = 1;
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
export function fixedEnd(piece: Piece, line: string, from: number): number | undefined {
  if (piece.value !== undefined) {
    return line.startsWith(piece.value, from) ? from + piece.value.length : undefined;
  }
  const type = piece.placeholder?.type ?? 'any';
  return isFreeType(type) ? undefined : endOfToken(type, line, from);
}

export function isFree(piece: Piece): boolean {
  return piece.value === undefined && isFreeType(piece.placeholder?.type ?? 'any');
}

function isFreeType(type: ValueType): type is Exclude<ValueType, FixedType> {
  return type === 'any' || type === 'string' || isWithoutBlanks(type);
}

export function isWithoutBlanks(type: ValueType | undefined): boolean {
  return type === 'word' || type === 'secret';
}

export function isBlank(line: string, at: number): boolean {
  const code = line.charCodeAt(at);
  return code <= 32 || (code > 127 && /\s/.test(line.charAt(at)));
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
