// One round of a watch: what concerns the change is checked, and run if it can be.
import type { RunReport } from '../../model/report.ts';
import { runRunbooks } from '../../run.ts';
import { enforcePolicy } from '../enforce-policy.ts';
import { describeEnvironment } from '../environment.ts';
import { type Io, wantsColor } from '../io.ts';
import type { LoadedPage } from '../load-pages.ts';
import { type OpenedPages, onlyTagged, type PageOptions } from '../open-pages.ts';
import { consentOf, environmentOf } from '../prepare-runs.ts';
import { onlyErrors, printDiagnostics, summarize } from '../print-diagnostics.ts';
import { reportRun } from '../report-run.ts';
import { type PlanningOptions, type SelectionOptions, selectRuns } from '../select-runs.ts';
import { resolveTarget } from '../targets.ts';

export interface RoundOptions
  extends PageOptions,
    PlanningOptions,
    Pick<SelectionOptions, 'step' | 'branch'> {
  readonly target?: string;
  /** Default 1. */
  readonly jobs?: number;
  /** Default 0. */
  readonly retry?: number;
  readonly bail?: boolean;
}

export interface Round {
  /** All pages of the watch that run, those with errors included. */
  readonly runbooks: readonly string[];
  /** Of those that this round is about: they have errors and do not run. */
  readonly broken: readonly string[];
  readonly good: readonly string[];
  /** Prints what is wrong with the broken ones, then runs the good ones. Undefined: nothing ran. */
  readonly run: (paths: readonly string[], io: Io) => Promise<RunReport | undefined>;
}

/** `wanted` are paths of pages as they are shown; `all`: every page. */
export function planRound(
  opened: OpenedPages,
  wanted: ReadonlySet<string> | 'all',
  options: RoundOptions,
): Round {
  const tagged = onlyTagged(opened, options);
  const bad = new Set(onlyErrors(tagged.diagnostics).map(({ file }) => file));
  const isBroken = ({ runbook, fixture }: LoadedPage): boolean =>
    bad.has(runbook.file) || (fixture !== undefined && bad.has(fixture.file));
  const all = tagged.pages.filter((page) => page.runbook.runbook !== undefined || isBroken(page));
  const concerned = all.filter(({ runbook }) => wanted === 'all' || wanted.has(runbook.file));
  const broken = concerned.filter(isBroken);
  const good = concerned.filter((page) => !isBroken(page));
  const whole = { ...tagged, pages: tagged.pages.filter((page) => !isBroken(page)) };
  return {
    runbooks: all.map(({ runbook }) => runbook.file),
    broken: broken.map(({ runbook }) => runbook.file),
    good: good.map(({ runbook }) => runbook.file),
    run: async (paths, io) => {
      await printBroken(tagged, broken, io);
      if (concerned.length > 0 && good.length === 0) return undefined;
      if (broken.length > 0) await io.stdout.write('\n');
      return await runGood(whole, good, { paths, options }, io);
    },
  };
}

async function printBroken(
  { diagnostics, sources, settings }: OpenedPages,
  broken: readonly LoadedPage[],
  io: Io,
): Promise<void> {
  if (broken.length === 0) return;
  const files = new Set(broken.flatMap(({ runbook, fixture }) => [runbook.file, fixture?.file]));
  const errors = onlyErrors(diagnostics).filter(({ file }) => files.has(file));
  const { docs } = settings.config;
  await printDiagnostics(errors, sources, { output: io.stdout, env: io.env, docs });
  const pages = broken.map(({ runbook }) => runbook.file).join(', ');
  const summary = summarize(errors, broken.length, wantsColor(io.stdout, io.env));
  await io.stdout.write(`${summary}, not run: ${pages}\n`);
}

async function runGood(
  opened: OpenedPages,
  good: readonly LoadedPage[],
  how: { readonly paths: readonly string[]; readonly options: RoundOptions },
  io: Io,
): Promise<RunReport | undefined> {
  const { step, branch, param, alert, jobs, retry, bail } = how.options;
  const target = resolveTarget(how.options.target, opened.settings.config);
  const files = new Set(good.map(({ runbook }) => runbook.file));
  const selection = {
    files,
    ...(step !== undefined && { step }),
    ...(branch !== undefined && { branch }),
    ...(param !== undefined && { param }),
    ...(alert !== undefined && { alert }),
  };
  const plans = await selectRuns(opened, how.paths, selection, { target, io });
  if (target !== undefined && !(await enforcePolicy(plans, target, consentOf({}), io)))
    return undefined;
  const events = runRunbooks(plans, {
    env: environmentOf(opened, io),
    signal: io.signal,
    environment: describeEnvironment(io),
    ...(jobs !== undefined && { jobs }),
    ...(retry !== undefined && { retries: retry }),
    ...(bail !== undefined && { bail }),
  });
  return await reportRun(events, [{ name: 'pretty' }], io);
}
