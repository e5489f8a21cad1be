// Several runs at the same time, told one after the other: what a later one says waits until the ones before it are over.

export interface Lanes<T> {
  /** Passed on at once if every lane before this one has ended, else kept until then. */
  readonly say: (lane: number, event: T) => void;
  readonly end: (lane: number) => void;
}

/** Lanes are numbered from 0. */
export function createLanes<T>(emit: (event: T) => void): Lanes<T> {
  const waiting = new Map<number, T[]>();
  const ended = new Set<number>();
  let current = 0;
  return {
    say(lane, event) {
      if (lane === current) {
        emit(event);
        return;
      }
      const kept = waiting.get(lane);
      if (kept === undefined) waiting.set(lane, [event]);
      else kept.push(event);
    },
    end(lane) {
      ended.add(lane);
      while (ended.delete(current)) {
        current += 1;
        for (const event of waiting.get(current) ?? []) emit(event);
        waiting.delete(current);
      }
    },
  };
}

/** At most `size` of `work` at a time, begun in the order of `items`. After an error nothing more begins; it is thrown once all have ended. */
export async function forEachAtOnce<T>(
  items: readonly T[],
  size: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const queue = items.entries();
  const errors: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) {
      if (errors.length > 0) return;
      await work(item, index).catch((error: unknown) => errors.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.min(size, items.length) }, worker));
  if (errors.length > 0) throw errors[0];
}
