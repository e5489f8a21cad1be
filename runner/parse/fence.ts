// A fenced code block with the place of every word, whatever list or quote it stands in.
import type { Code } from 'mdast';
import type { SourceSpan } from '../model/source.ts';
import { spanInLine, toLines } from './source-text.ts';

export interface Fence {
  /** The first word after the fence, as written. Empty: none. */
  readonly language: string;
  readonly languageSpan: SourceSpan;
  /** Everything after the language, and where it begins. */
  readonly info: string;
  readonly infoColumn: number;
  /** Line of the opening fence. */
  readonly line: number;
  /** The opening fence line up to the closing one. */
  readonly span: SourceSpan;
  /** The content without the indentation of its container. Empty: no line at all. */
  readonly content: readonly string[];
  /** Column in the file at which content line `index` (from 0) begins. */
  readonly columns: readonly number[];
  readonly closed: boolean;
}

/** Undefined for indented code, which has no fence. */
export function readFence(code: Code, lines: readonly string[]): Fence | undefined {
  const [opening, closing] = code.data?.fences ?? [];
  if (opening === undefined || code.position === undefined) return undefined;
  const { line } = opening;
  const source = lines[line - 1] ?? '';
  const after = source.slice(opening.endColumn - 1);
  const language = /^[ \t]*(\S*)/.exec(after)?.[1] ?? '';
  const languageColumn = opening.endColumn + after.length - after.trimStart().length;
  const infoColumn = languageColumn + language.length;
  const content = contentLines(code, line, closing?.line);
  return {
    language,
    languageSpan: spanInLine(line, languageColumn, language.length),
    info: source.slice(infoColumn - 1),
    infoColumn,
    line,
    span: {
      line,
      column: opening.column,
      endLine: code.position.end.line,
      endColumn: code.position.end.column,
    },
    content,
    columns: content.map((text, index) => contentColumn(lines[line + index] ?? '', text)),
    closed: closing !== undefined,
  };
}

/** The opening fence with the words behind it. */
export function fenceLine(fence: Fence): SourceSpan {
  const end = fence.infoColumn + fence.info.trimEnd().length;
  return spanInLine(fence.line, fence.span.column, end - fence.span.column);
}

function contentLines(code: Code, opening: number, closing: number | undefined): string[] {
  // One empty line and no line have the same value; the fences tell them apart.
  if (code.value === '' && (closing ?? opening + 1) === opening + 1) return [];
  return toLines(code.value);
}

/** Tabs may be split between container and content, so the end of the line is what can be relied on. */
function contentColumn(line: string, content: string): number {
  const rest = line.endsWith(content) ? content : content.trimStart();
  return Math.max(line.length - rest.length, 0) + 1;
}
