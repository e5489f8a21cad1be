// Can this assertion fail? It is judged again, by the judge that runs use, against what the step could have done instead.
import type { Expectation } from '../model/expectation.ts';
import type { Observation } from '../model/observation.ts';
import type { Step } from '../model/runbook.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Assertion } from './assertion.ts';
import { counterObservations } from './counter-observations.ts';
import { explain } from './explain.ts';
import type { CounterObservation, Seen } from './seen.ts';

export type Judge = (
  step: Step,
  observation: Observation,
  variables: Readonly<Record<string, string>>,
) => Verdict;

export type Examined =
  /** `failsAgainst`: the first counter-observation that it does not hold for. */
  | { readonly result: 'can-fail'; readonly failsAgainst: string }
  /** Held for all that were `tried`. `reason` completes *Unexpected assertion that cannot fail: …*. */
  | {
      readonly result: 'vacuous';
      readonly tried: number;
      readonly reason: string;
      readonly hint: string;
    }
  | { readonly result: 'not-examined'; readonly reason: string };

/** Counter-observations that the judge could not judge before it is no longer asked. */
const unjudgedMax = 3;

/** Yields after each judgement, so that who drives it stays in charge of the time. */
export function* examine(
  assertion: Assertion,
  seen: Seen,
  judge: Judge,
): Generator<undefined, Examined, void> {
  const ask = (expectation: Expectation, observation: Observation): Verdict =>
    judge({ ...seen.step, expectations: [expectation] }, observation, seen.variables);
  const own = ask(assertion.expectation, seen.observation);
  if (own.outcome !== 'pass')
    return { result: 'not-examined', reason: own.reason ?? 'It does not hold on its own' };
  let tried = 0;
  let unjudged = 0;
  for (const counter of counterObservations(assertion, seen)) {
    const verdict = ask(asked(assertion.expectation, counter), counter.observation);
    if (verdict.outcome === 'fail') return { result: 'can-fail', failsAgainst: counter.what };
    tried += 1;
    if (verdict.outcome === 'error') unjudged += 1;
    if (unjudged === unjudgedMax) break;
    yield;
  }
  if (unjudged > 0 || tried === 0) {
    const reason = `${unjudged} of ${tried} counter-observations could not be judged, and none made it fail`;
    return { result: 'not-examined', reason };
  }
  return { result: 'vacuous', tried, ...explain(assertion, seen, tried) };
}

/**
 * A filter that breaks on a document of quite another shape says nothing about the value that it asks for: `length >= 0`
 * fails for `true`, and is vacuous nevertheless.
 */
function asked(expectation: Expectation, { isOtherShape }: CounterObservation): Expectation {
  if (expectation.kind !== 'jq' || isOtherShape !== true) return expectation;
  const filters = expectation.filters.map(({ line, source }) => ({
    line,
    source: `try (\n${source}\n) catch true`,
  }));
  return { ...expectation, filters };
}
