// A page's Markdown for the eyes of somebody at a terminal: wrapped, indented, tables in columns, nothing hidden but comments.
import type { Code, List, ListItem, Paragraph, PhrasingContent, RootContent } from 'mdast';
import { escapeControls } from '../model/escape-controls.ts';
import { type Colors, inlineRuns, plainInline } from './inline.ts';
import { readTable, renderTable } from './table.ts';
import { textWidth } from './text-width.ts';
import { wrap } from './wrap.ts';

/** A place where a step of the page stands, by the line of its opening fence. */
export interface StepMark {
  readonly stepLine: number;
}

/** One line of the terminal, or the place of a step. */
export type Rendered = string | StepMark;

export interface RenderOptions {
  /** In columns. */
  readonly width: number;
  readonly colors: Colors;
  /** Of the page. */
  readonly lines: readonly string[];
  /** Opening lines of the fences that are steps. */
  readonly steps: ReadonlySet<number>;
  /** Opening lines of the fences that are shown with their step. */
  readonly expectations: ReadonlySet<number>;
  /** The inside of a table's cell. */
  readonly parseInline: (markdown: string) => readonly PhrasingContent[];
}

/** Blocks with an empty line between them. */
export function renderBlocks(
  blocks: readonly RootContent[],
  options: RenderOptions,
): readonly Rendered[] {
  return joinBlocks(blocks.map((block) => renderBlock(block, options)));
}

/** Nothing for what a person need not see: comments, definitions, front matter. */
export function renderBlock(block: RootContent, options: RenderOptions): readonly Rendered[] {
  switch (block.type) {
    case 'heading':
      return renderHeading(block.depth, block.children, options);
    case 'paragraph':
      return renderParagraph(block, options);
    case 'list':
      return renderList(block, options);
    case 'blockquote':
      return indent(
        renderBlocks(block.children, narrower(options, 2)),
        options.colors.dim('│ '),
        options.colors.dim('│ '),
      );
    case 'code':
      return renderCode(block, options);
    case 'thematicBreak':
      return [options.colors.dim('─'.repeat(options.width))];
    default:
      return [];
  }
}

function renderHeading(
  depth: number,
  content: readonly PhrasingContent[],
  { colors, width }: RenderOptions,
): readonly string[] {
  if (depth <= 2) {
    const plain = plainInline(content);
    const rule = '─'.repeat(Math.max(3, width - textWidth(plain) - 4));
    return [`${colors.dim('──')} ${colors.bold(plain)} ${colors.dim(rule)}`];
  }
  const runs = inlineRuns(content, colors, colors.bold);
  return indent(wrap(runs, { width: width - 2 }), colors.dim('▸ '), '  ') as string[];
}

function renderParagraph(paragraph: Paragraph, options: RenderOptions): readonly string[] {
  const { colors, width, parseInline } = options;
  const table = readTable(sourceLines(paragraph, options.lines));
  if (table === undefined) return wrap(inlineRuns(paragraph.children, colors), { width });
  return renderTable(table, {
    width,
    bold: colors.bold,
    dim: colors.dim,
    cell: (markdown) => inlineRuns(parseInline(markdown), colors),
  });
}

/** What surrounds a nested block, such as `> `, is taken off. */
function sourceLines({ position }: Paragraph, lines: readonly string[]): readonly string[] {
  if (position === undefined) return [];
  const { start, end } = position;
  return lines
    .slice(start.line - 1, end.line)
    .map((line) => line.slice(start.column - 1).replace(/^[\s>]+/, ''));
}

function renderList(list: List, options: RenderOptions): readonly Rendered[] {
  const first = list.start ?? 1;
  const last = first + list.children.length - 1;
  const size = list.ordered ? String(last).length + 2 : 2;
  const items = list.children.map((item, index) => {
    const mark = list.ordered ? `${first + index}.`.padEnd(size) : '• ';
    const inside = renderItem(item, list, narrower(options, size));
    return indent(inside, options.colors.dim(mark), ' '.repeat(size));
  });
  return list.spread === true ? joinBlocks(items) : items.flat();
}

function renderItem(item: ListItem, list: List, options: RenderOptions): readonly Rendered[] {
  const blocks = item.children.map((block) => renderBlock(block, options));
  const isTight = list.spread !== true && item.spread !== true;
  const hasLists = item.children.every(({ type }) => type === 'paragraph' || type === 'list');
  return isTight && hasLists ? blocks.flat() : joinBlocks(blocks);
}

function renderCode(block: Code, options: RenderOptions): readonly Rendered[] {
  const line = block.position?.start.line ?? 0;
  if (options.steps.has(line)) return [{ stepLine: line }];
  if (options.expectations.has(line)) return [];
  return block.value.split('\n').map((text) => `    ${escapeControls(text)}`.trimEnd());
}

function narrower(options: RenderOptions, columns: number): RenderOptions {
  return { ...options, width: Math.max(20, options.width - columns) };
}

/** Steps keep their place; they are not indented. */
function indent(lines: readonly Rendered[], first: string, next: string): readonly Rendered[] {
  let isFirst = true;
  return lines.map((line) => {
    if (typeof line !== 'string') return line;
    const prefix = isFirst ? first : next;
    isFirst = false;
    return line === '' ? prefix.trimEnd() : prefix + line;
  });
}

function joinBlocks(blocks: readonly (readonly Rendered[])[]): readonly Rendered[] {
  const shown = blocks.filter((lines) => lines.length > 0);
  return shown.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}
