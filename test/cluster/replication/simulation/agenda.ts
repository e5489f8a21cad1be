/** Things that happen at a simulated time, earliest first; those of one time in the order in which they were planned. */

import type { Clock } from '../../../../cluster/io/clock.ts';

export type Happening = {
  readonly at: number;
  readonly order: number;
  readonly action: () => void;
};

export class Agenda {
  now = 0;
  /** The same time, as the parts of a node see it. */
  readonly clock: Clock = {
    monotonicMs: () => this.now,
    wallMs: () => 1_700_000_000_000 + Math.floor(this.now),
    schedule: (delayMs, action) => {
      let cancelled = false;
      this.after(delayMs, () => !cancelled && action());
      return () => {
        cancelled = true;
      };
    },
  };
  readonly #heap: Happening[] = [];
  #order = 0;

  after(delayMs: number, action: () => void): void {
    this.#order += 1;
    this.#heap.push({ at: this.now + delayMs, order: this.#order, action });
    this.#rise(this.#heap.length - 1);
  }

  /** Does the next thing if it is due until `limit`; false if there is none. */
  step(limit: number): boolean {
    const next = this.#heap[0];
    if (next === undefined || next.at > limit) {
      this.now = limit;
      return false;
    }
    this.#removeFirst();
    this.now = next.at;
    next.action();
    return true;
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #rise(start: number): void {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#isBefore(index, parent)) return;
      this.#swap(index, parent);
      index = parent;
    }
  }

  #sink(start: number): void {
    let index = start;
    for (;;) {
      let first = index;
      for (const child of [2 * index + 1, 2 * index + 2]) {
        if (child < this.#heap.length && this.#isBefore(child, first)) first = child;
      }
      if (first === index) return;
      this.#swap(index, first);
      index = first;
    }
  }

  #isBefore(left: number, right: number): boolean {
    const [a, b] = [this.#heap[left], this.#heap[right]];
    if (a === undefined || b === undefined) return false;
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  #swap(left: number, right: number): void {
    const [a, b] = [this.#heap[left], this.#heap[right]];
    if (a === undefined || b === undefined) return;
    this.#heap[left] = b;
    this.#heap[right] = a;
  }
}
