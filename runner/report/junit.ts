// JUnit XML as GitLab, Jenkins and the usual GitHub actions read it: a suite a runbook, a case a step.
import type { RunEvent } from '../model/event.ts';
import type { RunbookReport, RunReport, StepReport } from '../model/report.ts';
import { formatAttempts } from './attempts.ts';
import { type ReportedCase, reportedCases } from './cases.ts';
import { flakyLines, runbookName } from './name.ts';
import { safeLines } from './safe-lines.ts';
import { fileLimits, shortenLines } from './shorten.ts';
import { type XmlElement, xmlDocument } from './xml.ts';

export async function* junit(events: AsyncIterable<RunEvent>): AsyncIterable<string> {
  for await (const event of events) {
    if (event.kind === 'run-finished') yield xmlDocument(suites(event.report));
  }
}

function suites(report: RunReport): XmlElement {
  const all = report.runbooks.map((runbook) => ({ runbook, cases: reportedCases(runbook) }));
  return {
    name: 'testsuites',
    attributes: {
      name: 'runbook',
      ...counts(all.flatMap(({ cases }) => cases)),
      time: seconds(report.durationMs),
    },
    children: all.map(({ runbook, cases }) => suite(runbook, cases, report)),
  };
}

function suite(
  runbook: RunbookReport,
  cases: readonly ReportedCase[],
  report: RunReport,
): XmlElement {
  const { file, title, branch, sha256, startedAt, durationMs } = runbook;
  const facts = {
    ...report.environment,
    ...(report.target !== undefined && { target: report.target }),
    ...(report.shard && { shard: `${report.shard.index}/${report.shard.of}` }),
    sha256,
  };
  return {
    name: 'testsuite',
    attributes: {
      name: runbookName(title, branch),
      ...counts(cases),
      time: seconds(durationMs),
      timestamp: startedAt,
      file,
    },
    children: [
      {
        name: 'properties',
        children: Object.entries(facts).map(([name, value]) => ({
          name: 'property',
          attributes: { name, value },
        })),
      },
      ...cases.map((found) => testCase(found, className(runbook))),
      ...output('system-out', flakyLines(runbook)),
    ],
  };
}

function counts(cases: readonly ReportedCase[]) {
  const count = (wanted: ReportedCase['outcome']): number =>
    cases.filter(({ outcome }) => outcome === wanted).length;
  return {
    tests: cases.length,
    failures: count('fail'),
    errors: count('error'),
    skipped: count('skip'),
  };
}

/**
 * GitLab shows it as the suite. Jenkins takes what stands before the last dot for a package,
 * so folders are parted by dots and file names have none.
 */
function className({ file, branch }: RunbookReport): string {
  const parts = file
    .replace(/\.md$/, '')
    .split(/[\\/]/)
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .map((part) => part.replaceAll('.', '_'));
  return `${parts.join('.')}${branch === undefined ? '' : ` › branch ${branch}`}`;
}

function testCase(found: ReportedCase, classname: string): XmlElement {
  const { name, file, line, durationMs, step } = found;
  return {
    name: 'testcase',
    // Readers of several runs know a case by class and name; the line is for the eye, and first.
    attributes: { classname, name: `${line}: ${name}`, file, line, time: seconds(durationMs) },
    children: [...verdict(found), ...(step === undefined ? [] : streams(step))],
  };
}

function verdict({ outcome, message, details, step }: ReportedCase): readonly XmlElement[] {
  const type = step?.mismatches[0]?.expectation ?? (outcome === 'fail' ? 'deadline' : 'error');
  switch (outcome) {
    case 'pass':
      return [];
    case 'skip':
      return [{ name: 'skipped', attributes: { message } }];
    // GitLab does not show the attribute in every version, so the text holds everything.
    case 'fail':
      return [{ name: 'failure', attributes: { message, type }, text: details }];
    case 'error':
      return [{ name: 'error', attributes: { message, type }, text: details }];
  }
}

function streams({ attempts, stdout = '', stderr = '' }: StepReport): readonly XmlElement[] {
  const out = stdout.trim() === '' ? [] : shortenLines(safeLines(stdout), fileLimits);
  const err = stderr.trim() === '' ? [] : shortenLines(safeLines(stderr), fileLimits);
  const timeline = formatAttempts(attempts);
  const gap = timeline.length > 0 && out.length > 0 ? [''] : [];
  return [...output('system-out', [...timeline, ...gap, ...out]), ...output('system-err', err)];
}

function output(name: string, lines: readonly string[]): readonly XmlElement[] {
  if (lines.length === 0) return [];
  // GitLab and Jenkins attach the file that this mark names; a step's output must not choose one.
  const text = lines.join('\n').replaceAll('[[ATTACHMENT|', '[\\x5bATTACHMENT|');
  return [{ name, text: `${text}\n` }];
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
