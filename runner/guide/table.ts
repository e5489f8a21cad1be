// Tables of GitHub's Markdown. To the runner's grammar they are paragraphs, so their lines are read here.
import { textWidth } from './text-width.ts';
import { type Paint, type Run, widthOf, wrap } from './wrap.ts';

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const delimiterRow = /^\s*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/** Cells as Markdown. Undefined: the lines are no table. */
export function readTable(lines: readonly string[]): Table | undefined {
  const [first = '', second = '', ...rest] = lines;
  if (!first.includes('|') || !delimiterRow.test(second)) return undefined;
  const head = splitRow(first);
  if (splitRow(second).length !== head.length) return undefined;
  const rows = rest.map((line) => {
    const cells = splitRow(line);
    return head.map((_, index) => cells[index] ?? '');
  });
  return { head, rows };
}

/** At every `|` that no backslash stands before. */
function splitRow(line: string): readonly string[] {
  const inner = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
}

const gap = '  ';
/** A column is never made narrower than this; then the table is wider than the terminal. */
const narrowest = 8;

export interface TableLook {
  readonly width: number;
  readonly cell: (markdown: string) => readonly Run[];
  readonly bold: Paint;
  readonly dim: Paint;
}

/** Cells are wrapped in their columns; a line below the head, and one between rows where a cell has several lines. */
export function renderTable({ head, rows }: Table, look: TableLook): readonly string[] {
  const bold = (run: Run): Run => ({ ...run, paint: (text) => look.bold(run.paint(text)) });
  const cells = [
    head.map((cell) => look.cell(cell).map(bold)),
    ...rows.map((row) => row.map((cell) => look.cell(cell))),
  ];
  const widths = narrow(naturalWidths(cells), look.width);
  const shown = cells.map((row) => renderRow(row, widths));
  const rule = look.dim(widths.map((width) => '─'.repeat(width)).join(gap));
  const isTall = shown.some((lines, index) => index > 0 && lines.length > 1);
  return shown.flatMap((lines, index) => {
    if (index === 0) return [...lines, rule];
    const isLast = index === shown.length - 1;
    return isTall && !isLast ? [...lines, ''] : lines;
  });
}

function naturalWidths(cells: readonly (readonly (readonly Run[])[])[]): readonly number[] {
  const [head = []] = cells;
  return head.map((_, column) =>
    Math.max(1, ...cells.map((row) => Math.max(0, widthOf(row[column] ?? [])))),
  );
}

/** The widest column gives first, until all fit. */
function narrow(natural: readonly number[], width: number): readonly number[] {
  const room = width - gap.length * (natural.length - 1);
  const widths = [...natural];
  for (;;) {
    const excess = widths.reduce((sum, one) => sum + one, 0) - room;
    const widest = Math.max(...widths);
    if (excess <= 0 || widest <= narrowest) return widths;
    const next = Math.max(narrowest, ...widths.filter((one) => one < widest));
    const wide = widths.filter((one) => one === widest).length;
    const target = Math.max(next, widest - Math.ceil(excess / wide));
    for (const [index, one] of widths.entries())
      if (one === widest) widths[index] = Math.min(one, target === widest ? widest - 1 : target);
  }
}

function renderRow(row: readonly (readonly Run[])[], widths: readonly number[]): readonly string[] {
  const columns = row.map((cell, index) => {
    const width = widths[index] ?? narrowest;
    const plain = wrap(cell.map(unpainted), { width, cutsWords: true });
    const painted = wrap(cell, { width, cutsWords: true });
    return painted.map((text, line) => ({ text, width: textWidth(plain[line] ?? '') }));
  });
  const height = Math.max(1, ...columns.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    columns
      .map((lines, index) => {
        const { text, width } = lines[line] ?? { text: '', width: 0 };
        return text + ' '.repeat(Math.max(0, (widths[index] ?? 0) - width));
      })
      .join(gap)
      .trimEnd(),
  );
}

function unpainted({ text }: Run): Run {
  return { text, paint: (same) => same };
}
