/** Time as the node's parts see it: they are handed a clock and never read one. */

export interface Clock {
  /** Milliseconds on a clock that never jumps; only differences mean anything. Use it for durations and deadlines. */
  monotonicMs(): number;
  /** Unix milliseconds. It may jump when the host's time is corrected: only for stamps that people read. */
  wallMs(): number;
  /**
   * Calls `action` once after `delayMs` (0 or more), and up to `slackMs` later (default: 0) where it can then share the
   * process's waking with others. Returns what cancels it; cancelling twice is harmless.
   */
  schedule(delayMs: number, action: () => void, slackMs?: number): Cancel;
}

export type Cancel = () => void;

/** The host's clock. A pending timer keeps the process alive: whoever schedules also cancels when it stops. */
export function createSystemClock(): Clock {
  return new SystemClock();
}

/** Somebody who may be called from a moment on, when the process is awake anyway. */
type Patient = { readonly from: number; readonly call: () => void };

class SystemClock implements Clock {
  readonly #patients = new Set<Patient>();

  monotonicMs(): number {
    return performance.now();
  }

  wallMs(): number {
    return Date.now();
  }

  schedule(delayMs: number, action: () => void, slackMs = 0): Cancel {
    // Node counts whole milliseconds and leaves off what is beyond: the process would wake for one that is not due.
    const atMostMs = Math.ceil(delayMs + slackMs);
    if (slackMs === 0) {
      const timer = setTimeout(() => {
        action();
        this.#callPatients();
      }, atMostMs);
      return () => clearTimeout(timer);
    }
    const cancel = (): void => {
      clearTimeout(timer);
      this.#patients.delete(patient);
    };
    const call = (): void => {
      cancel();
      action();
    };
    const timer = setTimeout(call, atMostMs);
    const patient = { from: this.monotonicMs() + delayMs, call };
    this.#patients.add(patient);
    return cancel;
  }

  #callPatients(): void {
    if (this.#patients.size === 0) return;
    const now = this.monotonicMs();
    for (const patient of [...this.#patients]) if (patient.from <= now) patient.call();
  }
}
