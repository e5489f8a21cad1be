// From the pages that were opened to the runs that the caller wants of them.
import { NothingToDo, UserError } from '../errors.ts';
import type { Plan } from '../model/plan.ts';
import type { PlanProblem } from '../plan/parameters.ts';
import { undeclaredParameters } from '../plan/parameters.ts';
import { type PlanOptions, planRuns } from '../plan/plan-run.ts';
import { count } from '../report/format-time.ts';
import { readAlertLabels } from './alert-labels.ts';
import type { Io } from './io.ts';
import { readFailedRuns, runKey } from './last-run.ts';
import type { LoadedPage } from './load-pages.ts';
import type { OpenedPages } from './open-pages.ts';
import { type Filter, type Shard, select, shardFilter, tagFilter } from './select.ts';
import { limitToStep } from './step-limit.ts';
import type { ResolvedTarget } from './targets.ts';

export interface SelectionOptions {
  readonly tag?: readonly string[];
  readonly step?: string;
  /** `none`: only the main paths. */
  readonly branch?: string;
  readonly failed?: boolean;
  readonly shard?: Shard;
  /** Only the runs of these pages. */
  readonly files?: ReadonlySet<string>;
  /** Where the last report may lie, besides its usual place. */
  readonly report?: string;
}

export interface PlanningOptions {
  /** Name → value, as the caller typed them. */
  readonly param?: Readonly<Record<string, string>>;
  /** File with an alert. */
  readonly alert?: string;
}

interface Candidate {
  readonly plan: Plan;
  readonly problems: readonly PlanProblem[];
}

/** For `--branch`: only the main paths. */
export const noBranch = 'none';

/** At least one; in the order of the pages, of a page its main path first. */
export async function selectRuns(
  opened: OpenedPages,
  paths: readonly string[],
  options: SelectionOptions & PlanningOptions,
  { target, io }: { readonly target: ResolvedTarget | undefined; readonly io: Io },
): Promise<readonly Plan[]> {
  const runbooks = findRunbooks(opened, paths);
  const planning = planningOptions(opened, options, { target, io });
  refuseUndeclared(runbooks, options);
  const candidates = runbooks.flatMap(({ runbook, fixture }) => {
    const { plans, problems } = planRuns(runbook, fixture, planning);
    return plans.map((plan): Candidate => ({ plan, problems }));
  });
  const left = select(candidates, await filtersOf(options, candidates, io), 'run');
  // Only of what is left: nobody has to give the parameters of pages that do not run.
  refuseProblems(left.flatMap(({ problems }) => problems));
  const plans = left.map(({ plan }) => plan);
  return options.step === undefined ? plans : [limitToOneStep(plans, options.step)];
}

/** What planning needs to know of the config, the target and the caller. */
export function planningOptions(
  { settings }: OpenedPages,
  { param = {}, alert }: PlanningOptions,
  { target, io }: { readonly target: ResolvedTarget | undefined; readonly io: Io },
): PlanOptions {
  const labels = alert === undefined ? {} : readAlertLabels(alert, io);
  return {
    given: param,
    labels,
    secrets: [...(settings.config.secrets ?? []), ...(target?.secrets ?? [])],
    ...(target && { target: { name: target.name, prefix: target.prefix, env: target.env } }),
  };
}

/** A fixture among the arguments is a slip; among the pages of a folder it cannot be. */
function findRunbooks({ pages }: OpenedPages, paths: readonly string[]): readonly LoadedPage[] {
  const fixture = pages.find(
    ({ runbook }) => runbook.fixture !== undefined && paths.includes(runbook.file),
  );
  if (fixture !== undefined) {
    throw new UserError(
      `Unexpected fixture \`${fixture.runbook.file}\`, expected a runbook: a fixture is never run alone`,
      'run a page that names it with `fixture:`',
    );
  }
  const runbooks = pages.filter(({ runbook }) => runbook.runbook !== undefined);
  if (runbooks.length > 0) return runbooks;
  throw new NothingToDo(
    pages.length === 0
      ? 'Unexpected absence of pages, expected at least one `.md` file'
      : `Unexpected absence of runbooks in ${count(pages.length, 'page')}, expected one with a \`runbook:\` key in its front matter`,
  );
}

async function filtersOf(
  { tag, branch, failed, shard, files, report }: SelectionOptions,
  candidates: readonly Candidate[],
  io: Io,
): Promise<readonly Filter<Candidate>[]> {
  const filters: Filter<Candidate>[] = [];
  const tagsOf = ({ plan }: Candidate): readonly string[] => plan.runbook.runbook?.tags ?? [];
  if (tag !== undefined) filters.push(tagFilter(tag, candidates, tagsOf));
  if (files !== undefined) filters.push(filesFilter(files, ({ plan }) => plan));
  if (branch !== undefined) filters.push(branchFilter(branch, ({ plan }) => plan));
  if (failed) {
    const runs = await readFailedRuns(report, io);
    filters.push({
      name: '--failed',
      apply: (left) => left.filter((candidate) => runs.has(keyOf(candidate, io.cwd))),
    });
  }
  // Relative, so that machines with other folders above the working directory agree.
  if (shard !== undefined)
    filters.push(shardFilter(shard, ({ plan }) => `${plan.runbook.file}\0${plan.branch ?? ''}`));
  return filters;
}

function keyOf({ plan: { runbook, branch } }: Candidate, cwd: string): string {
  return runKey({ file: runbook.file, ...(branch !== undefined && { branch }) }, cwd);
}

/** A value for a parameter that no page has is a slip, and the page would run without it. */
export function refuseUndeclared(
  pages: readonly LoadedPage[],
  { param = {} }: PlanningOptions,
): void {
  const [name] = undeclaredParameters(
    pages.map(({ runbook }) => runbook),
    Object.keys(param),
  );
  if (name === undefined) return;
  const file = pages.length === 1 ? pages[0]?.runbook.file : undefined;
  const declared = pages.flatMap(({ runbook }) => runbook.runbook?.parameters ?? []);
  const names = [...new Set(declared.map((parameter) => `\`${parameter.name}\``))];
  throw new UserError(
    `Unexpected \`--param ${name}=…\`, expected a parameter of ${file === undefined ? 'one of the pages' : `\`${file}\``}`,
    names.length === 0 ? 'there are none' : `there is ${names.join(', ')}`,
  );
}

/** All of them at once: nobody wants to be asked for one value after the other. */
export function refuseProblems(problems: readonly PlanProblem[]): void {
  if (problems.length === 0) return;
  const messages = new Set(problems.map(({ message }) => message));
  const hints = new Set(problems.flatMap(({ hint }) => (hint === undefined ? [] : [hint])));
  throw new UserError(
    [...messages].join('\nerror: '),
    hints.size === 0 ? undefined : [...hints].join('\nhint: '),
  );
}

/** Of one page. */
export function limitRuns(
  plans: readonly Plan[],
  { branch, step }: Pick<SelectionOptions, 'branch' | 'step'>,
): readonly Plan[] {
  const left =
    branch === undefined ? plans : select(plans, [branchFilter(branch, (plan) => plan)], 'run');
  return step === undefined ? left : [limitToStep(left, step)];
}

function branchFilter<T>(branch: string, planOf: (item: T) => Plan): Filter<T> {
  const wanted = branch === noBranch ? undefined : branch;
  return {
    name: `--branch ${branch}`,
    apply: (left) => left.filter((item) => planOf(item).branch === wanted),
  };
}

function filesFilter<T>(files: ReadonlySet<string>, planOf: (item: T) => Plan): Filter<T> {
  return {
    name: [...files].join(' '),
    apply: (left) => left.filter((item) => files.has(planOf(item).runbook.file)),
  };
}

function limitToOneStep(plans: readonly Plan[], step: string): Plan {
  const pages = new Set(plans.map(({ runbook }) => runbook.file));
  if (pages.size === 1) return limitToStep(plans, step);
  throw new UserError(
    `Unexpected \`--step ${step}\` with ${count(pages.size, 'runbook')}, expected one page`,
    'name the file that the step stands in',
  );
}
