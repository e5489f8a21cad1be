/** One timer for many who each know when they want to be woken: it rings at the earliest time that anybody named. */
import type { Cancel, Clock } from './clock.ts';

export type AlarmOptions = {
  readonly clock: Clock;
  /** Two rings are at least so far apart, milliseconds: who wants one at once, again and again, is rung that often. */
  readonly apartMs: number;
  /** Everybody must name a time anew while it runs; what was named before is over. */
  readonly ring: () => void;
};

export class Alarm {
  readonly #options: AlarmOptions;
  #at = Number.POSITIVE_INFINITY;
  #earliestAt = Number.NEGATIVE_INFINITY;
  #cancel: Cancel = () => undefined;
  #stopped = false;

  constructor(options: AlarmOptions) {
    this.#options = options;
  }

  /** Rings at `wantedAt` on the monotonic clock, or before if that was asked for already. */
  noLaterThan(wantedAt: number): void {
    const at = Math.max(wantedAt, this.#earliestAt);
    if (at >= this.#at || this.#stopped) return;
    this.#at = at;
    this.#cancel();
    const { clock } = this.#options;
    const delayMs = Math.max(at - clock.monotonicMs(), 0);
    this.#cancel = clock.schedule(delayMs, () => this.#ring());
  }

  /** It never rings again. */
  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #ring(): void {
    const { clock, apartMs, ring } = this.#options;
    this.#at = Number.POSITIVE_INFINITY;
    this.#earliestAt = clock.monotonicMs() + apartMs;
    ring();
  }
}
