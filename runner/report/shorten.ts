// Output may be of any size; a report that nobody can open says nothing. What is left out leaves a mark.
import { count } from './format-time.ts';

/** How much of a text is shown. */
export interface TextLimits {
  readonly lines: number;
  /** Characters of one line. */
  readonly lineLength: number;
}

/** For a person who scrolls through a terminal or a log. */
export const screenLimits: TextLimits = { lines: 20, lineLength: 240 };

/** For files that are read by programs, and opened by people who want the evidence. */
export const fileLimits: TextLimits = { lines: 400, lineLength: 2000 };

export function shortenLine(text: string, limit = screenLimits.lineLength): string {
  if (text.length <= limit) return text;
  // Half of a surrogate pair is no character, and no XML.
  const start = text.slice(0, limit).replace(/[\ud800-\udbff]$/, '');
  return `${start}… (${text.length} characters)`;
}

/** The first and the last lines of a long output. */
export function shortenLines(
  lines: readonly string[],
  limits: TextLimits = screenLimits,
): readonly string[] {
  const cut = (line: string): string => shortenLine(line, limits.lineLength);
  if (lines.length <= limits.lines) return lines.map(cut);
  const head = Math.floor(limits.lines / 2);
  const tail = limits.lines - head - 1;
  const hidden = lines.length - head - tail;
  return [
    ...lines.slice(0, head).map(cut),
    `… ${count(hidden, 'more line')}`,
    ...lines.slice(lines.length - tail).map(cut),
  ];
}
