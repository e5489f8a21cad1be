// Everything a person needs below a step that did not pass: place, command, message, difference, what else came out.
import type pc from 'picocolors';
import type { AttemptReport, StepReport } from '../model/report.ts';
import type { DiffLine } from '../model/verdict.ts';
import { diffText, shortenDiff, shortenLines } from './format-diff.ts';
import { formatTime } from './format-time.ts';
import { safeLine, safeLines } from './safe-lines.ts';

type Paint = ReturnType<typeof pc.createColors>;

/** Longest command that is shown; the page has the rest. */
const longestCommand = 12;

/** No line for a step that passed or was skipped. */
export function formatTrouble(report: StepReport, paint: Paint): readonly string[] {
  if (report.outcome === 'pass' || report.outcome === 'skip') return [];
  const line = report.mismatches[0]?.span.line ?? report.line;
  // The reason of a step often ends with what its last attempt got wrong.
  const said = (message: string): boolean => report.reason?.endsWith(message) ?? false;
  const streams = [
    // The difference shows what came out already.
    ...(report.mismatches.some(({ diff }) => diff.length > 0)
      ? []
      : block('stdout', report.stdout)),
    ...block('stderr', report.stderr),
  ];
  return [
    paint.cyan(`${report.file}:${line}`),
    ...command(report.code ?? '').map((text) => paint.dim(text)),
    ...(report.reason === undefined ? [] : [paint.red(safeLine(report.reason))]),
    ...report.mismatches.flatMap((mismatch, index) => [
      ...(index === 0 ? [] : [paint.cyan(`${report.file}:${mismatch.span.line}`)]),
      ...(said(mismatch.message) ? [] : [paint.red(safeLine(mismatch.message))]),
      ...shortenDiff(mismatch.diff).map((diff) =>
        `  ${tone(diff, paint)(diffText(diff))}`.trimEnd(),
      ),
    ]),
    ...streams.map((text) => paint.dim(text)),
    ...timeline(report.attempts).map((text) => paint.dim(text)),
  ].map((text) => `    ${text}`);
}

function command(code: string): readonly string[] {
  const lines = safeLines(code);
  const shown = lines.length > longestCommand ? lines.slice(0, longestCommand - 1) : lines;
  const rest = lines.length - shown.length;
  return [
    ...shown.map((text, index) => `${index === 0 ? '$ ' : '  '}${text}`.trimEnd()),
    ...(rest > 0 ? [`  … ${rest} more lines`] : []),
  ];
}

function block(name: string, text: string | undefined): readonly string[] {
  if (text === undefined || text.trim() === '') return [];
  return [`${name}:`, ...shortenLines(safeLines(text)).map((line) => `  ${line}`.trimEnd())];
}

function tone({ kind }: DiffLine, paint: Paint): (text: string) => string {
  const tones = { same: paint.dim, missing: paint.red, unexpected: paint.green, note: paint.dim };
  return tones[kind];
}

/** Attempts in a row with one reason are one line. */
function timeline(attempts: readonly AttemptReport[]): readonly string[] {
  if (attempts.length < 2) return [];
  const groups: { reason: string; first: AttemptReport; last: AttemptReport; size: number }[] = [];
  for (const attempt of attempts) {
    const reason = attempt.reason ?? attempt.outcome;
    const open = groups.at(-1);
    if (open?.reason === reason) {
      open.last = attempt;
      open.size++;
    } else groups.push({ reason, first: attempt, last: attempt, size: 1 });
  }
  const lines = groups.map(({ reason, first, last, size }) => {
    const end = formatTime(last.atMs + last.durationMs);
    const times = size === 1 ? 'once' : `${size} times`;
    return `  ${formatTime(first.atMs)} to ${end}, ${times}: ${safeLine(reason)}`;
  });
  return ['attempts:', ...shortenLines(lines, 10)];
}
