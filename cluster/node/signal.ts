/** Wakes everybody who waits for something to change; whoever is woken looks again for itself. */
import type { Clock } from '../io/clock.ts';

export class Signal {
  readonly #clock: Clock;
  #waiting: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  notify(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  /** Resolves at the next notification, at the latest after `atMostMs`. */
  async wait(atMostMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.schedule(atMostMs, resolve);
      this.#waiting.push(() => {
        cancel();
        resolve();
      });
    });
  }
}
