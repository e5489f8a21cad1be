/** The time a request has, from its last byte to its answer. It ends early when the client goes away. */
export class Deadline {
  /** On the monotonic clock, milliseconds. */
  #endsAt: number;
  readonly #listeners = new Set<() => void>();

  constructor(durationMs: number, now: number = performance.now()) {
    this.#endsAt = now + durationMs;
  }

  remainingMs(): number {
    return Math.max(0, this.#endsAt - performance.now());
  }

  get isOver(): boolean {
    return performance.now() >= this.#endsAt;
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
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(toError()), deadline.remainingMs());
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
