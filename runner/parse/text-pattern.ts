// A text sample becomes lines of literal pieces and placeholders.
import type { Placeholder, TextLine } from '../model/expectation.ts';
import type { CaptureNote } from './captures.ts';
import type { Complain } from './complain.ts';
import type { Fence } from './fence.ts';
import { type PlacedPiece, splitPlaceholders } from './placeholder.ts';
import { spanInLine } from './source-text.ts';

/** Empty lines at the end do not count, neither here nor in the output. */
export function readTextPattern(
  fence: Fence,
  complain: Complain,
  noteCapture: CaptureNote,
): readonly TextLine[] {
  const lines = fence.content.map((text, index) => {
    const line = fence.line + 1 + index;
    const source = text.trimEnd();
    if (source.trim() === '...') return { kind: 'any-lines', line } as const;
    const column = fence.columns[index] ?? 1;
    const { pieces, problems } = splitPlaceholders(source);
    for (const problem of problems) {
      const span = spanInLine(line, column + problem.offset, problem.length);
      complain(problem.code, span, problem.message, problem.hint);
    }
    for (const piece of pieces) {
      if (piece.kind !== 'placeholder') continue;
      noteCapture(
        piece.placeholder,
        spanInLine(line, column + piece.offset, piece.placeholder.source.length),
      );
    }
    return { kind: 'pieces', pieces: pieces.map(plainPiece), line, source } as const;
  });
  const last = lines.findLastIndex((line) => line.kind === 'any-lines' || line.source !== '');
  return lines.slice(0, last + 1);
}

function plainPiece(piece: PlacedPiece): string | Placeholder {
  return piece.kind === 'literal' ? piece.text : piece.placeholder;
}
