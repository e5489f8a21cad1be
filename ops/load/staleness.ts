// How stale the reads of a history were. Pure: the history alone says it.
import { type Operation, type ReadOperation, readsOf, writesOf } from './history.ts';

export type Staleness = {
  /** Reads of the history; those that are not judged had no answer, or no acknowledged write before them. */
  readonly reads: number;
  readonly judged: number;
  readonly unanswered: number;
  /** Judged reads that missed their memory, for however short a time it had been acknowledged. */
  readonly stale: number;
  /** Of those, the ones for which that was longer than the limit. */
  readonly too_stale: number;
  /** Seconds; a read that missed nothing counts as 0. Null: no read was judged, so nothing was measured. */
  readonly p999_seconds: number | null;
  readonly max_seconds: number | null;
  readonly limit_seconds: number;
  /**
   * Reads that missed what a read that had ended before them saw. On another copy that is staleness and nothing else: a
   * read of a copy is promised nothing about what other copies showed. On the same copy it went back for a moment, as one
   * that starts again or is filled anew does. Neither is a loss: that is for the reading from every node to say.
   */
  readonly seen_then_missed: number;
  readonly seen_then_missed_on_same_copy: number;
  /** The stalest reads, at most ten, stalest first. */
  readonly stalest: readonly string[];
};

const mostShown = 10;

/**
 * A judged read was answered, and began when its memory had been acknowledged already. If it missed it, it is as stale
 * as that acknowledgement was old when it began: the copy lacked something for at least that long. Reads of writes that
 * failed, are unknown, or were still under way say nothing. `limit` in milliseconds.
 */
export function judgeStaleness(history: readonly Operation[], limit: number): Staleness {
  const reads = readsOf(history);
  const judged = judgedReads(history, reads);
  const ages = judged.map(({ staleness }) => staleness).sort((one, other) => one - other);
  const missed = judged.filter(({ read }) => read.found === false);
  const stalest = missed.toSorted((one, other) => other.staleness - one.staleness);
  return {
    reads: reads.length,
    judged: judged.length,
    unanswered: reads.filter(({ found }) => found === null).length,
    stale: missed.length,
    too_stale: missed.filter(({ staleness }) => staleness > limit).length,
    p999_seconds: toSeconds(ages[rankOf999(ages.length) - 1]),
    max_seconds: toSeconds(ages.at(-1)),
    limit_seconds: limit / 1_000,
    seen_then_missed: countSeenThenMissed(reads, ({ space, memory_id }) => [space, memory_id]),
    seen_then_missed_on_same_copy: countSeenThenMissed(reads, ({ space, memory_id, node }) => [
      space,
      memory_id,
      node,
    ]),
    stalest: stalest.slice(0, mostShown).map(describe),
  };
}

/** More than 0.1 % of the judged reads were staler than the limit (the specification: at most 5 s for 99.9 % of reads). */
export function isTooStale({ judged, too_stale }: Staleness): boolean {
  return too_stale > allowed(judged);
}

/** How many of so many reads may be staler than the limit. */
export function allowed(judged: number): number {
  return Math.floor(judged / 1_000);
}

type Judged = { readonly read: ReadOperation; readonly staleness: number };

function judgedReads(
  history: readonly Operation[],
  reads: readonly ReadOperation[],
): readonly Judged[] {
  // The first acknowledgement of a memory: a read that does not find it has missed that one, whatever came later.
  const acknowledged = new Map<string, number>();
  for (const { outcome, space, memory_id, end } of writesOf(history)) {
    if (outcome !== 'ok') continue;
    const key = keyOf([space, memory_id]);
    acknowledged.set(key, Math.min(end, acknowledged.get(key) ?? end));
  }
  return reads.flatMap((read) => {
    const at = acknowledged.get(keyOf([read.space, read.memory_id]));
    if (read.found === null || at === undefined || read.start < at) return [];
    return [{ read, staleness: read.found ? 0 : read.start - at }];
  });
}

function countSeenThenMissed(
  reads: readonly ReadOperation[],
  partsOf: (read: ReadOperation) => readonly string[],
): number {
  const seen = new Map<string, number>();
  for (const read of reads) {
    if (read.found !== true) continue;
    const key = keyOf(partsOf(read));
    seen.set(key, Math.min(read.end, seen.get(key) ?? read.end));
  }
  return reads.filter((read) => {
    const at = seen.get(keyOf(partsOf(read)));
    return read.found === false && at !== undefined && read.start >= at;
  }).length;
}

function keyOf(parts: readonly string[]): string {
  return JSON.stringify(parts);
}

/** The rank below or at which 99.9 % of `count` values are, so that it is above a limit just when too many are. */
function rankOf999(count: number): number {
  return count - allowed(count);
}

/** To the millisecond. */
function toSeconds(milliseconds: number | undefined): number | null {
  return milliseconds === undefined ? null : Math.round(milliseconds) / 1_000;
}

function describe({ read, staleness }: Judged): string {
  return `${read.memory_id} on ${read.node}'s own copy: acknowledged ${toSeconds(staleness)} s before`;
}
