/**
 * Suspicions and how long they last (Lifeguard): long while one member alone accuses, since that member may be the slow
 * one, and shorter with every other member that accuses independently.
 */
import type { SwimTiming } from './timing.ts';

/**
 *     timeout = max - (max - min) * log(confirmations + 1) / log(expected + 1)
 *
 * `expected` is how many confirmations there can be: from all members but the accused and the first accuser, and not
 * more than the timing asks for. Where nobody is left to confirm, waiting for it would be in vain: the minimum applies.
 */
export function suspicionTimeoutMs(
  timing: Pick<SwimTiming, 'suspicionMaxMs' | 'suspicionMinMs' | 'confirmations'>,
  accusers: number,
  reachableMembers: number,
): number {
  const { suspicionMaxMs: longest, suspicionMinMs: shortest } = timing;
  const expected = Math.min(timing.confirmations, reachableMembers - 2);
  if (expected < 1) return shortest;
  const confirmations = Math.min(accusers - 1, expected);
  const share = Math.log(confirmations + 1) / Math.log(expected + 1);
  return longest - (longest - shortest) * share;
}

export class Suspicions {
  readonly #timing: SwimTiming;
  readonly #running = new Map<string, { startedAt: number; readonly accusers: Set<string> }>();

  constructor(timing: SwimTiming) {
    this.#timing = timing;
  }

  /** Also for a suspicion learned by gossip: its first accuser may die before it can declare anything. */
  start(id: string, accuser: string, now: number): void {
    this.#running.set(id, { startedAt: now, accusers: new Set([accuser]) });
  }

  /** True if the accuser is a new one and still counts; then the others should hear of it as well. */
  confirm(id: string, accuser: string): boolean {
    const suspicion = this.#running.get(id);
    if (suspicion === undefined || suspicion.accusers.has(accuser)) return false;
    if (suspicion.accusers.size > this.#timing.confirmations) return false;
    suspicion.accusers.add(accuser);
    return true;
  }

  end(id: string): void {
    this.#running.delete(id);
  }

  /** Ids of those whose time to refute is over. */
  expired(now: number, reachableMembers: number): string[] {
    return [...this.#running.keys()].filter((id) => this.#deadline(id, reachableMembers) <= now);
  }

  nextAt(reachableMembers: number): number {
    return Math.min(...[...this.#running.keys()].map((id) => this.#deadline(id, reachableMembers)));
  }

  postpone(byMs: number): void {
    for (const suspicion of this.#running.values()) suspicion.startedAt += byMs;
  }

  #deadline(id: string, reachableMembers: number): number {
    const suspicion = this.#running.get(id);
    if (suspicion === undefined) return Number.POSITIVE_INFINITY;
    const { startedAt, accusers } = suspicion;
    return startedAt + suspicionTimeoutMs(this.#timing, accusers.size, reachableMembers);
  }
}
