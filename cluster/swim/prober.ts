/**
 * Probes under way. A probe asks directly first; when that stays unanswered it asks through helpers, because a silent
 * link says nothing about the node behind it; when that stays unanswered too, it has failed.
 */
import type { SwimTiming } from './timing.ts';

export type Probe = {
  readonly sequence: number;
  readonly target: string;
  readonly startedAt: number;
  /** Ids of those who were asked to help; empty while the direct ping is awaited. */
  readonly helpers: ReadonlySet<string>;
  /** Helpers who said that they cannot reach the target either. */
  readonly nacks: ReadonlySet<string>;
};

type Pending = Probe & { readonly deadline: number; readonly stage: 'direct' | 'indirect' };

export class Prober {
  readonly #timing: SwimTiming;
  readonly #pending = new Map<number, Pending>();

  constructor(timing: SwimTiming) {
    this.#timing = timing;
  }

  /** `patience` stretches the wait of a node that doubts its own network. */
  start(sequence: number, target: string, now: number, patience: number): void {
    const deadline = now + this.#timing.probeTimeoutMs * patience;
    const nobody = new Set<string>();
    this.#pending.set(sequence, {
      sequence,
      target,
      startedAt: now,
      deadline,
      stage: 'direct',
      helpers: nobody,
      nacks: nobody,
    });
  }

  /** Moves a probe to its second half. */
  askHelpers(probe: Probe, helpers: readonly string[], now: number): void {
    const deadline = now + this.#timing.indirectTimeoutMs;
    const asked = { helpers: new Set(helpers), deadline, stage: 'indirect' as const };
    this.#pending.set(probe.sequence, { ...probe, ...asked });
  }

  /** The probe that this ack answers, which then is over; null for an ack that is late or was never asked for. */
  acked(sequence: number, from: string): Probe | null {
    const probe = this.#pending.get(sequence);
    if (probe === undefined || (probe.target !== from && !probe.helpers.has(from))) return null;
    this.#pending.delete(sequence);
    return probe;
  }

  nacked(sequence: number, from: string): void {
    const probe = this.#pending.get(sequence);
    if (probe?.helpers.has(from) !== true) return;
    this.#pending.set(sequence, { ...probe, nacks: new Set([...probe.nacks, from]) });
  }

  /** Probes whose time is over at `now`; the failed ones are forgotten. */
  expire(now: number): {
    readonly unanswered: readonly Probe[];
    readonly failed: readonly Probe[];
  } {
    const expired = [...this.#pending.values()].filter((probe) => probe.deadline <= now);
    const failed = expired.filter((probe) => probe.stage === 'indirect');
    for (const probe of failed) this.#pending.delete(probe.sequence);
    return { unanswered: expired.filter((probe) => probe.stage === 'direct'), failed };
  }

  nextAt(): number {
    return Math.min(...[...this.#pending.values()].map((probe) => probe.deadline));
  }

  postpone(byMs: number): void {
    for (const probe of this.#pending.values()) {
      this.#pending.set(probe.sequence, { ...probe, deadline: probe.deadline + byMs });
    }
  }
}
