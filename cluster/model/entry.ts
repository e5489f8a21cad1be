/** One entry of a group's log, and the two orders that entries have: position in the log, and hybrid time. */

/** Stored in the write-ahead log as the record's type, so the numbers never change. */
export const entryTypes = {
  /** Store a memory. */
  episodeStore: 1,
  /** Change a memory. */
  memoryUpdate: 2,
  /** Delete a memory; leaves a tombstone. */
  memoryDelete: 3,
  /** A consolidation result. */
  consolidation: 4,
  /**
   * States the copy set from this entry on. The first entry of every epoch is one (it lets the new primary commit what
   * its predecessors left), and every change of the copies is one. Payload: `CopySet`.
   */
  checkpoint: 5,
  /** A command for the catalog: nodes, spaces, settings. Only in the group `_catalog`. */
  catalogCommand: 7,
  /** Many stores and deletes of one space at once. */
  operations: 8,
  /** Keep a memory and leave it out of recall. Since 0.2.0, and only once the cluster is finalized there. */
  memorySuppress: 9,
  /**
   * Where a snapshot of the cluster cuts this log: every copy keeps the state that it has here. Changes nothing.
   * Payload: `SnapshotMarker`.
   */
  snapshotMarker: 10,
} as const;

export type EntryType = (typeof entryTypes)[keyof typeof entryTypes];

/** Anything that survives JSON unchanged. Never mutated once it is in an entry. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

export type Entry = {
  /** The epoch in which a primary made it. Epoch and sequence together name one entry for ever. */
  readonly epoch: number;
  /** Place in the group's log, from 1 without gaps. */
  readonly sequence: number;
  /** Rises along the log; close to the wall time at which the primary took the command. */
  readonly hlc: Hlc;
  readonly type: EntryType;
  readonly payload: Json;
};

/** How far a log goes: epoch and sequence of its last entry; both 0 for an empty log. */
export type Position = { readonly epoch: number; readonly sequence: number };

export const startPosition: Position = { epoch: 0, sequence: 0 };

/** Positive if `left` is more advanced. The epoch decides first: a longer log of an older epoch is behind. */
export function comparePositions(left: Position, right: Position): number {
  return left.epoch - right.epoch || left.sequence - right.sequence;
}

/** Hybrid logical clock: wall milliseconds, and a counter that orders stamps within one millisecond. */
export type Hlc = { readonly wallMs: number; readonly counter: number };

export const startHlc: Hlc = { wallMs: 0, counter: 0 };

export function compareHlc(left: Hlc, right: Hlc): number {
  return left.wallMs - right.wallMs || left.counter - right.counter;
}

/** The stamp after `last`: the wall time if it has moved on, else one more on the counter. Never goes back. */
export function nextHlc(last: Hlc, wallMs: number): Hlc {
  if (wallMs > last.wallMs) return { wallMs, counter: 0 };
  return { wallMs: last.wallMs, counter: last.counter + 1 };
}

/** Payload of a `snapshotMarker` entry. */
export type SnapshotMarker = {
  readonly snapshot: string;
  /** Who held the log when it was cut. */
  readonly copies: { readonly voters: readonly string[]; readonly learners: readonly string[] };
};

export function laterHlc(left: Hlc, right: Hlc): Hlc {
  return compareHlc(left, right) >= 0 ? left : right;
}
