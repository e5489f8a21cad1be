// Where the value of each parameter of a plan comes from.
import type { Parameter } from '../model/parameter.ts';
import type { Plan } from '../model/plan.ts';
import type { PlanProblem } from '../plan/parameters.ts';
import type { PlanOptions } from '../plan/plan-run.ts';

export interface PlannedValue {
  readonly name: string;
  /** Absent: only the fixture knows it, or nobody. Of a secret its name, never its value. */
  readonly value?: string;
  /** For people: `from --param`. */
  readonly source: string;
}

export function plannedValues(
  plan: Plan,
  options: PlanOptions,
  problems: readonly PlanProblem[],
): readonly PlannedValue[] {
  return (plan.runbook.runbook?.parameters ?? []).map((parameter) => {
    const { name } = parameter;
    const source = sourceOf(parameter, plan, { options, problems });
    const value = plan.parameters[name];
    if (value === undefined) return { name, source };
    return { name, value: plan.secrets.includes(name) ? `[secret ${name}]` : value, source };
  });
}

function sourceOf(
  { name, label, example }: Parameter,
  plan: Plan,
  {
    options,
    problems,
  }: { readonly options: PlanOptions; readonly problems: readonly PlanProblem[] },
): string {
  if (Object.hasOwn(options.given ?? {}, name)) return 'from --param';
  if (label !== undefined && Object.hasOwn(options.labels ?? {}, label))
    return `from the alert’s label ${label}`;
  if (Object.hasOwn(plan.parameters, name)) return 'the default of the page';
  const isMissing = problems.some(({ parameter }) => parameter === name);
  if (isMissing) return `missing: --param ${name}=${example}`;
  return `captured by ${plan.fixture?.file ?? 'the fixture'}`;
}

/** Fit to be printed or written. */
export function maskParameters({ parameters, secrets }: Plan): Plan['parameters'] {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      secrets.includes(name) ? `[secret ${name}]` : value,
    ]),
  );
}
