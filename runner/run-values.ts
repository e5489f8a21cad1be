// The shell variables of one run, from wherever they come, and the secrets among them.
import { judgeStep } from './judge/judge-step.ts';
import { maskVerdict } from './mask/mask-report.ts';
import { Masker } from './mask/masker.ts';
import { mayHoldUnknownSecret, withhold } from './mask/unknown-secret.ts';
import type { Observation } from './model/observation.ts';
import { refuseValue, shortestSecret } from './model/parameter-value.ts';
import type { Plan, PlannedPhase } from './model/plan.ts';
import type { Step } from './model/runbook.ts';
import type { Verdict } from './model/verdict.ts';

type Values = Readonly<Record<string, string>>;

export class RunValues {
  readonly #plan: Plan;
  /** Everything that is printed or written of the run goes through it. */
  readonly masker = new Masker();
  /** Why no step of the page may run with these values. */
  #refusal: string | undefined;
  #fixture: Values = {};
  #page: Values = {};

  /** `env` is what the shells start with: it may hold secrets that the config names. */
  constructor(plan: Plan, env: Values) {
    this.#plan = plan;
    this.#learn(plan.parameters);
    const own = { ...env, ...plan.target?.env };
    for (const name of plan.secrets) {
      const value = Object.hasOwn(own, name) ? own[name] : undefined;
      if (value === undefined || Object.hasOwn(plan.parameters, name)) continue;
      this.#refusal ??= value === '' ? undefined : refuseShortSecret(name, value);
      this.masker.add(name, value);
    }
  }

  get refusal(): string | undefined {
    return this.#refusal;
  }

  /** What the fixture captured, for its own Teardown and for the page. */
  get fixture(): Values {
    return this.#fixture;
  }

  /** In the fixture's shells its own captures count, in the page's what the caller said of its parameters. */
  of(phase: PlannedPhase): Values {
    const { parameters } = this.#plan;
    return isOfFixture(phase)
      ? { ...parameters, ...this.#fixture }
      : { ...this.#fixture, ...parameters, ...this.#page };
  }

  /** Of what `captured` holds, what the shell of this phase is to get. */
  take(phase: PlannedPhase, captured: Values): void {
    this.#learn(captured);
    if (isOfFixture(phase)) this.#fixture = { ...this.#fixture, ...captured };
    else this.#page = { ...this.#page, ...captured };
    if (phase.kind === 'fixture-setup') this.#checkParameters(captured);
  }

  /** The verdict without a secret in it, but for what it captures. */
  async judge(phase: PlannedPhase, step: Step, observation: Observation): Promise<Verdict> {
    const verdict = refuseShortCapture(
      this.#plan,
      await judgeStep(step, observation, this.of(phase)),
    );
    this.#learn(verdict.captured);
    const { captured } = verdict;
    const told = mayHoldUnknownSecret(step, verdict) ? withhold(verdict) : verdict;
    return { ...maskVerdict(told, this.masker), captured };
  }

  #learn(values: Values): void {
    for (const name of this.#plan.secrets) {
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      if (value !== undefined) this.masker.add(name, value);
    }
  }

  /** What the fixture says of the page's parameters must fit, too. */
  #checkParameters(captured: Values): void {
    const { parameters } = this.#plan.runbook.runbook ?? { parameters: [] };
    for (const parameter of parameters) {
      const { name } = parameter;
      if (Object.hasOwn(this.#plan.parameters, name)) continue;
      const value = Object.hasOwn(captured, name) ? captured[name] : undefined;
      const refused = value === undefined ? undefined : refuseValue(parameter, value);
      if (refused !== undefined) this.#refusal ??= `${refused} (captured by the fixture)`;
    }
  }
}

function isOfFixture({ kind }: PlannedPhase): boolean {
  return kind === 'fixture-setup' || kind === 'fixture-teardown';
}

function refuseShortSecret(name: string, value: string): string | undefined {
  if (value.length >= shortestSecret) return undefined;
  return `Unexpected length of the secret \`${name}\`, expected at least ${shortestSecret} characters: shorter secrets cannot be masked`;
}

/** What cannot be masked must not go on to the next step, which might print it. */
function refuseShortCapture(plan: Plan, verdict: Verdict): Verdict {
  for (const [name, value] of Object.entries(verdict.captured)) {
    const reason = plan.secrets.includes(name) ? refuseShortSecret(name, value) : undefined;
    if (reason !== undefined)
      return { ...verdict, outcome: 'error', reason, assertions: 0, captured: {} };
  }
  return verdict;
}
