// Whether an expected line occurs anywhere inside a line of output.
import type { Placeholder } from '../../model/expectation.ts';
import {
  findEnds,
  fixedEnd,
  isBlank,
  isFree,
  isWithoutBlanks,
  type Piece,
  type PiecesLine,
  toPieces,
} from './line-shape.ts';
import {
  conditionOperands,
  rejectValue,
  resolveOperand,
  unset,
  type Variables,
} from './placeholder.ts';

export type Occurrence =
  | { readonly kind: 'found' }
  | { readonly kind: 'none' }
  /** A variable that it needs was never captured. */
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Looks at every place where it could begin: in `error 3, error 7` a reading of `error <integer above 5>` that does
 * not hold must not hide the one that does. A placeholder at an end takes the whole word there.
 */
export function findInLine(wanted: PiecesLine, line: string, variables: Variables): Occurrence {
  const missing = findUnset(wanted, variables);
  if (missing !== undefined) return { kind: 'unknown', reason: missing };
  const pieces = toPieces(wanted, variables);
  const literals = pieces.flatMap(({ value }) => value ?? []);
  if (!literals.every((text) => line.includes(text))) return { kind: 'none' };
  const ends = findEnds(pieces, line, true);
  const next = ends.map(nextOnes);
  for (let at = next[0]?.[0] ?? -1; at >= 0; at = next[0]?.[at + 1] ?? -1) {
    if (!canBegin(pieces[0], line, at)) continue;
    if (holdsAt(pieces, line, at, next, variables)) return { kind: 'found' };
  }
  return { kind: 'none' };
}

function findUnset({ pieces }: PiecesLine, variables: Variables): string | undefined {
  for (const piece of pieces) {
    if (typeof piece === 'string') continue;
    const operands = [
      ...(piece.equals ? [piece.equals] : []),
      ...(piece.condition ? conditionOperands(piece.condition) : []),
    ];
    const missing = operands.find((operand) => resolveOperand(operand, variables) === undefined);
    if (missing !== undefined) return unset(missing, piece.source);
  }
  return undefined;
}

/** For each place of the line the nearest one from there on that is marked, or -1. */
function nextOnes(marks: Uint8Array): Int32Array {
  const next = new Int32Array(marks.length + 1).fill(-1);
  for (let at = marks.length - 1; at >= 0; at -= 1) {
    next[at] = marks[at] === 1 ? at : (next[at + 1] ?? -1);
  }
  return next;
}

/** Text may begin anywhere; a value not in the middle of another: in `-17` there is no `7`. */
function canBegin(first: Piece | undefined, line: string, at: number): boolean {
  if (first === undefined || first.value !== undefined || at === 0) return true;
  if (isFree(first)) return isWithoutBlanks(first.placeholder?.type) && isBlank(line, at - 1);
  return !/[\w.+-]/.test(line.charAt(at - 1));
}

function holdsAt(
  pieces: readonly Piece[],
  line: string,
  at: number,
  next: readonly Int32Array[],
  variables: Variables,
): boolean {
  let from = at;
  for (const [index, piece] of pieces.entries()) {
    const isLast = index === pieces.length - 1;
    const end = isFree(piece)
      ? isLast
        ? endOfFree(piece.placeholder, line, from)
        : (next[index + 1]?.[from + 1] ?? -1)
      : (fixedEnd(piece, line, from) ?? -1);
    if (end < 0) return false;
    const { placeholder } = piece;
    if (placeholder && rejectValue(placeholder, line.slice(from, end), variables) !== undefined)
      return false;
    from = end;
  }
  return true;
}

function endOfFree(placeholder: Placeholder | undefined, line: string, from: number): number {
  if (!isWithoutBlanks(placeholder?.type)) return line.length;
  let end = from;
  while (end < line.length && !isBlank(line, end)) end += 1;
  return end;
}
