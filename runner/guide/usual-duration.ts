// How long a step usually takes, from the times that it passed.
import type { JournalEntry } from './journal-entry.ts';

/** In milliseconds: the median, so that one slow day does not count. Undefined: it never passed. */
export function usualDuration(passes: readonly number[]): number | undefined {
  const sorted = [...passes].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

/** Step → durations of its passes, in milliseconds, of all these journals. */
export function passesIn(
  journals: readonly (readonly JournalEntry[])[],
): ReadonlyMap<string, readonly number[]> {
  const passes = new Map<string, number[]>();
  for (const entry of journals.flat()) {
    if (entry.kind !== 'finished' || entry.outcome !== 'pass') continue;
    const known = passes.get(entry.step);
    if (known === undefined) passes.set(entry.step, [entry.durationMs]);
    else known.push(entry.durationMs);
  }
  return passes;
}
