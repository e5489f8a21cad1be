// What commands print: aligned tables for people, one JSON document for programs.

type Cell = string | number | undefined;

/** Rows under headings, columns aligned, two spaces apart. */
export function table(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [
    headings,
    ...rows.map((row) => row.map((cell) => (cell === undefined ? '-' : String(cell)))),
  ];
  const widths = headings.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  const [head = '', ...body] = lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [`${dim(head)}`, ...body].join('\n');
}

export const dim = (text: string): string => paint('2', text);
export const green = (text: string): string => paint('32', text);
export const red = (text: string): string => paint('31', text);
export const yellow = (text: string): string => paint('33', text);

/** Text on stdout, as it is plus a line end. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** One JSON document on stdout, on one line. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value));
}

function paint(code: string, text: string): string {
  const wanted = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
  return wanted ? `\u001b[${code}m${text}\u001b[0m` : text;
}
