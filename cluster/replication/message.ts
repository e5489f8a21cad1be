/** What copies of a group say to each other. Plain JSON; may be lost, doubled, delayed and reordered. */
import type { Entry, Hlc, Json, Position } from '../model/entry.ts';
import type { GroupId, NodeId } from '../model/ids.ts';
import type { CopySet } from '../model/space.ts';

export type GroupMessage =
  | Canvass
  | CanvassAnswer
  | VoteRequest
  | VoteAnswer
  | Append
  | AppendAnswer
  | Install
  | Confirm
  | ConfirmAnswer
  | HandOver;

type Head = {
  readonly group: GroupId;
  readonly from: NodeId;
  /** The sender's epoch; in a canvass and its answer, the epoch that the asker would campaign in. */
  readonly epoch: number;
};

/** "Would you vote for me?" Binds nobody, so a copy that cannot win disturbs nobody. */
export type Canvass = Head & { readonly kind: 'canvass'; readonly position: Position };

export type CanvassAnswer = Head & {
  readonly kind: 'canvass-answer';
  readonly granted: boolean;
  /** How far the answerer's own log goes: the most advanced copy shall campaign first. */
  readonly position: Position;
  /** The epoch the answerer has promised; an asker that is behind starts over from there. */
  readonly promised: number;
};

/** Binding: who grants it has durably promised this epoch to the sender. */
export type VoteRequest = Head & {
  readonly kind: 'vote-request';
  readonly position: Position;
  /** The primary itself wants the sender to have the office: whoever keeps its vote for the primary may give it. */
  readonly called?: true;
};

export type VoteAnswer = Head & { readonly kind: 'vote-answer'; readonly granted: boolean };

/** Entries after `previous`; without entries it is a keep-alive or a question how far the log agrees. */
export type Append = Head & {
  readonly kind: 'append';
  readonly previous: Position;
  readonly entries: readonly Entry[];
  /** Everything up to this sequence is committed. */
  readonly commit: number;
};

export type AppendAnswer = Head & {
  readonly kind: 'append-answer';
  /** True: the log equals the primary's, durably, up to `sequence`. False: try again from `sequence`. */
  readonly agreed: boolean;
  readonly sequence: number;
};

/** The whole state at `position`, for a copy that is behind the start of the primary's log. Answered by an append-answer. */
export type Install = Head & {
  readonly kind: 'install';
  readonly position: Position;
  readonly copies: CopySet;
  readonly state: Json;
  /** Stamp of the entry at `position`. */
  readonly hlc?: Hlc;
};

/** "Am I the primary still?" See `lease.ts`. Who has promised a newer epoch refuses it as it refuses an append. */
export type Confirm = Head & {
  readonly kind: 'confirm';
  /** 1, 2, 3 ... in this term of office. */
  readonly round: number;
};

/** "I know of nobody newer, and vote for nobody else for a while." Waits for no entries on disk. */
export type ConfirmAnswer = Head & { readonly kind: 'confirm-answer'; readonly round: number };

/** The primary asks a copy that has everything to take over at once. */
export type HandOver = Head & { readonly kind: 'hand-over' };

const answerKinds: ReadonlySet<GroupMessage['kind']> = new Set([
  'append-answer',
  'canvass-answer',
  'confirm-answer',
  'vote-answer',
]);

/** True for what a copy says when it was asked: small, and of use to whoever asked only. */
export function isAnswer({ kind }: GroupMessage): boolean {
  return answerKinds.has(kind);
}
