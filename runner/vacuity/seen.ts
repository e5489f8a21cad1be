// What a step did, and what it could have done instead.
import type { Observation } from '../model/observation.ts';
import type { Step } from '../model/runbook.ts';

/** What a step of a run did, and what else the run's page printed. */
export interface Seen {
  readonly step: Step;
  readonly observation: Observation;
  /** What the step was judged with. */
  readonly variables: Readonly<Record<string, string>>;
  readonly others: readonly { readonly id: string; readonly observation: Observation }[];
}

/** Another output of a stream. */
export interface CounterText {
  /** Completes *it fails against …*; holds no value of the output. */
  readonly what: string;
  readonly text: string;
  /** Not what such a step would print, but something else. Default: what it printed, with one thing changed. */
  readonly isOtherShape?: boolean;
}

export interface CounterObservation extends Omit<CounterText, 'text'> {
  readonly observation: Observation;
}
