// The plan of a guided run: on a target or in the local shell, with the values that the person was asked for.
import { UserError } from '../../errors.ts';
import type { Plan } from '../../model/plan.ts';
import type { Runbook } from '../../model/runbook.ts';
import { settleParameters } from '../../plan/parameters.ts';
import { type PlanOptions, planRun } from '../../plan/plan-run.ts';
import { planningOptions, refuseUndeclared } from '../select-runs.ts';
import type { ResolvedTarget } from '../targets.ts';
import type { Found } from './find-journal.ts';
import type { GuideRequest } from './guide-request.ts';
import { type Asking, askForParameter, askForSecret } from './questions.ts';

type Values = Readonly<Record<string, string>>;

export interface PlanningStart {
  readonly target: ResolvedTarget | undefined;
  /** Present: its variables are there again. */
  readonly found: Found | undefined;
  readonly asking: Asking;
}

/** A person thinks as long as it takes: the page's own deadline is for runs without one. */
const unlimitedMs = Number.POSITIVE_INFINITY;

export async function planGuide(
  { opened, runbook, fixture, options, io }: GuideRequest,
  { target, found, asking }: PlanningStart,
): Promise<Plan> {
  refuseUndeclared(opened.pages, options);
  const around = options.fixture === true ? fixture : undefined;
  const base = await planningOptions(opened, options, { target, io });
  const known: PlanOptions = {
    ...base,
    given: { ...found?.progress.variables, ...base.given },
  };
  const given = { ...known.given, ...(await askForMissing(runbook, around, known, asking)) };
  const plan = planRun(runbook, around, { ...known, given });
  const restored = { ...found?.progress.variables, ...plan.parameters };
  const secrets = await askForSecrets(found, restored, asking);
  return { ...plan, timeoutMs: unlimitedMs, parameters: { ...restored, ...secrets } };
}

/** A value that was given and does not fit is the caller's mistake; one that nobody gave is asked for. */
async function askForMissing(
  runbook: Runbook,
  around: Runbook | undefined,
  known: PlanOptions,
  asking: Asking,
): Promise<Values> {
  const { values, problems } = settleParameters(runbook, around, known);
  const wrong = problems.find(({ parameter }) => Object.hasOwn(values, parameter));
  if (wrong !== undefined) throw new UserError(wrong.message, wrong.hint);
  const missing = new Set(problems.map(({ parameter }) => parameter));
  const asked: Record<string, string> = {};
  for (const parameter of runbook.runbook?.parameters ?? []) {
    if (missing.has(parameter.name))
      asked[parameter.name] = await askForParameter(parameter, asking);
  }
  return asked;
}

/** What a step captured and no journal may hold. */
async function askForSecrets(
  found: Found | undefined,
  known: Values,
  asking: Asking,
): Promise<Values> {
  const values: Record<string, string> = {};
  for (const name of found?.progress.secrets ?? []) {
    if (!Object.hasOwn(known, name)) values[name] = await askForSecret(name, asking);
  }
  return values;
}
