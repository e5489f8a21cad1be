// `runbook run`: parse and check everything, then run it, report as it happens.
import type { Plan } from '../../model/plan.ts';
import type { RunReport } from '../../model/report.ts';
import { runRunbooks } from '../../run.ts';
import { enforcePolicy, refuseIdleConsent } from '../enforce-policy.ts';
import { describeEnvironment } from '../environment.ts';
import { exitCodes, judgeRun } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { keepLastRun } from '../last-run.ts';
import { type OpenedPages, openPages, type PageOptions } from '../open-pages.ts';
import type { AllowedClass } from '../policy.ts';
import { consentOf, environmentOf, refusePages } from '../prepare-runs.ts';
import { chosenReporters, prepareReports, type ReportingOptions } from '../report-choices.ts';
import { reportRun } from '../report-run.ts';
import type { ReporterChoice } from '../reporter-option.ts';
import { type PlanningOptions, type SelectionOptions, selectRuns } from '../select-runs.ts';
import { resolveTarget } from '../targets.ts';

export interface RunCommandOptions
  extends PageOptions,
    SelectionOptions,
    PlanningOptions,
    ReportingOptions {
  readonly target?: string;
  readonly allow?: readonly AllowedClass[];
  readonly confirm?: string;
  /** Default 1. */
  readonly jobs?: number;
  /** Default 0. */
  readonly retry?: number;
  readonly failOnFlaky?: boolean;
  readonly bail?: boolean;
}

export async function runCommand(
  paths: readonly string[],
  options: RunCommandOptions,
  io: Io,
): Promise<number> {
  const choices = chosenReporters(options, io);
  const opened = await openPages(paths, options, io);
  const target = resolveTarget(options.target, opened.settings.config);
  const consent = consentOf(options);
  if (target === undefined) refuseIdleConsent(consent);
  if (await refusePages(opened, io)) return exitCodes.usage;
  const plans = await selectRuns(opened, paths, options, { target, io });
  await prepareReports(choices, options, io);
  if (target !== undefined && !(await enforcePolicy(plans, target, consent, io)))
    return exitCodes.interrupted;
  const report = await runPlans(plans, { opened, choices, options }, io);
  // Up to a step, a page has not passed: `--failed` goes on from the last run of whole pages.
  if (options.step === undefined) await keepLastRun(report, io);
  const { code, reason } = judgeRun(report, options, io.signal.aborted);
  if (reason !== undefined) await io.stderr.write(`${reason}\n`);
  return code;
}

async function runPlans(
  plans: readonly Plan[],
  how: {
    readonly opened: OpenedPages;
    readonly choices: readonly ReporterChoice[];
    readonly options: RunCommandOptions;
  },
  io: Io,
): Promise<RunReport> {
  const { jobs, retry, bail, shard } = how.options;
  const events = runRunbooks(plans, {
    env: environmentOf(how.opened, io),
    signal: io.signal,
    environment: describeEnvironment(io),
    ...(jobs !== undefined && { jobs }),
    ...(retry !== undefined && { retries: retry }),
    ...(bail !== undefined && { bail }),
    ...(shard !== undefined && { shard }),
  });
  return await reportRun(events, how.choices, io);
}
