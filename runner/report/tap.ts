// TAP 14: a subtest a runbook, a test point a step, YAML below what did not pass.
import type { RunEvent } from '../model/event.ts';
import type { RunbookReport } from '../model/report.ts';
import type { Outcome } from '../model/verdict.ts';
import { formatAttempts } from './attempts.ts';
import { type ReportedCase, reportedCases } from './cases.ts';
import { flakyLines, runbookName } from './name.ts';
import { safeLine, safeLines } from './safe-lines.ts';
import { fileLimits, shortenLine, shortenLines } from './shorten.ts';

export async function* tap(events: AsyncIterable<RunEvent>): AsyncIterable<string> {
  let number = 0;
  for await (const event of events) {
    switch (event.kind) {
      case 'run-started':
        yield `TAP version 14\n1..${event.runbooks}\n`;
        break;
      case 'runbook-retried':
        yield comment(`${event.report.title} did not pass, runs again (retry ${event.retry})`);
        break;
      case 'runbook-finished':
        yield subtest(event.report, ++number);
        break;
      case 'run-finished':
        for (const [name, value] of Object.entries(event.report.environment))
          yield comment(`${name} ${value}`);
        break;
    }
  }
}

function subtest(runbook: RunbookReport, number: number): string {
  const { title, branch, file, durationMs, outcome, reason = '' } = runbook;
  const name = description(`${runbookName(title, branch)} (${file})`);
  const cases = reportedCases(runbook);
  const inner = [
    `1..${cases.length}`,
    ...cases.flatMap((found, index) => point(found, index + 1)),
  ].map((line) => `    ${line}`);
  const directive =
    outcome === 'skip' ? ` # SKIP ${description(reason)}` : ` # time=${durationMs.toFixed(3)}ms`;
  return [
    ...flakyLines(runbook).map((line) => comment(line).trimEnd()),
    `# Subtest: ${name}`,
    ...inner,
    `${result(outcome)} ${number} - ${name}${directive}`,
    '',
  ].join('\n');
}

function point(found: ReportedCase, number: number): readonly string[] {
  const { name, outcome, message, durationMs } = found;
  const directive =
    outcome === 'skip' ? ` # SKIP ${description(message)}` : ` # time=${durationMs.toFixed(3)}ms`;
  const line = `${result(outcome)} ${number} - ${description(name)}${directive}`;
  if (outcome === 'pass' || outcome === 'skip') return [line];
  return [line, ...diagnostic(found).map((text) => `  ${text}`)];
}

function diagnostic(found: ReportedCase): readonly string[] {
  const { message, outcome, file, troubleLine, details, step } = found;
  return [
    '---',
    `message: ${JSON.stringify(message)}`,
    `severity: ${outcome}`,
    'at:',
    `  file: ${JSON.stringify(safeLine(file))}`,
    `  line: ${troubleLine}`,
    ...literal('details', details.split('\n')),
    ...literal('attempts', step === undefined ? [] : formatAttempts(step.attempts)),
    ...literal('stdout', lines(step?.stdout)),
    ...literal('stderr', lines(step?.stderr)),
    '...',
  ];
}

function lines(text: string | undefined): readonly string[] {
  if (text === undefined || text.trim() === '') return [];
  return shortenLines(safeLines(text), fileLimits);
}

/** A block scalar: what is in it needs no escape, and its indentation is stated. */
function literal(key: string, text: readonly string[]): readonly string[] {
  if (text.length === 0) return [];
  return [`${key}: |2-`, ...text.map((line) => (line === '' ? '' : `  ${line}`))];
}

function result(outcome: Outcome): 'ok' | 'not ok' {
  return outcome === 'pass' || outcome === 'skip' ? 'ok' : 'not ok';
}

/** `#` would begin a directive. */
function description(text: string): string {
  return shortenLine(safeLine(text), 1000).replaceAll('\\', '\\\\').replaceAll('#', '\\#');
}

function comment(text: string): string {
  return `# ${shortenLine(safeLine(text))}\n`;
}
