// From a runbook and its fixture to everything that its runs will do, in order.
import type { Plan, PlannedPhase, PlannedTarget } from '../model/plan.ts';
import type { Runbook, SectionRole, Step } from '../model/runbook.ts';
import { branchesOf, type PathThrough, pathThrough } from './branches.ts';
import { type PlanProblem, settleParameters } from './parameters.ts';
import { secretNames } from './secrets.ts';

export interface PlanOptions {
  /** Values of parameters that the caller typed; they come before everything else. Default: none. */
  readonly given?: Readonly<Record<string, string>>;
  /** Labels of the alert that the run is for. Default: none. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Where the steps run instead of on the page's fixture. Default: the fixture, or the local shell. */
  readonly target?: PlannedTarget;
  /** Further variables whose values are masked, from the config and the target. Default: none. */
  readonly secrets?: readonly string[];
}

export interface PlannedRuns {
  /** The main path first, if it has a step or the page has no branch, then the branches in page order. */
  readonly plans: readonly Plan[];
  /** The caller's mistakes. With any of them nothing of the page may run. */
  readonly problems: readonly PlanProblem[];
}

/** All runs of a page: its main path, and each of its branches on a target of its own. */
export function planRuns(
  runbook: Runbook,
  fixture: Runbook | undefined,
  options: PlanOptions = {},
): PlannedRuns {
  const { problems } = settleParameters(runbook, usedFixture(fixture, options), options);
  const main = planRun(runbook, fixture, options);
  const branches = branchesOf(runbook).map((branch) => planRun(runbook, fixture, options, branch));
  const hasMainPath = branches.length === 0 || main.phases.some(({ kind }) => kind === 'steps');
  return { plans: hasMainPath ? [main, ...branches] : branches, problems };
}

/**
 * One run: of the main path, or of `branch`. Phases without a step are left out.
 * `runbook` has `runbook` facts, `fixture` has `fixture` facts.
 */
export function planRun(
  runbook: Runbook,
  fixture: Runbook | undefined,
  options: PlanOptions = {},
  branch?: string,
): Plan {
  if (runbook.runbook === undefined)
    throw new Error(`Cannot plan \`${runbook.file}\` without a \`runbook\` key`);
  const around = usedFixture(fixture, options);
  const takes = pathThrough(stepsOf(runbook, ['setup', 'body']), branch);
  const phases: readonly PlannedPhase[] = [
    phase('fixture-setup', around, ['setup']),
    // The page's own Setup shares the shell of its steps: what it defines is theirs.
    phase('steps', runbook, ['setup', 'body'], takes),
    phase('teardown', runbook, ['teardown']),
    phase('fixture-teardown', around, ['teardown']),
  ];
  return {
    runbook,
    ...(around && { fixture: around }),
    phases: phases.filter(({ steps }) => steps.length > 0),
    timeoutMs: runbook.runbook.timeoutMs,
    ...(branch === undefined ? {} : { branch }),
    parameters: settleParameters(runbook, around, options).values,
    secrets: secretNames(runbook, around, options.secrets ?? []),
    ...(options.target && { target: options.target }),
  };
}

/** A named target is there already: nothing is brought up. */
function usedFixture(fixture: Runbook | undefined, { target }: PlanOptions): Runbook | undefined {
  return target === undefined ? fixture : undefined;
}

function phase(
  kind: PlannedPhase['kind'],
  page: Runbook | undefined,
  roles: readonly SectionRole[],
  takes: PathThrough = () => true,
): PlannedPhase {
  return { kind, file: page?.file ?? '', steps: stepsOf(page, roles).filter(takes) };
}

/** In the order of the run: section roles first, then page order. */
function stepsOf(page: Runbook | undefined, roles: readonly SectionRole[]): readonly Step[] {
  return roles.flatMap((role) =>
    (page?.sections ?? []).filter((section) => section.role === role).flatMap(({ steps }) => steps),
  );
}
