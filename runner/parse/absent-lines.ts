// Lines that must not occur in the output.
import type { TextLine } from '../model/expectation.ts';
import type { Complain } from './complain.ts';
import { type Fence, fenceLine } from './fence.ts';
import { spanInLine } from './source-text.ts';
import { readTextPattern } from './text-pattern.ts';

type PiecesLine = Extract<TextLine, { kind: 'pieces' }>;

/** Empty lines between the others do not count. */
export function readAbsentLines(fence: Fence, complain: Complain): readonly PiecesLine[] {
  const read = readTextPattern(fence, complain, ({ name, span }) =>
    complain(
      'parse/placeholder-place',
      span,
      `Unexpected capture of \`${name}\` from lines that must not appear, expected a placeholder without a name`,
    ),
  );
  const lines = read.filter((line): line is PiecesLine => {
    if (line.kind === 'pieces') return line.source.trim() !== '';
    const index = line.line - fence.line - 1;
    const text = fence.content[index] ?? '';
    const column = (fence.columns[index] ?? 1) + text.indexOf('...');
    complain(
      'parse/placeholder-place',
      spanInLine(line.line, column, '...'.length),
      'Unexpected `...` among lines that must not appear, expected text',
      'each line is looked for on its own, wherever it stands',
    );
    return false;
  });
  if (read.every((line) => line.kind === 'pieces') && lines.length === 0) {
    complain(
      'parse/empty-expectation',
      fenceLine(fence),
      'Unexpected `absent` block without a line, expected text that must not appear',
      'for no output at all use an empty `text expect`',
    );
  }
  return lines;
}
