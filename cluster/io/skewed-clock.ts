/** A clock whose wall time is off by what somebody says, as on a host without time synchronisation. Durations are right. */
import type { Cancel, Clock } from './clock.ts';

export class SkewedClock implements Clock {
  readonly #clock: Clock;
  /** Milliseconds ahead of the true time; negative is behind. */
  offsetMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  monotonicMs(): number {
    return this.#clock.monotonicMs();
  }

  wallMs(): number {
    return this.#clock.wallMs() + this.offsetMs;
  }

  schedule(delayMs: number, action: () => void, slackMs?: number): Cancel {
    return this.#clock.schedule(delayMs, action, slackMs);
  }
}
