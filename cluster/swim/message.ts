/** What SWIM nodes say to each other. `codec.ts` turns it into datagrams. */
import type { MemberRecord, MemberState } from '../model/member.ts';

/** A claim about one member; `precedence.ts` says when it is news. It is complete in itself, so order does not matter. */
export type Rumor = {
  readonly record: MemberRecord;
  readonly state: MemberState;
  readonly incarnation: number;
  /** Who made the claim: a second accuser confirms a suspicion, an echo of the first does not. */
  readonly by: string;
};

type Envelope = {
  /** Id of the sender. */
  readonly from: string;
  /** News that rides along. */
  readonly rumors: readonly Rumor[];
};

/** "Are you there?" */
export type Ping = Envelope & {
  readonly kind: 'ping';
  /** Chosen by the sender, returned by the answer. */
  readonly sequence: number;
  /** Who is meant: another node that took over the address must not answer. */
  readonly target: string;
};

/** "I am", or, from a helper, "it is". */
export type Ack = Envelope & { readonly kind: 'ack'; readonly sequence: number };

/** "I cannot reach this member, can you?" */
export type PingRequest = Envelope & {
  readonly kind: 'ping-request';
  readonly sequence: number;
  readonly target: string;
  readonly targetAddress: string;
};

/** "Neither can I." It tells the asker that its own network works. */
export type Nack = Envelope & { readonly kind: 'nack'; readonly sequence: number };

/** News that did not wait for a ping. */
export type Gossip = Envelope & { readonly kind: 'gossip' };

/** The sender's list, its own row first, in as many datagrams as it needs. A join is nothing but the first of these. */
export type Sync = Envelope & {
  readonly kind: 'sync';
  /** True if the receiver shall answer with its own list. */
  readonly reply: boolean;
};

export type Message = Ping | Ack | PingRequest | Nack | Gossip | Sync;
