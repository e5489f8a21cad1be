// From the pages that were opened to the runs that the caller wants of them.
import { NothingToDo, UserError } from '../errors.ts';
import type { Plan } from '../model/plan.ts';
import { planRun } from '../plan/plan-run.ts';
import { count } from '../report/format-time.ts';
import { branchesOf } from './branches.ts';
import type { Io } from './io.ts';
import { readFailedRuns, runKey } from './last-run.ts';
import type { LoadedPage } from './load-pages.ts';
import type { OpenedPages } from './open-pages.ts';
import { type Filter, type Shard, select, shardFilter, tagFilter } from './select.ts';
import { limitToStep } from './step-limit.ts';

export interface SelectionOptions {
  readonly tag?: readonly string[];
  readonly step?: string;
  /** `none`: only the main paths. */
  readonly branch?: string;
  readonly failed?: boolean;
  readonly shard?: Shard;
  /** Where the last report may lie, besides its usual place. */
  readonly report?: string;
}

/** At least one; in the order of the pages, of a page its main path first. */
export async function selectRuns(
  opened: OpenedPages,
  paths: readonly string[],
  options: SelectionOptions,
  io: Io,
): Promise<readonly Plan[]> {
  const runbooks = findRunbooks(opened, paths);
  const { tag, failed, shard } = options;
  const failedRuns = failed ? await readFailedRuns(options.report, io) : undefined;
  const keyOf = ({ runbook }: LoadedPage): string => runbook.file;
  const filters: readonly (Filter<LoadedPage> | undefined)[] = [
    tag && tagFilter(tag, runbooks),
    failedRuns && failedFilter(failedRuns, io),
    branchFilter(options),
    shard && shardFilter(shard, keyOf),
  ];
  const pages = select(
    runbooks,
    filters.filter((filter) => filter !== undefined),
    'runbook',
  );
  const plans = pages.flatMap(planPage);
  const left = failedRuns ? plans.filter((plan) => failedRuns.has(planKey(plan, io))) : plans;
  return options.step === undefined ? left : [limitToOneStep(pages, left, options.step)];
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

function failedFilter(failedRuns: ReadonlySet<string>, io: Io): Filter<LoadedPage> {
  return {
    name: '--failed',
    apply: (pages) =>
      pages.filter(({ runbook }) =>
        [undefined, ...branchesOf(runbook)].some((branch) =>
          failedRuns.has(runKey({ file: runbook.file, ...(branch && { branch }) }, io.cwd)),
        ),
      ),
  };
}

function branchFilter({ branch }: SelectionOptions): Filter<LoadedPage> | undefined {
  if (branch === undefined || branch === noBranch) return undefined;
  return {
    name: `--branch ${branch}`,
    apply: (pages) => pages.filter(({ runbook }) => branchesOf(runbook).includes(branch)),
  };
}

/** For `--branch`: only the main path. */
export const noBranch = 'none';

function planPage({ runbook, fixture }: LoadedPage): readonly Plan[] {
  return [planRun(runbook, fixture)];
}

function planKey({ runbook, branch }: Plan, io: Io): string {
  return runKey({ file: runbook.file, ...(branch !== undefined && { branch }) }, io.cwd);
}

function limitToOneStep(pages: readonly LoadedPage[], plans: readonly Plan[], step: string): Plan {
  if (pages.length === 1) return limitToStep(plans, step);
  throw new UserError(
    `Unexpected \`--step ${step}\` with ${count(pages.length, 'runbook')}, expected one page`,
    'name the file that the step stands in',
  );
}
