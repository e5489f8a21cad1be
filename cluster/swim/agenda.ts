/** When each of the recurring duties of a node is due next. */

export type Duty = 'probe' | 'gossip' | 'reconnect' | 'sync' | 'join';

export class Agenda {
  readonly #dueAt = new Map<Duty, number>();

  /** Long ago for a duty that was never set. */
  dueAt(duty: Duty): number {
    return this.#dueAt.get(duty) ?? Number.NEGATIVE_INFINITY;
  }

  isDue(duty: Duty, now: number): boolean {
    return this.dueAt(duty) <= now;
  }

  set(duty: Duty, at: number): void {
    this.#dueAt.set(duty, at);
  }

  nextAt(duties: readonly Duty[]): number {
    return Math.min(...duties.map((duty) => this.dueAt(duty)));
  }

  postpone(byMs: number): void {
    for (const [duty, at] of this.#dueAt) this.#dueAt.set(duty, at + byMs);
  }
}
