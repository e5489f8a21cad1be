// When a step is tried again, and what it comes to in the end. Every attempt is judged alone.
import { formatDuration } from '../model/duration.ts';
import type { Observation } from '../model/observation.ts';
import type { Step } from '../model/runbook.ts';
import type { Verdict } from '../model/verdict.ts';

export interface Tried {
  readonly observation: Observation;
  readonly verdict: Verdict;
}

export type Next =
  | { readonly kind: 'again'; readonly pauseMs: number }
  /** `tried` is what is reported of the step. */
  | { readonly kind: 'over'; readonly tried: Tried };

/** With less time left than this there is no further attempt. In milliseconds. */
const shortestAttemptMs = 20;

export class Repetition {
  readonly #step: Step;
  readonly #beginBy: number | undefined;
  readonly #runbookEndsAt: number;
  /** Since when everything has held without a break. */
  #heldSince: number | undefined;
  #longestHeldMs = 0;
  #count = 0;
  /** The last failure that is about the target, not about a deadline. */
  #telling: Tried | undefined;

  /** Times by the monotonic clock, in milliseconds. */
  constructor(step: Step, startedAt: number, runbookEndsAt = Number.POSITIVE_INFINITY) {
    this.#step = step;
    this.#beginBy = step.eventually && startedAt + step.eventually.withinMs;
    this.#runbookEndsAt = runbookEndsAt;
  }

  /** When the attempt that is next must be over; undefined while everything holds, and without `within`. */
  get beginBy(): number | undefined {
    return this.#heldSince === undefined ? this.#beginBy : undefined;
  }

  afterAttempt(tried: Tried, now: number): Next {
    this.#count += 1;
    if (tried.verdict.outcome === 'pass') return this.#afterHolding(tried, now);
    const { ending } = tried.observation;
    if (tried.verdict.outcome === 'fail' && ending.kind !== 'deadline') this.#telling = tried;
    this.#heldSince = undefined;
    const isOver = tried.verdict.outcome !== 'fail' || ending.kind !== 'completed';
    const pauseMs = isOver ? undefined : this.#pauseBeforeWaiting(tried, now);
    return pauseMs === undefined ? this.#conclude(tried) : { kind: 'again', pauseMs };
  }

  #afterHolding(tried: Tried, now: number): Next {
    const { stays } = this.#step;
    if (stays === undefined) return { kind: 'over', tried };
    this.#heldSince ??= now;
    const heldMs = now - this.#heldSince;
    this.#longestHeldMs = Math.max(this.#longestHeldMs, heldMs);
    // Whatever ended the shell also ended the repetition.
    if (heldMs >= stays.forMs || tried.observation.ending.kind !== 'completed')
      return this.#conclude(tried);
    // The last attempt begins when the time is over: what holds then has held all the while.
    const leftMs = Math.min(stays.forMs - heldMs, Math.max(0, this.#runbookEndsAt - now));
    return { kind: 'again', pauseMs: Math.min(stays.everyMs, leftMs) };
  }

  /** Undefined when there will be no further attempt. */
  #pauseBeforeWaiting({ observation }: Tried, now: number): number | undefined {
    const { eventually } = this.#step;
    if (eventually === undefined || this.#beginBy === undefined) return undefined;
    const leftMs = Math.min(this.#beginBy, this.#runbookEndsAt) - now;
    if (leftMs <= shortestAttemptMs) return undefined;
    // Leave the last attempt room to finish before the deadline, or it could only be cut off.
    const roomMs = Math.max(shortestAttemptMs, 2 * observation.durationMs);
    return Math.max(0, Math.min(eventually.everyMs, leftMs - roomMs));
  }

  /** For a repeated step that did not hold: how long it was tried, and the last reason that is about the target. */
  #conclude(last: Tried): Next {
    const { eventually, stays } = this.#step;
    const isShort = last.verdict.outcome === 'pass' && this.#longestHeldMs < (stays?.forMs ?? 0);
    if (last.verdict.outcome !== 'fail' && !isShort) return { kind: 'over', tried: last };
    if (eventually === undefined && stays === undefined) return { kind: 'over', tried: last };
    const wasCut = last.observation.ending.kind === 'deadline';
    const telling = (wasCut ? this.#telling : undefined) ?? last;
    const why = isShort ? 'the shell ended' : telling.verdict.reason;
    const reason = `${this.#history()} (${this.#attempts()}). Last: ${why}`;
    const verdict: Verdict = { ...telling.verdict, outcome: 'fail', reason };
    return { kind: 'over', tried: { observation: telling.observation, verdict } };
  }

  #history(): string {
    const { eventually, stays } = this.#step;
    const within = eventually && `\`${formatDuration(eventually.withinMs)}\``;
    if (stays === undefined || (within !== undefined && this.#longestHeldMs === 0))
      return `Did not hold within ${within}`;
    const held = `held for \`${formatDuration(this.#longestHeldMs)}\``;
    const start = `Did not stay true for \`${formatDuration(stays.forMs)}\`: ${held}`;
    return within === undefined ? start : `${start} at most, and the ${within} to begin were over`;
  }

  #attempts(): string {
    return this.#count === 1 ? '1 attempt' : `${this.#count} attempts`;
  }
}
