// `runbook run`: parse and check everything, then run it, report as it happens.
import { resolve } from 'node:path';
import { UserError } from '../../errors.ts';
import type { RunEvent } from '../../model/event.ts';
import type { Plan } from '../../model/plan.ts';
import type { RunReport } from '../../model/report.ts';
import { planRun } from '../../plan/plan-run.ts';
import { count } from '../../report/format-time.ts';
import { type ReporterName, reporters } from '../../report/reporters.ts';
import { runRunbooks } from '../../run.ts';
import { describeEnvironment, shellEnvironment } from '../environment.ts';
import { exitCodeOf, exitCodes } from '../exit-code.ts';
import { type Io, wantsColor } from '../io.ts';
import { type OpenedPages, openPages, type PageOptions } from '../open-pages.ts';
import { countSeverities, printDiagnostics, summarize } from '../print-diagnostics.ts';
import { prepareReport, writeReport } from '../write-report.ts';

export interface RunCommandOptions extends PageOptions {
  readonly reporter: ReporterName;
  /** File that gets the JSON report besides. */
  readonly report?: string;
}

export async function runCommand(
  paths: readonly string[],
  options: RunCommandOptions,
  io: Io,
): Promise<number> {
  const opened = await openPages(paths, options, io);
  if (await refuse(opened, io)) return exitCodes.usage;
  const plans = planPages(opened, paths);
  if (plans.length === 0) {
    await io.stderr.write(`${nothingToRun(opened)}\n`);
    return exitCodes.error;
  }
  const reportPath = options.report === undefined ? undefined : resolve(io.cwd, options.report);
  if (reportPath !== undefined) await prepareReport(reportPath);
  const report = await runPlans(plans, opened, options.reporter, io);
  if (reportPath !== undefined) await writeReport(reportPath, report);
  if (report.totals.assertions === 0) {
    await io.stderr.write(
      'Unexpected run without an assertion, expected at least one: nothing was proved\n',
    );
  }
  return exitCodeOf(report, io.signal.aborted);
}

/** Any error in any page, and nothing runs. Warnings are for `runbook check`; here they are only counted. */
async function refuse({ diagnostics, sources }: OpenedPages, io: Io): Promise<boolean> {
  if (diagnostics.length === 0) return false;
  const { errors } = countSeverities(diagnostics);
  const summary = summarize(diagnostics, sources.size, wantsColor(io.stderr, io.env));
  if (errors === 0) {
    await io.stderr.write(`${summary}; \`runbook check\` shows them\n\n`);
    return false;
  }
  await printDiagnostics(diagnostics, sources, { output: io.stderr, env: io.env });
  await io.stderr.write(`${summary}, nothing was run\n`);
  return true;
}

/** A fixture among the arguments is a slip; among the pages of a folder it cannot be. */
function planPages({ pages }: OpenedPages, paths: readonly string[]): readonly Plan[] {
  const fixture = pages.find(
    ({ runbook }) => runbook.fixture !== undefined && paths.includes(runbook.file),
  );
  if (fixture !== undefined) {
    throw new UserError(
      `Unexpected fixture \`${fixture.runbook.file}\`, expected a runbook: a fixture is never run alone`,
      'run a page that names it with `fixture:`',
    );
  }
  return pages
    .filter(({ runbook }) => runbook.runbook !== undefined)
    .map(({ runbook, fixture: around }) => planRun(runbook, around));
}

function nothingToRun({ pages }: OpenedPages): string {
  if (pages.length === 0) return 'Unexpected absence of pages, expected at least one `.md` file';
  return `Unexpected absence of runbooks in ${count(pages.length, 'page')}, expected one with a \`runbook:\` key in its front matter`;
}

async function runPlans(
  plans: readonly Plan[],
  { settings }: OpenedPages,
  name: ReporterName,
  io: Io,
): Promise<RunReport> {
  const { config, folder } = settings;
  const events = runRunbooks(plans, {
    env: shellEnvironment(io.env, {
      path: (config.path ?? []).map((path) => resolve(folder, path)),
      env: config.env ?? {},
    }),
    signal: io.signal,
    environment: describeEnvironment(io),
  });
  let report: RunReport | undefined;
  const watched = watch(events, (finished) => {
    report = finished;
  });
  const reporter = await reporters[name]();
  const text = reporter(watched, {
    color: wantsColor(io.stdout, io.env),
    live: io.stdout.isTerminal && io.env['TERM'] !== 'dumb' && !io.env['CI'],
    columns: io.stdout.columns,
  });
  for await (const piece of text) await io.stdout.write(piece);
  if (report === undefined)
    throw new Error('Unexpected end of the events, expected `run-finished`');
  return report;
}

async function* watch(
  events: AsyncIterable<RunEvent>,
  onReport: (report: RunReport) => void,
): AsyncIterable<RunEvent> {
  for await (const event of events) {
    if (event.kind === 'run-finished') onReport(event.report);
    yield event;
  }
}
