// The text of a page with the place of every line, so that an edit touches nothing but its sample.
import type { SourceSpan } from '../model/source.ts';

/** Replaces the characters from `from` up to `to`. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export interface PageLine {
  /** Without its end. */
  readonly text: string;
  readonly from: number;
  /** Empty at the end of a page without a final line end. */
  readonly end: '\n' | '\r\n' | '\r' | '';
}

export interface PageText {
  readonly text: string;
  /** Line 1 is `lines[0]`. */
  readonly lines: readonly PageLine[];
}

/** `text` has no byte order mark. */
export function readPageText(text: string): PageText {
  const lines: PageLine[] = [];
  let from = 0;
  for (const match of text.matchAll(/\r\n|\r|\n/g)) {
    lines.push({ text: text.slice(from, match.index), from, end: match[0] as PageLine['end'] });
    from = match.index + match[0].length;
  }
  lines.push({ text: text.slice(from), from, end: '' });
  return { text, lines };
}

/** Edits do not overlap; those at one place come in the order in which they were made. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let written = '';
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    written += text.slice(at, edit.from) + edit.text;
    at = edit.to;
  }
  return written + text.slice(at);
}

/** The lines between two fences, as they stand on the page. */
export interface Block {
  readonly page: PageText;
  /** Line above the content: of the opening fence. */
  readonly line: number;
  /** Content, without what its container puts before each line. */
  readonly content: readonly string[];
  /** What a new line begins with to stand in the same block. */
  readonly prefix: string;
  /** Ends of the new lines. */
  readonly end: string;
}

/** `span` and `source` of a sample between fences of its own. */
export function findBlock(page: PageText, span: SourceSpan, source: string): Block {
  const count = span.endLine - span.line - 1;
  const content = source === '' && count === 0 ? [] : source.split('\n');
  const opening = page.lines[span.line - 1];
  return {
    page,
    line: span.line,
    content,
    prefix: continuation(opening?.text.slice(0, span.column - 1) ?? ''),
    end: endOf(opening),
  };
}

/** Of the output below a command of a transcript. `command` is where the command stands. */
export function findTranscriptBlock(
  page: PageText,
  command: SourceSpan,
  { span, source }: { readonly span: SourceSpan; readonly source: string },
): Block {
  const first = page.lines[command.line - 1];
  return {
    page,
    // Without output the span is the last line of the command.
    line: source === '' ? span.line : span.line - 1,
    content: source === '' ? [] : source.split('\n'),
    prefix: first?.text.slice(0, command.column - 1) ?? '',
    end: endOf(first),
  };
}

function endOf(line: PageLine | undefined): string {
  return line === undefined || line.end === '' ? '\n' : line.end;
}

/** The marks of a list stand on the first line of an item only; those of a quote on each. */
export function continuation(before: string): string {
  return before.replaceAll(/[^\s>]/g, ' ');
}

/** Where content line `index` begins and ends on the page. The end of the line is what can be relied on. */
export function placeOfLine(
  block: Block,
  index: number,
): { readonly from: number; readonly to: number; readonly isWhole: boolean } {
  const line = block.page.lines[block.line + index];
  const content = block.content[index] ?? '';
  const from = line?.from ?? block.page.text.length;
  const to = from + (line?.text.length ?? 0);
  // An empty line may lack what stands before the others; then it is written anew.
  const isWhole = content.trim() === '' || !(line?.text.endsWith(content) ?? false);
  return { from: isWhole ? from : to - content.length, to, isWhole };
}

/** A line that is written anew, with what its container puts before it. */
export function withPrefix(block: Block, text: string): string {
  return text === '' ? block.prefix.trimEnd() : block.prefix + text;
}

/**
 * Edits that make both fences longer than every run of their character at the beginning of a line; none if they are.
 * `lines`: the whole new content.
 */
export function growFences(
  block: Block,
  span: SourceSpan,
  lines: readonly string[],
): readonly Edit[] {
  const opening = block.page.lines[span.line - 1];
  const fence = /^(?:`{3,}|~{3,})/.exec(opening?.text.slice(span.column - 1) ?? '')?.[0];
  if (fence === undefined || opening === undefined) return [];
  const longest = longestRun(lines, fence.charAt(0));
  if (longest < fence.length) return [];
  const longer = fence.charAt(0).repeat(longest + 1);
  const from = opening.from + span.column - 1;
  const edits: Edit[] = [{ from, to: from + fence.length, text: longer }];
  const closing = block.page.lines[span.endLine - 1];
  const mark = /(?:`{3,}|~{3,})(?=[ \t]*$)/.exec(closing?.text ?? '');
  if (closing !== undefined && mark !== null) {
    const start = closing.from + mark.index;
    edits.push({ from: start, to: start + mark[0].length, text: longer });
  }
  return edits;
}

/** Of `character`, at the beginning of a line; 2 is what no fence is shorter than. */
export function longestRun(lines: readonly string[], character: string): number {
  const runs = lines.map((line) => {
    const start = line.trimStart();
    let length = 0;
    while (start.charAt(length) === character) length += 1;
    return length;
  });
  return runs.reduce((longest, run) => Math.max(longest, run), 2);
}
