/**
 * What a group asks its node to do. The contract, in four sentences:
 *
 * 1. Carry effects out in the given order, `persist` excepted: it is *started* in order and the others do not wait for it.
 * 2. Persists of one group become durable in the order of their tickets; when one is, give `persisted` back.
 * 3. Everything that must not happen before something is durable is held back inside the group until then,
 *    so no effect is ever unsafe to carry out at once.
 * 4. A lost `send` is repaired by the group; a lost `persist` is not: stop the node if the disk refuses.
 */
import type { Entry, Json, Position } from '../model/entry.ts';
import type { NodeId } from '../model/ids.ts';
import type { CopySet } from '../model/space.ts';
import type { GroupMessage } from './message.ts';
import type { InstalledState, Promised } from './state.ts';

export type Effect =
  | PersistEffect
  | SendEffect
  | CommittedEffect
  | RestoreEffect
  | OutcomeEffect
  | ConfirmationEffect
  | RoleChangedEffect
  | CopiesChangedEffect
  | CopyAcknowledgedEffect
  | StateWantedEffect;

/** Make durable, as one unit or as a prefix of: the promise, the installed state, then the entries. See `record.ts`. */
export type PersistEffect = {
  readonly kind: 'persist';
  /** 1, 2, 3 ... for this group since it was created in this process. */
  readonly ticket: number;
  /** Null if the promise has not changed. */
  readonly promised: Promised | null;
  /** Who founded the group; given with a promise as long as the log starts at 1, so that a restart knows it. */
  readonly founders: CopySet | null;
  /** A state that replaces the whole log; null nearly always. */
  readonly installed: InstalledState | null;
  /** Follow each other. The first may stand at a sequence that the log on disk already has: it and all after it go. */
  readonly entries: readonly Entry[];
  /** What is known to be committed; a hint written beside the rest, never worth a write of its own. */
  readonly commit: number;
};

export type SendEffect = {
  readonly kind: 'send';
  readonly to: NodeId;
  readonly message: GroupMessage;
  /**
   * Part of filling a new copy: may be slowed down. All messages to one learner have it, so that they keep their order.
   */
  readonly bulk?: true;
};

/** Apply these to the state machine, in order. Each committed entry comes once in a process, checkpoints included. */
export type CommittedEffect = { readonly kind: 'committed'; readonly entries: readonly Entry[] };

/** Replace the state machine's state: it is at `position` afterwards. */
export type RestoreEffect = {
  readonly kind: 'restore';
  readonly position: Position;
  readonly state: Json;
};

/** The end of a proposal. Its `committed` effect, if there is one, came before. */
export type OutcomeEffect = {
  readonly kind: 'outcome';
  readonly token: number;
  readonly outcome: Outcome;
};

/**
 * The end of a `confirm`. True: this copy was the primary when it was asked, and what the state machine holds now has
 * everything that anybody had acknowledged by then. False: it was not, or is not any more.
 */
export type ConfirmationEffect = {
  readonly kind: 'confirmation';
  readonly token: number;
  readonly confirmed: boolean;
};

export type Outcome =
  /** Durable on a majority of the copies: it will survive. */
  | { readonly kind: 'committed'; readonly position: Position }
  /** Durable on the primary alone, as `ackMode` async has it: it may be lost with the primary. Not applied yet. */
  | { readonly kind: 'accepted'; readonly position: Position }
  /** Certainly not done. `primary` is who may know better, null if nobody is known. */
  | {
      readonly kind: 'refused';
      readonly reason: RefusalReason;
      readonly primary: NodeId | null;
    }
  /** The primary lost its office first: done or not done, nobody knows yet. Retry with the same operation id. */
  | { readonly kind: 'unknown' };

/**
 * not-primary: ask `primary`. no-quorum: too few copies alive. handing-over: retry in a moment.
 * overloaded: too much is waiting. change-running: one change of the copies at a time. pointless: nothing to change.
 * lagging: the learner has not caught up yet. read-only: its node is, by order of an operator; the group itself never says so.
 */
export type RefusalReason =
  | 'not-primary'
  | 'no-quorum'
  | 'handing-over'
  | 'overloaded'
  | 'change-running'
  | 'pointless'
  | 'lagging'
  | 'read-only';

export type RoleChangedEffect = {
  readonly kind: 'role-changed';
  readonly role: Role;
  readonly epoch: number;
  /** Who holds the office as far as this copy knows. */
  readonly primary: NodeId | null;
};

/** candidate covers canvassing too. learner: a copy that does not count, or a node that is no copy (any more). */
export type Role = 'primary' | 'replica' | 'candidate' | 'learner';

/** A change of the copies is committed (not only appended). */
export type CopiesChangedEffect = {
  readonly kind: 'copies-changed';
  readonly copies: CopySet;
  readonly position: Position;
};

/** A voter says that entries of this primary are durable with it; the oldest of them was written here `lagMs` ago. */
export type CopyAcknowledgedEffect = {
  readonly kind: 'copy-acknowledged';
  readonly by: NodeId;
  readonly lagMs: number;
};

/** `to` is behind the start of the log: give the state at the newest applied position back by a `state` input. */
export type StateWantedEffect = { readonly kind: 'state-wanted'; readonly to: NodeId };
