// A summary for the page of a CI job: the ledger, a table of the runbooks, what failed, why steps were skipped.
import type { Estimate } from '../model/estimate.ts';
import type { RunEvent } from '../model/event.ts';
import type { RunbookReport, RunReport } from '../model/report.ts';
import type { Outcome } from '../model/verdict.ts';
import { formatAttempts } from './attempts.ts';
import { type ReportedCase, reportedCases } from './cases.ts';
import { count, formatTime } from './format-time.ts';
import { fenced, htmlText, markdownText } from './markdown-text.ts';
import { flakyLines, runbookName } from './name.ts';
import { safeLines } from './safe-lines.ts';
import { shortenLine, shortenLines, type TextLimits } from './shorten.ts';

/** GitHub refuses a summary of more than 1 MiB, and so says nothing at all. In UTF-8. */
const documentBytes = 900 * 1024;
/** Rows of one table. */
const tableRows = 500;
const detailLimits: TextLimits = { lines: 100, lineLength: 500 };

const words: Readonly<Record<Outcome, string>> = {
  pass: '✅ pass',
  fail: '❌ fail',
  error: '⚠️ error',
  skip: '⏭️ skip',
};

export async function* markdown(events: AsyncIterable<RunEvent>): AsyncIterable<string> {
  for await (const event of events) {
    if (event.kind === 'run-finished') yield summary(event.report);
  }
}

function summary(report: RunReport): string {
  const troubles = report.runbooks.flatMap((runbook) =>
    reportedCases(runbook)
      .filter(({ outcome }) => outcome === 'fail' || outcome === 'error')
      .map((found) => details(found, runbook)),
  );
  const blocks = [
    ...ledger(report),
    ...runbookTable(report),
    ...flakyList(report),
    ...skipTable(report),
  ];
  let size = Buffer.byteLength(blocks.join('\n\n'));
  const shown = troubles.filter((block) => {
    size += Buffer.byteLength(block) + 2;
    return size < documentBytes;
  });
  const hidden = troubles.length - shown.length;
  const rest = hidden > 0 ? [`… ${hidden} more did not pass: there is no room for them here`] : [];
  const heading = troubles.length > 0 ? ['### What did not pass'] : [];
  return `${[...blocks, ...heading, ...shown, ...rest].join('\n\n')}\n`;
}

function ledger(report: RunReport): readonly string[] {
  const { totals, outcome, durationMs, environment, target, shard } = report;
  const facts = [
    ...(shard === undefined ? [] : [`part ${shard.index} of ${shard.of}`]),
    ...(target === undefined ? [] : [`target ${target}`]),
    ...Object.entries(environment).map(([name, value]) => `${name} ${value}`),
  ];
  return [
    `## Runbooks: ${words[outcome]}`,
    table(
      [
        'Runbooks',
        'Steps',
        'Assertions',
        'Passed',
        'Failed',
        'Not judged',
        'Skipped',
        'Flaky',
        'Time',
      ],
      [
        [
          totals.runbooks,
          totals.steps,
          totals.assertions,
          totals.passed,
          totals.failed,
          totals.errored,
          totals.skipped,
          totals.flaky,
          formatTime(durationMs),
        ].map(String),
      ],
    ),
    ...(totals.assertions === 0 ? ['Nothing was proved: there was no assertion.'] : []),
    ...(facts.length === 0 ? [] : [markdownText(facts.join(', '))]),
  ];
}

function runbookTable({ runbooks }: RunReport): readonly string[] {
  if (runbooks.length === 0) return [];
  const rows = runbooks.map(
    ({ outcome, title, branch, file, steps, flaky, durationMs, estimate }) => [
      flaky === undefined ? words[outcome] : `${words[outcome]}, flaky`,
      markdownText(runbookName(title, branch)),
      markdownText(file),
      `${steps.filter((step) => step.outcome === 'pass').length} of ${steps.length}`,
      formatTime(durationMs),
      estimate === undefined ? '' : formatEstimate(estimate),
    ],
  );
  const head = ['Verdict', 'Runbook', 'Page', 'Steps that passed', 'Time', 'Page says'];
  return [table(head, rows)];
}

function formatEstimate({ statedMs, neededMs, off }: Estimate): string {
  const needed = off === undefined ? '' : `, a person needs about ${formatTime(neededMs)}`;
  return `${formatTime(statedMs)}${needed}`;
}

function flakyList({ runbooks }: RunReport): readonly string[] {
  const rows = runbooks
    .filter(({ flaky }) => flaky !== undefined)
    .map((runbook) => [
      markdownText(runbookName(runbook.title, runbook.branch)),
      flakyLines(runbook).slice(1).map(markdownText).join('<br>'),
    ]);
  return rows.length === 0 ? [] : ['### Flaky', table(['Runbook', 'Before it passed'], rows)];
}

function skipTable({ skipReasons }: RunReport): readonly string[] {
  if (skipReasons.length === 0) return [];
  const rows = skipReasons.map(({ reason, steps }) => [
    String(steps),
    markdownText(shortenLine(reason)),
  ]);
  return ['### Skipped', table(['Steps', 'Why'], rows)];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rest = rows.length - tableRows;
  return [
    line(head),
    line(head.map(() => '---')),
    ...rows.slice(0, tableRows).map(line),
    ...(rest > 0 ? [line([`… ${count(rest, 'more row')}`, ...head.slice(1).map(() => '')])] : []),
  ].join('\n');
}

function details(found: ReportedCase, { title, branch }: RunbookReport): string {
  const { outcome, file, troubleLine, name, message, step } = found;
  const place = `${file}:${troubleLine}`;
  return [
    '<details>',
    `<summary>${words[outcome]} <code>${htmlText(place)}</code> ${htmlText(`${runbookName(title, branch)}: ${name}`)}</summary>`,
    '',
    markdownText(shortenLine(message)),
    '',
    ...block(found.details === message ? [] : found.details.split('\n'), 'diff'),
    ...stream('Standard output', step?.stdout),
    ...stream('Standard error', step?.stderr),
    ...block(step === undefined ? [] : formatAttempts(step.attempts), 'text'),
    '</details>',
  ].join('\n');
}

function stream(name: string, text: string | undefined): readonly string[] {
  if (text === undefined || text.trim() === '') return [];
  return [`${name}:`, '', ...block(safeLines(text), 'text')];
}

function block(lines: readonly string[], language: string): readonly string[] {
  return lines.length === 0 ? [] : [...fenced(shortenLines(lines, detailLimits), language), ''];
}
