/** Those who have proposed something to a group and wait for how it ends; it comes in two parts, the result first. */
import type { Position } from '../model/entry.ts';
import type { Outcome } from '../replication/effect.ts';

/** How a proposal ended; `result` is what the machine said to it. */
export type Proposed<Result> =
  | { readonly kind: 'committed'; readonly position: Position; readonly result: Result }
  | Exclude<Outcome, { kind: 'committed' }>;

type Resolve<Result> = (proposed: Proposed<Result>) => void;

export class WaitingProposals<Result> {
  /** By token. */
  readonly #pending = new Map<number, Resolve<Result>>();
  /** Results of applied entries whose outcome has not come yet, by sequence. */
  readonly #results = new Map<number, Result>();
  /** Sequences of proposals that were acknowledged before they were applied: nobody waits for their results. */
  readonly #early = new Set<number>();
  #lastToken = 0;

  /** `start` proposes it under a token, which the outcome will name. */
  add(start: (token: number) => void): Promise<Proposed<Result>> {
    this.#lastToken += 1;
    const token = this.#lastToken;
    return new Promise((resolve) => {
      this.#pending.set(token, resolve);
      start(token);
    });
  }

  /** The machine has applied an entry: its outcome, if somebody here waits for it, comes next. */
  applied(sequence: number, result: Result): void {
    const isAwaited = !this.#early.delete(sequence) && this.#pending.size > 0;
    if (isAwaited) this.#results.set(sequence, result);
  }

  settle(token: number, outcome: Outcome): void {
    const resolve = this.#pending.get(token);
    this.#pending.delete(token);
    if (outcome.kind !== 'committed') {
      if (outcome.kind === 'accepted') this.#early.add(outcome.position.sequence);
      resolve?.(outcome);
    } else {
      const { sequence } = outcome.position;
      const result = this.#results.get(sequence);
      this.#results.delete(sequence);
      if (result !== undefined) resolve?.({ ...outcome, result });
      else resolve?.({ kind: 'unknown' });
    }
    if (this.#pending.size === 0) this.#results.clear();
  }

  /** What was acknowledged and not committed may never be. */
  officeChanged(): void {
    this.#early.clear();
  }

  /** Whoever waits learns that the outcome is unknown. */
  giveUp(): void {
    for (const resolve of this.#pending.values()) resolve({ kind: 'unknown' });
    this.#pending.clear();
  }
}
