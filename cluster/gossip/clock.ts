/** Vector clocks: which version of a pattern knew of which. */
import { compareIds } from '../model/ids.ts';

/** How many changes by each author are known, sorted by author; absent means none. A plain list, so that it is canonical JSON. */
export type VectorClock = readonly (readonly [author: string, changes: number])[];

/** `before`: the left knows less and nothing else. `concurrent`: each knows something that the other does not. */
export type ClockOrder = 'before' | 'after' | 'equal' | 'concurrent';

export const noChanges: VectorClock = [];

export function compareClocks(left: VectorClock, right: VectorClock): ClockOrder {
  const isCovered = covers(right, left);
  const isCovering = covers(left, right);
  if (isCovered) return isCovering ? 'equal' : 'before';
  return isCovering ? 'after' : 'concurrent';
}

/** The least clock that knows everything that any of them knows. */
export function joinClocks(clocks: readonly VectorClock[]): VectorClock {
  const joined = new Map<string, number>();
  for (const clock of clocks) {
    for (const [author, changes] of clock) {
      joined.set(author, Math.max(joined.get(author) ?? 0, changes));
    }
  }
  return toClock(joined);
}

/** One more change by the author. */
export function tickClock(clock: VectorClock, author: string): VectorClock {
  const changes = new Map(clock);
  changes.set(author, (changes.get(author) ?? 0) + 1);
  return toClock(changes);
}

function covers(clock: VectorClock, other: VectorClock): boolean {
  const changes = new Map(clock);
  return other.every(([author, count]) => (changes.get(author) ?? 0) >= count);
}

function toClock(changes: ReadonlyMap<string, number>): VectorClock {
  return [...changes].sort(([left], [right]) => compareIds(left, right));
}
