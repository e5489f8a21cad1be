// A difference for people: few lines of what is the same around what is not, and never a screenful.
import type { DiffLine } from '../model/verdict.ts';
import { count } from './format-time.ts';
import { safeLine } from './safe-lines.ts';
import { screenLimits, shortenLine, type TextLimits } from './shorten.ts';

/** Unchanged lines that are kept on either side of a change. */
const context = 3;
/** Lines of one kind in a row; of a longer run the middle is left out. */
const longestRun = 10;
/** Lines of one difference; more hide the next message. */
const longestDiff = 40;

export function shortenDiff(diff: readonly DiffLine[]): readonly DiffLine[] {
  const kept: DiffLine[] = [];
  let hidden = 0;
  const flush = (): void => {
    if (hidden > 0) kept.push({ kind: 'note', text: `… ${count(hidden, 'more line')}` });
    hidden = 0;
  };
  for (const [index, line] of diff.entries()) {
    if (isShown(diff, index) && kept.length < longestDiff) {
      flush();
      kept.push(line);
    } else hidden++;
  }
  flush();
  return kept;
}

/** The ends of a long run of one kind are shown; of what is the same only what touches a change. */
function isShown(diff: readonly DiffLine[], index: number): boolean {
  const kind = diff[index]?.kind;
  let start = index;
  while (start > 0 && diff[start - 1]?.kind === kind) start--;
  let end = index;
  while (end < diff.length - 1 && diff[end + 1]?.kind === kind) end++;
  if (kind === 'same') {
    const touchesAbove = start > 0 && index - start < context;
    const touchesBelow = end < diff.length - 1 && end - index < context;
    return touchesAbove || touchesBelow;
  }
  const fits = end - start < longestRun;
  return fits || index - start < longestRun - context || end - index < context;
}

/** `-` is what the page says, `+` is what came out. */
export function diffText({ kind, text }: DiffLine, limits: TextLimits = screenLimits): string {
  const marks = { same: '  ', missing: '- ', unexpected: '+ ', note: '' } as const;
  return `${marks[kind]}${shortenLine(safeLine(text), limits.lineLength)}`;
}
