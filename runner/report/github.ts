// For the log of a GitHub Actions job: what people read, folded where all is well, and one annotation a step that did
// not pass, which GitHub shows beside the line of the page.
import pc from 'picocolors';
import type { RunEvent } from '../model/event.ts';
import type { RunbookReport, StepReport } from '../model/report.ts';
import { reportedCases } from './cases.ts';
import { count, formatTime } from './format-time.ts';
import { flakyLines, hasOwnTrouble, runbookName, stepName } from './name.ts';
import type { ReportOptions } from './reporter.ts';
import { safeLine } from './safe-lines.ts';
import { shortenLine, shortenLines, type TextLimits } from './shorten.ts';
import { formatTrouble, type Paint } from './step-trouble.ts';
import { formatSummary, mark } from './summary.ts';
import { annotation, endGroup, group, inert } from './workflow-command.ts';

/** GitHub cuts a long message off without a word. */
const annotationLimits: TextLimits = { lines: 60, lineLength: 240 };

export async function* github(
  events: AsyncIterable<RunEvent>,
  options: ReportOptions,
): AsyncIterable<string> {
  const paint = pc.createColors(options.color);
  const plain = pc.createColors(false);
  for await (const event of events) {
    if (event.kind === 'runbook-finished') yield section(event.report, paint, options);
    if (event.kind === 'runbook-retried') {
      yield section(event.report, paint, options);
      yield `↻ did not pass, runs again (retry ${event.retry})\n`;
    }
    if (event.kind !== 'run-finished') continue;
    const { report } = event;
    const lines = [
      ...inert(options.token, formatSummary(report, plain).split('\n')),
      ...report.runbooks.flatMap((runbook) => annotations(runbook, options.folder)),
    ];
    yield `${lines.join('\n')}\n`;
  }
}

/** Folded if there is nothing to see: who opens the log of a failed job looks for what failed. */
function section(report: RunbookReport, paint: Paint, { token }: ReportOptions): string {
  const { outcome, title, branch, file, durationMs, steps } = report;
  const name = `${mark(outcome, paint)} ${runbookName(title, branch)}  ${safeLine(file)}  ${count(steps.length, 'step')}, ${formatTime(durationMs)}`;
  const lines = [
    ...flakyLines(report).map((line, index) => (index === 0 ? `  ↻ ${line}` : `    ${line}`)),
    ...steps.flatMap((step) => stepLines(step, paint)),
    ...(hasOwnTrouble(report)
      ? [`  ${mark(outcome, paint)} ${safeLine(report.reason ?? 'the runbook did not pass')}`]
      : []),
  ];
  const isGood = outcome === 'pass' || outcome === 'skip';
  const shown = isGood
    ? [group(name), ...inert(token, lines), endGroup]
    : inert(token, [name, ...lines, '']);
  return `${shown.join('\n')}\n`;
}

function stepLines(step: StepReport, paint: Paint): readonly string[] {
  const { outcome, reason, durationMs, attempts } = step;
  const times = attempts.length > 1 ? `  ${count(attempts.length, 'attempt')}` : '';
  const end =
    outcome === 'skip'
      ? `skipped: ${shortenLine(safeLine(reason ?? ''))}`
      : `${formatTime(durationMs)}${times}`;
  return [
    `  ${mark(outcome, paint)} ${stepName(step)}  ${paint.dim(end)}`,
    ...formatTrouble(step, paint).map((line) => `    ${line}`.trimEnd()),
  ];
}

/** GitHub shows about ten of a kind for a job, so a step gets one; a flaky runbook is a warning. */
function annotations(runbook: RunbookReport, folder: string): readonly string[] {
  const { title, branch, file } = runbook;
  const page = runbookName(title, branch);
  const place = (path: string): string =>
    folder === '' || path.startsWith('/') ? path : `${folder}/${path}`;
  const flaky = flakyLines(runbook);
  const at = { file: place(file), line: 1, title: `${page} is flaky` };
  const warnings = flaky.length === 0 ? [] : [annotation('warning', at, flaky.join('\n'))];
  const errors = reportedCases(runbook)
    .filter(({ outcome }) => outcome === 'fail' || outcome === 'error')
    .map((found) =>
      annotation(
        'error',
        {
          file: place(found.file),
          line: found.troubleLine,
          endLine: found.troubleEndLine,
          title: found.step === undefined ? page : `${page}: ${found.name}`,
        },
        shortenLines(found.details.split('\n'), annotationLimits).join('\n'),
      ),
    );
  return [...warnings, ...errors];
}
