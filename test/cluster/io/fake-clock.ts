/** A clock that moves only when it is told to, and then runs everything that became due, in order. */
import type { Cancel, Clock } from '../../../cluster/io/clock.ts';

type Timer = { readonly at: number; readonly order: number; readonly action: () => void };

export class FakeClock implements Clock {
  /** A fixed moment in 2026, so that stamps are the same in every run. */
  readonly #wallStart = Date.UTC(2026, 0, 5, 10, 0, 0);
  readonly #heap: Timer[] = [];
  readonly #cancelled = new Set<number>();
  #now = 0;
  #order = 0;

  monotonicMs(): number {
    return this.#now;
  }

  wallMs(): number {
    return this.#wallStart + Math.floor(this.#now);
  }

  schedule(delayMs: number, action: () => void): Cancel {
    const timer = { at: this.#now + Math.max(delayMs, 0), order: this.#order++, action };
    this.#push(timer);
    return () => {
      this.#cancelled.add(timer.order);
    };
  }

  /** Runs everything due within `ms`; `afterEach` is called after every action. */
  advance(ms: number, afterEach: () => void = () => undefined): void {
    const end = this.#now + ms;
    for (let timer = this.#heap[0]; timer !== undefined && timer.at <= end; timer = this.#heap[0]) {
      this.#pop();
      if (this.#cancelled.delete(timer.order)) continue;
      this.#now = Math.max(this.#now, timer.at);
      timer.action();
      afterEach();
    }
    this.#now = end;
  }

  #push(timer: Timer): void {
    this.#heap.push(timer);
    let child = this.#heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.#isBefore(child, parent)) break;
      this.#swap(child, parent);
      child = parent;
    }
  }

  #pop(): void {
    this.#swap(0, this.#heap.length - 1);
    this.#heap.pop();
    let parent = 0;
    for (;;) {
      const left = parent * 2 + 1;
      if (left >= this.#heap.length) break;
      const right = left + 1;
      const child = right < this.#heap.length && this.#isBefore(right, left) ? right : left;
      if (!this.#isBefore(child, parent)) break;
      this.#swap(child, parent);
      parent = child;
    }
  }

  #isBefore(one: number, other: number): boolean {
    const [a, b] = [this.#heap[one], this.#heap[other]];
    if (a === undefined || b === undefined) return false;
    return a.at === b.at ? a.order < b.order : a.at < b.at;
  }

  #swap(one: number, other: number): void {
    const [a, b] = [this.#heap[one], this.#heap[other]];
    if (a === undefined || b === undefined) return;
    this.#heap[one] = b;
    this.#heap[other] = a;
  }
}
