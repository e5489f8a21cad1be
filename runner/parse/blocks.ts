// The page as a flat list of what matters to a runbook, in reading order.
import type { Heading as MarkdownHeading, Parents, Root } from 'mdast';
import type { SourceSpan } from '../model/source.ts';
import { type Fence, readFence } from './fence.ts';
import { plainText } from './markdown.ts';
import { spanInLine, toLines } from './source-text.ts';

export interface Heading {
  readonly kind: 'heading';
  readonly depth: number;
  readonly title: string;
  /** The words, without the `##`. */
  readonly span: SourceSpan;
}

export type PageBlock =
  | Heading
  /** `above` is the fence that stands directly above this one in the same container. */
  | { readonly kind: 'fence'; readonly fence: Fence; readonly above?: Fence }
  | { readonly kind: 'table' };

/** Headings inside lists and quotes belong to their list or quote; they start no section. */
export function listBlocks(root: Root, lines: readonly string[]): readonly PageBlock[] {
  const found: PageBlock[] = [];
  const visit = (parent: Parents): void => {
    let above: Fence | undefined;
    for (const block of parent.children) {
      const fence = block.type === 'code' ? readFence(block, lines) : undefined;
      if (fence !== undefined) found.push({ kind: 'fence', fence, ...(above && { above }) });
      above = fence;
      if (block.type === 'heading' && parent.type === 'root') found.push(readHeading(block, lines));
      else if (block.type === 'paragraph' && isTable(block, lines)) found.push({ kind: 'table' });
      else if ('children' in block && block.type !== 'paragraph') visit(block);
    }
  };
  visit(root);
  return found;
}

function readHeading(heading: MarkdownHeading, lines: readonly string[]): Heading {
  const first = heading.children[0]?.position?.start ?? heading.position?.start;
  const last = heading.children.at(-1)?.position?.end ?? first;
  const line = first?.line ?? 1;
  const column = first?.column ?? 1;
  const endColumn = last?.line === line ? last.column : (lines[line - 1]?.length ?? 0) + 1;
  const raw = heading.children.map((child) => ('value' in child ? child.value : '')).join('');
  return {
    kind: 'heading',
    depth: heading.depth,
    // The lines of an underlined heading keep the indentation that is not theirs.
    title: plainText(
      toLines(raw)
        .map((line) => line.trim())
        .join(' '),
    ),
    span: spanInLine(line, column, Math.max(endColumn - column, 0)),
  };
}

/** Without GFM a table is a paragraph; its second line is what makes it one. */
function isTable(
  paragraph: Parents | { readonly position?: MarkdownHeading['position'] },
  lines: readonly string[],
): boolean {
  const start = paragraph.position?.start.line ?? 0;
  const end = paragraph.position?.end.line ?? 0;
  if (end <= start) return false;
  return (lines[start - 1] ?? '').includes('|') && delimiterRow.test(lines[start] ?? '');
}

const delimiterRow = /^[\s>]*\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
