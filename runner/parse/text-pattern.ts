// A text sample becomes lines of literal pieces and placeholders.
import type { Placeholder, TextLine } from '../model/expectation.ts';
import { type CaptureNote, noteIfCapture } from './captures.ts';
import type { Complain } from './complain.ts';
import type { Fence } from './fence.ts';
import { type PlacedPiece, splitPlaceholders } from './placeholder.ts';
import { spanInLine } from './source-text.ts';

/** `\\...` stands for a line that really is `...`. */
const ellipsisEscape = /^\\+(?=\.\.\.$)/;

/**
 * Empty lines at the end do not count, neither here nor in the output. Of the backslashes that `meantLiterally` finds at the
 * beginning of a line one is left out: that line is meant literally.
 */
export function readTextPattern(
  fence: Fence,
  complain: Complain,
  noteCapture: CaptureNote,
  meantLiterally?: RegExp,
): readonly TextLine[] {
  const lines = fence.content.map((text, index) => {
    const line = fence.line + 1 + index;
    const source = text.trimEnd();
    if (source.trim() === '...') return { kind: 'any-lines', line } as const;
    const isEscaped = ellipsisEscape.test(source) || meantLiterally?.test(source) === true;
    const column = (fence.columns[index] ?? 1) + (isEscaped ? 1 : 0);
    const { pieces, problems } = splitPlaceholders(isEscaped ? source.slice(1) : source);
    for (const problem of problems) {
      const span = spanInLine(line, column + problem.offset, problem.length);
      complain(problem.code, span, problem.message, problem.hint);
    }
    for (const piece of pieces) {
      if (piece.kind !== 'placeholder') continue;
      const { placeholder } = piece;
      const span = spanInLine(line, column + piece.offset, placeholder.source.length);
      noteIfCapture(placeholder, span, noteCapture);
    }
    return { kind: 'pieces', pieces: pieces.map(plainPiece), line, source } as const;
  });
  const last = lines.findLastIndex((line) => line.kind === 'any-lines' || line.source !== '');
  return lines.slice(0, last + 1);
}

function plainPiece(piece: PlacedPiece): string | Placeholder {
  return piece.kind === 'literal' ? piece.text : piece.placeholder;
}
