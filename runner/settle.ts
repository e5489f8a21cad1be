// Somebody who looks at what a step did before its report is made: `update` accepts it, `vacuity` only notes it.
import type { Masker } from './mask/masker.ts';
import type { Observation } from './model/observation.ts';
import type { PlannedPhase } from './model/plan.ts';
import type { Step } from './model/runbook.ts';
import type { Verdict } from './model/verdict.ts';

/** A step with no attempt left. */
export interface TriedStep {
  readonly phase: PlannedPhase;
  readonly step: Step;
  /** As it was, secrets included: nothing of it may be shown or written without the masker. */
  readonly observation: Observation;
  /** Of the attempt before, for steps that are repeated. */
  readonly previous?: Observation;
  /** What the step was judged with. */
  readonly variables: Readonly<Record<string, string>>;
  readonly verdict: Verdict;
  readonly masker: Masker;
}

export interface Settled {
  /** Counts in the place of the step's own. What it captured, the steps below get. */
  readonly verdict: Verdict;
  /** The steps below run although this one did not pass. Default false. */
  readonly goesOn?: boolean;
}

export type Settle = (tried: TriedStep) => Settled | Promise<Settled>;

/** Of a step that is repeated, what the last two attempts did. */
export class LastAttempts {
  readonly #observed: Observation[] = [];

  note(observation: Observation): Observation {
    this.#observed.splice(0, this.#observed.length - 1);
    this.#observed.push(observation);
    return observation;
  }

  before({ observation, verdict }: Pick<TriedStep, 'observation' | 'verdict'>) {
    const previous = this.#observed.find((other) => other !== observation);
    return { observation, verdict, ...(previous && { previous }) };
  }
}
