/** What a node tells its groups. */
import type { EntryType, Hlc, Json, Position } from '../model/entry.ts';
import type { NodeId } from '../model/ids.ts';
import type { MemberState } from '../model/member.ts';
import type { CopySet } from '../model/space.ts';
import type { GroupMessage } from './message.ts';

/** The primary's whole state, to replace a damaged one. */
export type Reinstall = {
  readonly kind: 'reinstall';
  /** In which the primary gave it. */
  readonly epoch: number;
  readonly position: Position;
  readonly copies: CopySet;
  readonly state: Json;
};

export type GroupInput =
  | Reinstall
  /** Time has passed. To be given at `Group.nextTickAt`, or soon after; calling it early is harmless. */
  | { readonly kind: 'tick' }
  | { readonly kind: 'message'; readonly message: GroupMessage }
  /** Commands for the log; each ends in one `outcome` effect with its token. Many at once are cheaper than one by one. */
  | { readonly kind: 'propose'; readonly proposals: readonly Proposal[] }
  /** Is this copy the primary still? To be asked before a read; ends in one `confirmation` effect with the token. */
  | { readonly kind: 'confirm'; readonly token: number }
  | { readonly kind: 'change-copies'; readonly token: number; readonly change: CopyChange }
  /** What SWIM says, after every change. A node that is not in the map counts as alive: nobody has called it dead. */
  | { readonly kind: 'members'; readonly members: MemberView }
  /** Everything up to this ticket is durable. */
  | { readonly kind: 'persisted'; readonly ticket: number }
  /** Ask a copy to take the office over, for a drain or a graceful stop; null: the most advanced one that is alive. */
  | { readonly kind: 'hand-over'; readonly to: NodeId | null }
  /** Forget entries up to `sequence` in memory; at most what the state machine has applied. Others then get the state. */
  | { readonly kind: 'trim'; readonly sequence: number }
  /** The answer to `state-wanted`: the state machine's state at `sequence`, which it has applied. */
  | {
      readonly kind: 'state';
      readonly to: NodeId;
      readonly sequence: number;
      readonly state: Json;
    };

export type Proposal = {
  /** Any number that the node does not use twice at a time for this group. */
  readonly token: number;
  readonly type: EntryType;
  readonly payload: Json;
  /** The entry's stamp is above this one, and so are all that follow. */
  readonly after?: Hlc;
  /** With `ackMode` async it may be acknowledged before a majority has it; what the machine says to it is not known then. */
  readonly early?: boolean;
};

/** One server at a time, which is what keeps old and new majorities overlapping. */
export type CopyChange =
  | { readonly kind: 'add-learner'; readonly node: NodeId }
  /** Makes a learner that has caught up a voter. */
  | { readonly kind: 'promote'; readonly node: NodeId }
  | { readonly kind: 'remove'; readonly node: NodeId }
  /** The same copies once more: a mark in the log at which every copy notes the root of its content. */
  | { readonly kind: 'mark' };

export type MemberView = ReadonlyMap<
  NodeId,
  { readonly state: MemberState; readonly draining: boolean }
>;

/** Both clocks at one moment: the first for durations, the second only for stamps. */
export type Now = { readonly monotonicMs: number; readonly wallMs: number };
