// A timer for durations of any length, by the monotonic clock.

// Node fires at once when it is handed more (its timers count in 32 bits).
const longestTimerMs = 2 ** 31 - 1;

/** Calls `onPassed` once `ms` have passed; returns the function that calls it off. `Infinity` never fires. */
export function startDeadline(ms: number, onPassed: () => void): () => void {
  const endsAt = performance.now() + ms;
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    const leftMs = endsAt - performance.now();
    const isLast = leftMs <= longestTimerMs;
    timer = setTimeout(isLast ? onPassed : arm, Math.max(0, Math.min(leftMs, longestTimerMs)));
  };
  arm();
  return () => clearTimeout(timer);
}
