/** What of a group survives a restart. */
import { type Entry, type Hlc, type Json, type Position, startPosition } from '../model/entry.ts';
import type { NodeId } from '../model/ids.ts';
import { type CopySet, noCopies } from '../model/space.ts';

/** The promise that makes two primaries in one epoch impossible: durable before anybody hears of it. */
export type Promised = {
  /** Nothing of an older epoch is accepted any more. */
  readonly epoch: number;
  /** Who got this copy's vote in that epoch. */
  readonly votedFor: NodeId | null;
};

/** A state of the state machine that stands for all entries up to `position`. */
export type InstalledState = {
  readonly position: Position;
  readonly copies: CopySet;
  readonly state: Json;
  /** Stamp of the entry at `position`, so that stamps go on rising behind it; not in what older programs wrote. */
  readonly hlc?: Hlc;
};

export type PersistentState = {
  readonly promised: Promised;
  /** Where the log starts: its first entry follows this position. */
  readonly base: InstalledState;
  readonly entries: readonly Entry[];
  /** At least this much is committed; more may be. */
  readonly commit: number;
};

/** A new copy. `copies` is who founds the group; `noCopies` for a node that joins later and learns it from the log. */
export function newState(copies: CopySet = noCopies): PersistentState {
  return {
    promised: { epoch: 0, votedFor: null },
    base: { position: startPosition, copies, state: null },
    entries: [],
    commit: 0,
  };
}

/** What of a living group must survive, apart from the state machine's state, which stands at `position`. */
export type Retained = {
  readonly promised: Promised;
  /** Of the last committed entry. */
  readonly position: Position;
  readonly hlc: Hlc;
  readonly copies: CopySet;
  /** Behind `position`; some of them may not be durable yet. */
  readonly entries: readonly Entry[];
};
