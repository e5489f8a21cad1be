// The timeline of a step that was tried until it held: attempts in a row with one reason are one line.
import type { AttemptReport } from '../model/report.ts';
import { formatTime } from './format-time.ts';
import { safeLine } from './safe-lines.ts';
import { shortenLine } from './shorten.ts';
import { wrapText } from './wrap.ts';

/** Lines of a timeline; the first and the last tell the story. */
const timelineLines = 10;

interface Group {
  readonly reason: string;
  readonly first: AttemptReport;
  last: AttemptReport;
  size: number;
}

/** A heading and one line a group. Nothing for a single attempt. */
export function formatAttempts(
  attempts: readonly AttemptReport[],
  width = Number.POSITIVE_INFINITY,
): readonly string[] {
  if (attempts.length < 2) return [];
  const groups: Group[] = [];
  for (const attempt of attempts) {
    const reason = attempt.reason ?? attempt.outcome;
    const open = groups.at(-1);
    if (open?.reason === reason) {
      open.last = attempt;
      open.size++;
    } else groups.push({ reason, first: attempt, last: attempt, size: 1 });
  }
  const rows = groups.map(({ reason, first, last, size }) => ({
    from: formatTime(first.atMs),
    to: formatTime(last.atMs + last.durationMs),
    times: `${size} ×`,
    reason: shortenLine(safeLine(reason)),
  }));
  const widest = (pick: (row: (typeof rows)[number]) => string): number =>
    Math.max(...rows.map((row) => pick(row).length));
  const [from, to, times] = [widest((r) => r.from), widest((r) => r.to), widest((r) => r.times)];
  const lines = rows.map((row) => {
    const when = `  ${row.from.padStart(from)} – ${row.to.padEnd(to)}  ${row.times.padStart(times)}  `;
    const [first = '', ...others] = wrapText(row.reason, width - when.length);
    return [`${when}${first}`, ...others.map((text) => `${' '.repeat(when.length)}${text}`)];
  });
  return [`${attempts.length} attempts:`, ...shorten(lines).flat()];
}

function shorten(lines: readonly (readonly string[])[]): readonly (readonly string[])[] {
  if (lines.length <= timelineLines) return lines;
  const half = timelineLines / 2;
  return [
    ...lines.slice(0, half),
    [`  … ${lines.length - timelineLines} more changes`],
    ...lines.slice(-half),
  ];
}
