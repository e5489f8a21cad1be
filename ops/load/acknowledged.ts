// The writes that have been acknowledged, to draw from for reading back. Pure.

export type Acknowledged = {
  readonly memoryId: string;
  /** The node that acknowledged it. */
  readonly node: string;
  /** Milliseconds of the monotonic clock. */
  readonly at: number;
};

/** What is kept at least: half an hour of 50 writes a second. */
const kept = 100_000;

export class AcknowledgedWrites {
  /** By the moment of their acknowledgement. */
  #writes: Acknowledged[] = [];

  /** Writes come in the order in which they were acknowledged. */
  add(write: Acknowledged): void {
    this.#writes.push(write);
    if (this.#writes.length >= 2 * kept) this.#writes = this.#writes.slice(-kept);
  }

  /**
   * One of them; undefined if there is none. `share` from 0 to 1 says how old, on a logarithmic scale from a millisecond
   * to the age of the oldest: with shares drawn evenly, copies that are milliseconds, seconds or minutes behind are found
   * alike, however long the load has run.
   */
  draw(now: number, share: number): Acknowledged | undefined {
    const [oldest] = this.#writes;
    if (oldest === undefined) return undefined;
    const age = Math.max(1, now - oldest.at) ** share;
    return this.#writes[this.#countUntil(now - age) - 1] ?? oldest;
  }

  /** How many were acknowledged at `moment` or before. */
  #countUntil(moment: number): number {
    let low = 0;
    let high = this.#writes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#writes[middle]?.at ?? 0) <= moment) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
