// The schedule of an open loop: operation i is due at i / rate, whatever became of the ones before it.

export type Pace = {
  /** Operations of the whole run. */
  readonly total: number;
  /** Milliseconds from the start at which operation `index` is due; the first at 0. */
  readonly dueAt: (index: number) => number;
  /** How many operations are due `elapsed` milliseconds after the start: every one whose `dueAt` is not later. */
  readonly dueBy: (elapsed: number) => number;
};

/** `rate` operations a second for `duration` milliseconds. */
export function createPace(rate: number, duration: number): Pace {
  const interval = 1_000 / rate;
  const total = Math.max(1, Math.round(duration / interval));
  const dueAt = (index: number): number => index * interval;
  return {
    total,
    dueAt,
    dueBy(elapsed) {
      if (elapsed < 0) return 0;
      let count = Math.floor(elapsed / interval) + 1;
      // A quotient may be off by one in the last bit; `dueAt` decides.
      if (dueAt(count) <= elapsed) count += 1;
      if (count > 0 && dueAt(count - 1) > elapsed) count -= 1;
      return Math.min(total, count);
    },
  };
}
