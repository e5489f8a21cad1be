/** The time a request has, from its last byte to its answer. */
export class Deadline {
  /** On the monotonic clock, milliseconds. */
  readonly endsAt: number;

  constructor(durationMs: number, now: number = performance.now()) {
    this.endsAt = now + durationMs;
  }

  remainingMs(): number {
    return Math.max(0, this.endsAt - performance.now());
  }

  get isOver(): boolean {
    return performance.now() >= this.endsAt;
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
