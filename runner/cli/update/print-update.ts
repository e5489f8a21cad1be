// What an update did to one page, and what it left to its author.
import { createTwoFilesPatch } from 'diff';
import pc from 'picocolors';
import { count } from '../../report/format-time.ts';
import { safeLine } from '../../report/safe-lines.ts';
import type { Decision, UpdateHint } from '../../update/notes.ts';

export interface PageOutcome {
  readonly path: string;
  /** Both without a byte order mark. */
  readonly before: string;
  readonly after: string;
  readonly rewritten: number;
  readonly added: number;
  readonly decisions: readonly Decision[];
  readonly hints: readonly UpdateHint[];
  /** Steps that `--step` leaves out and that do not hold either. */
  readonly outdated: readonly string[];
  /** Why the page was left as it is. */
  readonly refusal?: string;
}

export function formatPage(page: PageOutcome, color: boolean): string {
  const paint = pc.createColors(color);
  const { path, decisions, hints, outdated, refusal } = page;
  const lines = page.refusal === undefined ? formatPatch(page, color) : [];
  if (refusal !== undefined)
    lines.push(`${paint.red('left as it is')}  ${path}  ${safeLine(refusal)}`);
  for (const { line, step, reason } of refusal === undefined ? decisions : []) {
    lines.push(
      `${paint.yellow('needs your decision')}  ${path}:${line}  ${step}  ${safeLine(reason)}`,
    );
  }
  for (const { line, step, message } of refusal === undefined ? hints : []) {
    lines.push(`${paint.dim('hint')}  ${path}:${line}  ${step}  ${safeLine(message)}`);
  }
  if (outdated.length > 0) {
    lines.push(
      `${paint.dim('hint')}  ${path}  ${outdated.map((step) => `\`${step}\``).join(', ')} would change, too`,
    );
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n\n`;
}

function formatPatch({ path, before, after }: PageOutcome, color: boolean): string[] {
  if (before === after) return [];
  const paint = pc.createColors(color);
  // Line ends are not shown, so those of Windows must not look like a difference.
  const show = (text: string): string => text.replaceAll('\r\n', '\n');
  const patch = createTwoFilesPatch(path, path, show(before), show(after), '', '', { context: 2 });
  return patch
    .split('\n')
    .filter((line) => line !== '' && !/^(?:Index: |=====)/.test(line))
    .map((line) => {
      if (line.startsWith('---') || line.startsWith('+++'))
        return paint.bold(safeLine(line.trimEnd()));
      if (line.startsWith('@@')) return paint.cyan(line);
      if (line.startsWith('-')) return paint.red(safeLine(line));
      return line.startsWith('+') ? paint.green(safeLine(line)) : safeLine(line);
    });
}

export function formatTotals(
  pages: readonly PageOutcome[],
  { isWritten, color }: { readonly isWritten: boolean; readonly color: boolean },
): string {
  const paint = pc.createColors(color);
  const sum = (of: (page: PageOutcome) => number): number =>
    pages.reduce((total, page) => total + of(page), 0);
  const used = pages.filter(({ refusal }) => refusal === undefined);
  const rewritten = used.reduce((total, page) => total + page.rewritten, 0);
  const added = used.reduce((total, page) => total + page.added, 0);
  const undecided = used.reduce((total, page) => total + page.decisions.length, 0);
  const refused = sum(({ refusal }) => (refusal === undefined ? 0 : 1));
  const would = isWritten ? '' : 'would be ';
  const parts = [
    rewritten + added === 0 ? 'nothing to change' : '',
    rewritten > 0 ? `${count(rewritten, 'sample')} ${would}rewritten` : '',
    added > 0 ? `${count(added, 'sample')} ${would}added` : '',
    undecided > 0
      ? paint.yellow(
          `${count(undecided, 'place')} ${undecided === 1 ? 'needs' : 'need'} your decision`,
        )
      : '',
    refused > 0
      ? paint.red(`${count(refused, 'page')} left as ${refused === 1 ? 'it is' : 'they are'}`)
      : '',
  ].filter((part) => part !== '');
  return `${parts.join(', ')}  ${count(pages.length, 'page')}\n`;
}
