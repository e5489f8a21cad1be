// What a part of `npm test` came to, and how a failure is told at the end of a long log.
import { stripVTControlCharacters } from 'node:util';

export interface Count {
  passed: number;
  failed: number;
  /** What failed, a few lines each, for the end of a long log. */
  failures: string[];
}

/** Lines of a failure's message at the end of the log: a failed step says its place first and its output last. */
const shownFirst = 40;
const shownLast = 40;

/** The name of a failed test with the beginning and the end of its message: enough for a whole failed step of a page. */
export function summary(name: string, message = ''): string {
  const lines = stripVTControlCharacters(message).split('\n');
  const hidden = lines.length - shownFirst - shownLast;
  const shown =
    hidden > 0
      ? [...lines.slice(0, shownFirst), `... ${hidden} lines ...`, ...lines.slice(-shownLast)]
      : lines;
  return [name, ...shown.map((line) => `    ${line.slice(0, 300)}`)].join('\n');
}
