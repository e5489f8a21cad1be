/** Time as the node's parts see it: they are handed a clock and never read one. */

export interface Clock {
  /** Milliseconds on a clock that never jumps; only differences mean anything. Use it for durations and deadlines. */
  monotonicMs(): number;
  /** Unix milliseconds. It may jump when the host's time is corrected: only for stamps that people read. */
  wallMs(): number;
  /** Calls `action` once after `delayMs` (0 or more). Returns what cancels it; cancelling twice is harmless. */
  schedule(delayMs: number, action: () => void): Cancel;
}

export type Cancel = () => void;

/** The host's clock. A pending timer keeps the process alive: whoever schedules also cancels when it stops. */
export function createSystemClock(): Clock {
  return {
    monotonicMs: () => performance.now(),
    wallMs: () => Date.now(),
    schedule(delayMs, action) {
      const timer = setTimeout(action, delayMs);
      return () => clearTimeout(timer);
    },
  };
}
