// The values of a page's parameters: who gives them, and whether they fit.
import type { Parameter } from '../model/parameter.ts';
import { refuseValue } from '../model/parameter-value.ts';
import type { Runbook } from '../model/runbook.ts';

/** A mistake of the caller, in words for one line and a hint. */
export interface PlanProblem {
  readonly parameter: string;
  readonly message: string;
  readonly hint?: string;
}

export interface ParameterSources {
  /** Values that the caller typed. */
  readonly given?: Readonly<Record<string, string>>;
  /** Labels of the alert that the run is for. */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface SettledParameters {
  /** Known before the run. What is missing here, the fixture captures. */
  readonly values: Readonly<Record<string, string>>;
  readonly problems: readonly PlanProblem[];
}

/** The first of these that has a value: the caller, the alert, the fixture, the default. */
export function settleParameters(
  runbook: Runbook,
  fixture: Runbook | undefined,
  sources: ParameterSources,
): SettledParameters {
  const captured = capturedBySetup(fixture);
  const values: Record<string, string> = {};
  const problems: PlanProblem[] = [];
  for (const parameter of runbook.runbook?.parameters ?? []) {
    const { name } = parameter;
    const fromFixture = captured.has(name);
    const value = givenValue(parameter, sources) ?? (fromFixture ? undefined : parameter.default);
    if (value === undefined) {
      if (!fromFixture) problems.push(missing(parameter, runbook.file));
      continue;
    }
    values[name] = value;
    const message = refuseValue(parameter, value);
    if (message !== undefined)
      problems.push({ parameter: name, message, hint: whatItIs(parameter) });
  }
  return { values, problems };
}

/** Of `names`, those that are a parameter on none of the pages: slips, to be refused before anything runs. */
export function undeclaredParameters(
  runbooks: readonly Runbook[],
  names: readonly string[],
): readonly string[] {
  const declared = new Set(
    runbooks.flatMap(({ runbook }) => (runbook?.parameters ?? []).map(({ name }) => name)),
  );
  return names.filter((name) => !declared.has(name));
}

function givenValue(
  { name, label }: Parameter,
  { given = {}, labels = {} }: ParameterSources,
): string | undefined {
  return ownValue(given, name) ?? (label === undefined ? undefined : ownValue(labels, label));
}

function ownValue(values: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function capturedBySetup(fixture: Runbook | undefined): ReadonlySet<string> {
  const setups = (fixture?.sections ?? []).filter(({ role }) => role === 'setup');
  const steps = setups.flatMap((section) => section.steps);
  return new Set(
    steps.filter(({ skipReason }) => skipReason === undefined).flatMap(({ captures }) => captures),
  );
}

function missing(parameter: Parameter, file: string): PlanProblem {
  const { name, label } = parameter;
  const fromAlert = label === undefined ? '' : `, or \`--alert FILE\` with the label \`${label}\``;
  return {
    parameter: name,
    message: `Unexpected absence of a value for \`${name}\`, expected one: \`${file}\` needs it`,
    hint: `\`--param ${name}=${parameter.example}\`${fromAlert} gives it; ${whatItIs(parameter)}`,
  };
}

function whatItIs({ name, description }: Parameter): string {
  return `\`${name}\`: ${description}`;
}
