// `runbook run`: parse and check everything, then run it, report as it happens.
import { resolve } from 'node:path';
import { UserError } from '../../errors.ts';
import type { Plan } from '../../model/plan.ts';
import type { RunReport } from '../../model/report.ts';
import { planRun } from '../../plan/plan-run.ts';
import { count } from '../../report/format-time.ts';
import { runRunbooks } from '../../run.ts';
import { describeEnvironment, shellEnvironment } from '../environment.ts';
import { exitCodeOf, exitCodes } from '../exit-code.ts';
import { type Io, wantsColor } from '../io.ts';
import { type OpenedPages, openPages, type PageOptions } from '../open-pages.ts';
import { countSeverities, printDiagnostics, summarize } from '../print-diagnostics.ts';
import { reportRun } from '../report-run.ts';
import { chooseReporters, type ReporterChoice } from '../reporter-option.ts';
import { prepareReport } from '../write-report.ts';

export interface RunCommandOptions extends PageOptions {
  /** Default: `pretty` on standard output. */
  readonly reporter?: readonly ReporterChoice[];
  /** The same as the reporter `json`. */
  readonly json?: true;
  /** The same as the reporter `json` with this file. */
  readonly report?: string;
}

export async function runCommand(
  paths: readonly string[],
  options: RunCommandOptions,
  io: Io,
): Promise<number> {
  const choices = chosenReporters(options, io);
  const opened = await openPages(paths, options, io);
  if (await refuse(opened, io)) return exitCodes.usage;
  const plans = planPages(opened, paths);
  if (plans.length === 0) {
    await io.stderr.write(`${nothingToRun(opened)}\n`);
    return exitCodes.error;
  }
  await prepareReports(choices, options, io);
  const report = await runPlans(plans, opened, choices, io);
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
  choices: readonly ReporterChoice[],
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
  return reportRun(events, choices, io);
}

function chosenReporters(
  { reporter = [], json, report }: RunCommandOptions,
  io: Io,
): readonly ReporterChoice[] {
  const all: readonly ReporterChoice[] = [
    ...reporter,
    ...(json ? [{ name: 'json' } as const] : []),
    ...(report === undefined ? [] : [{ name: 'json', file: report } as const]),
  ];
  return chooseReporters(all, io.cwd);
}

/** Before anything runs: half an hour of work must not end in a file that cannot be written. */
async function prepareReports(
  choices: readonly ReporterChoice[],
  { report }: RunCommandOptions,
  io: Io,
): Promise<void> {
  for (const { file } of choices) {
    if (file === undefined) continue;
    await prepareReport(resolve(io.cwd, file), file === report ? '--report' : '--reporter');
  }
}
