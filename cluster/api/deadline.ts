import type { Cancel, Clock } from '../io/clock.ts';

/** The time a request has, from its last byte to its answer. It ends early when the client goes away. */
export class Deadline {
  readonly #clock: Clock;
  /** On the monotonic clock, milliseconds. */
  #endsAt: number;
  readonly #listeners = new Set<() => void>();

  constructor(durationMs: number, clock: Clock) {
    this.#clock = clock;
    this.#endsAt = clock.monotonicMs() + durationMs;
  }

  remainingMs(): number {
    return Math.max(0, this.#endsAt - this.#clock.monotonicMs());
  }

  get isOver(): boolean {
    return this.#clock.monotonicMs() >= this.#endsAt;
  }

  /** Nobody waits for the answer any more: what has not been begun is not to be begun. */
  cancel(): void {
    this.#endsAt = Number.NEGATIVE_INFINITY;
    for (const listener of [...this.#listeners]) listener();
    this.#listeners.clear();
  }

  /** Calls `listener` if the deadline is cancelled; the result stops that. */
  whenCancelled(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls `listener` so many milliseconds before the end as it is planned now; the result stops that. */
  whenNear(marginMs: number, listener: () => void): Cancel {
    return this.#clock.schedule(Math.max(0, this.remainingMs() - marginMs), listener);
  }
}

/**
 * Resolves with what `work` resolves with, or rejects with `toError()` when the time is over first.
 * The work itself is not stopped; it has the same deadline.
 */
export async function within<Result>(
  deadline: Deadline,
  work: Promise<Result>,
  toError: () => Error,
): Promise<Result> {
  let cancel: Cancel = () => undefined;
  const over = new Promise<never>((_resolve, reject) => {
    cancel = deadline.whenNear(0, () => reject(toError()));
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    cancel();
  }
}
