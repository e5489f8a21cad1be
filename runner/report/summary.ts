// The end of a run for people: the ledger, what went wrong in one line each, and what to do next.
import type { RunbookReport, RunReport, StepReport } from '../model/report.ts';
import type { Outcome } from '../model/verdict.ts';
import { count, formatTime } from './format-time.ts';
import { flakyLines, hasOwnTrouble, runbookName } from './name.ts';
import { safeLine } from './safe-lines.ts';
import { shortenLine } from './shorten.ts';
import { type Paint, troubleLine, troubleMessage } from './step-trouble.ts';
import { wrapText } from './wrap.ts';

/** Lines of one kind below the ledger. */
const listed = 20;

/** With fewer runbooks everybody sees which took the longest. */
const severalRunbooks = 5;
const longestShown = 3;

const marks: Readonly<Record<Outcome, string>> = { pass: '✓', fail: '✗', error: '!', skip: '-' };

export function mark(outcome: Outcome, { green, red, yellow }: Paint): string {
  const tones = { pass: green, fail: red, error: red, skip: yellow } as const;
  return tones[outcome](marks[outcome]);
}

/** Several lines, no final newline. */
export function formatSummary(
  report: RunReport,
  paint: Paint,
  width = Number.POSITIVE_INFINITY,
): string {
  const { dim } = paint;
  const facts = Object.entries(report.environment).map(([name, value]) => `${name} ${value}`);
  if (report.target !== undefined) facts.unshift(`target ${report.target}`);
  if (report.shard !== undefined) facts.unshift(`part ${report.shard.index} of ${report.shard.of}`);
  return [
    formatLedger(report, paint),
    ...list('flaky', formatFlaky(report, paint)),
    ...list('skipped', formatSkipped(report)),
    ...list('estimate', formatEstimates(report, paint)),
    ...formatLongest(report, paint),
    ...(facts.length === 0 ? [] : [dim(`  ${safeLine(facts.join(', '))}`)]),
    ...formatRecap(report, paint, width),
    ...nextSteps(report).flatMap((line) => ['', ...wrapText(`next: ${line}`, width, 6).map(dim)]),
  ].join('\n');

  function list(name: string, lines: readonly string[]): readonly string[] {
    const rest = lines.length - listed;
    const shown = rest > 0 ? [...lines.slice(0, listed), `… ${rest} more`] : lines;
    return shown.map((line) => `  ${paint.yellow(name)}  ${line}`);
  }
}

function formatLedger({ totals, outcome, durationMs }: RunReport, paint: Paint): string {
  const { bold, green, red, yellow, dim } = paint;
  const counts = [
    totals.failed > 0 ? red(`${totals.failed} failed`) : '',
    totals.errored > 0 ? red(`${totals.errored} could not be judged`) : '',
    totals.flaky > 0 ? yellow(`${totals.flaky} flaky`) : '',
    totals.skipped > 0 ? yellow(`${totals.skipped} skipped`) : '',
    totals.passed > 0 ? green(`${totals.passed} passed`) : '',
  ].filter((text) => text !== '');
  const scope = `${count(totals.runbooks, 'runbook')}, ${count(totals.steps, 'step')}, ${count(totals.assertions, 'assertion')}`;
  const said = counts.length === 0 ? 'nothing ran' : counts.join(', ');
  return `${mark(outcome, paint)} ${bold(said)}  ${dim(`${scope}, ${formatTime(durationMs)}`)}`;
}

function formatSkipped({ skipReasons }: RunReport): readonly string[] {
  return skipReasons.map(
    ({ reason, steps }) => `${count(steps, 'step')}: ${shortenLine(safeLine(reason))}`,
  );
}

function formatFlaky({ runbooks }: RunReport, { cyan }: Paint): readonly string[] {
  return runbooks
    .filter(({ flaky }) => flaky !== undefined)
    .map((runbook) => {
      const [first = '', ...runs] = flakyLines(runbook);
      const what = first.replace('flaky: ', '');
      return `${cyan(runbook.file)} ${runbookName(runbook.title, runbook.branch)}  ${what}; ${runs.join('; ')}`;
    });
}

/** Pages that ask for a time that nobody should plan with. */
function formatEstimates({ runbooks }: RunReport, { cyan }: Paint): readonly string[] {
  return runbooks.flatMap(({ file, estimate }) => {
    if (estimate?.off === undefined) return [];
    const { statedMs, measuredMs, neededMs } = estimate;
    const stated = `says ${formatTime(statedMs)}`;
    const needed = `a person needs about ${formatTime(neededMs)}, ${formatTime(measuredMs)} of it for commands`;
    return [`${cyan(safeLine(file))} ${stated}, ${needed}`];
  });
}

/** What a run cannot be shorter than, however many runbooks run at the same time. */
function formatLongest({ runbooks }: RunReport, { cyan, dim }: Paint): readonly string[] {
  if (runbooks.length < severalRunbooks) return [];
  return runbooks
    .toSorted((left, right) => right.durationMs - left.durationMs)
    .slice(0, longestShown)
    .map(({ file, title, branch, durationMs }) => {
      const name = `${cyan(safeLine(file))} ${runbookName(title, branch)}`;
      return `  ${dim('longest')}  ${name}  ${dim(formatTime(durationMs))}`;
    });
}

/** Who has to scroll for the first failure needs a list of all. */
function formatRecap({ runbooks }: RunReport, paint: Paint, width: number): readonly string[] {
  if (runbooks.length < 2) return [];
  const lines = runbooks.flatMap((runbook) => troubleOf(runbook, paint, width));
  if (lines.length === 0) return [];
  const rest = lines.length - listed;
  return ['', ...lines.slice(0, listed), ...(rest > 0 ? [`  … ${rest} more`] : [])];
}

function troubleOf(runbook: RunbookReport, paint: Paint, width: number): readonly string[] {
  // A sentence that does not fit stands below its place.
  const say = (place: string, length: number, message: string): readonly string[] =>
    length + message.length + 2 <= width
      ? [`${place}  ${message}`]
      : [place, ...wrapText(message, width - 4).map((text) => `    ${text}`)];
  const { title, outcome, reason, file: page } = runbook;
  const branch = runbook.branch === undefined ? '' : ` › branch ${runbook.branch}`;
  const steps = runbook.steps.filter(isBad).flatMap((step) => {
    const { file, line } = troubleLine(step);
    const place = `${file}:${line}`;
    const painted = `  ${mark(step.outcome, paint)} ${paint.cyan(place)} ${step.id}${paint.dim(branch)}`;
    const length = 5 + place.length + step.id.length + branch.length;
    return say(painted, length, shortenLine(troubleMessage(step)));
  });
  if (!hasOwnTrouble(runbook)) return steps;
  const name = runbookName(title, runbook.branch);
  const painted = `  ${mark(outcome, paint)} ${paint.cyan(page)} ${name}`;
  const why = shortenLine(safeLine(reason ?? 'the runbook did not pass'));
  return [...steps, ...say(painted, 5 + page.length + name.length, why)];
}

export function isBad({ outcome }: StepReport): boolean {
  return outcome === 'fail' || outcome === 'error';
}

/** One way on for a system that is not as the page says; who cannot be judged has its reason above. */
function nextSteps({ runbooks }: RunReport): readonly string[] {
  const failed = [
    ...new Set(runbooks.filter(({ outcome }) => outcome === 'fail').map(({ file }) => file)),
  ];
  const [only] = failed;
  if (only === undefined) return [];
  const page = failed.length === 1 ? safeLine(only) : 'FILE';
  const isComparison = runbooks.some(({ steps }) =>
    steps.some(({ mismatches }) =>
      mismatches.some(({ expectation }) => expectation === 'text' || expectation === 'json'),
    ),
  );
  return isComparison
    ? [
        `if the page is out of date and the output is right, \`runbook update ${page}\` rewrites the sample`,
      ]
    : [];
}
