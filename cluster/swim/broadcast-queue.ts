/**
 * News waiting to be told. Each member has at most one piece (a later claim replaces an earlier one), each piece is told
 * a number of times that grows with the logarithm of the cluster, the least told first, and a datagram takes as many as
 * fit and never a part of one.
 */
import type { Rumor } from './message.ts';

type Waiting = { readonly rumor: Rumor; readonly bytes: number; told: number };

type Room = { readonly bytes: number; readonly count: number };

export class BroadcastQueue {
  readonly #waiting = new Map<string, Waiting>();

  get size(): number {
    return this.#waiting.size;
  }

  has(id: string): boolean {
    return this.#waiting.has(id);
  }

  /** Takes the place of an earlier piece about the same member. */
  add(rumor: Rumor, bytes: number): void {
    this.#waiting.delete(rumor.record.id);
    this.#waiting.set(rumor.record.id, { rumor, bytes, told: 0 });
  }

  /** Rumors for one datagram with that much room left; each of them then counts as told once more. */
  take(room: Room, toldMax: number, except?: string): Rumor[] {
    const taken: Rumor[] = [];
    let free = room.bytes;
    for (const waiting of [...this.#waiting.values()].sort((a, b) => a.told - b.told)) {
      if (taken.length === room.count) break;
      const { id } = waiting.rumor.record;
      if (id === except || waiting.bytes > free) continue;
      free -= waiting.bytes;
      taken.push(waiting.rumor);
      waiting.told += 1;
      if (waiting.told >= toldMax) this.#waiting.delete(id);
    }
    return taken;
  }
}

/** How often one piece is told, so that the chance that somebody misses it falls with the size of the cluster. */
export function tellings(factor: number, members: number): number {
  return Math.ceil(factor * Math.log2(members + 1));
}
