// Text of others inside Markdown: it is shown, and never becomes markup, a link, a mention or HTML.
import { safeLine } from './safe-lines.ts';

/** In a paragraph or a table cell, on one line. */
export function markdownText(text: string): string {
  const escaped = safeLine(text)
    .replaceAll('\t', ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[!-/:-@[-`{-~]/g, (mark) => (isHarmless(mark) ? mark : `\\${mark}`));
  return breakLinks(escaped);
}

/** Inside an element of HTML, where Markdown has no say. */
export function htmlText(text: string): string {
  const escaped = safeLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  return breakLinks(escaped);
}

/** A fence that is longer than any row of backticks in it. */
export function fenced(lines: readonly string[], language: string): readonly string[] {
  const rows = lines.flatMap((line) => line.match(/`+/g) ?? []);
  const fence = '`'.repeat(Math.max(3, ...rows.map((row) => row.length + 1)));
  return [`${fence}${language}`, ...lines, fence];
}

/** Without a meaning inside a line. `&` and `;` are those of the entities above. */
function isHarmless(mark: string): boolean {
  return ' ,.;:&/"\'%()?@#'.includes(mark);
}

/** GitHub makes links of addresses, calls people behind `@`, and draws pictures for `:words:`, without any markup. */
function breakLinks(text: string): string {
  return text
    .replaceAll(/[@#](?=\w)|:(?=\/\/)|:(?=[\w+-]+:)/g, (mark) => `${mark}<!-- -->`)
    .replaceAll(/www\./gi, (found) => `${found.slice(0, 3)}<!-- -->.`);
}
