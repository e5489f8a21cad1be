/** What the protocol asks its edge to do. The edge carries effects out in the order in which they are given. */
import type { Member } from '../model/member.ts';
import type { Message } from './message.ts';

export type Effect =
  | SendEffect
  | MemberChangedEffect
  | IncarnationRaisedEffect
  | ProbeEndedEffect
  | IdentityRefusedEffect
  | ImpostorRefusedEffect
  | StallAbsorbedEffect;

/** Send one datagram, best effort. */
export type SendEffect = { readonly kind: 'send'; readonly to: string; readonly message: Message };

/** A row of the member list changed its state, incarnation or record. `previous` is null for a new member. */
export type MemberChangedEffect = {
  readonly kind: 'member-changed';
  readonly member: Member;
  readonly previous: Member | null;
};

/** Keep this number on disk and hand it back at the next start. */
export type IncarnationRaisedEffect = {
  readonly kind: 'incarnation-raised';
  readonly incarnation: number;
};

export type ProbeAnswer = 'direct' | 'indirect' | 'none';

/** A probe is over. `roundTripMs` is null when nobody answered. */
export type ProbeEndedEffect = {
  readonly kind: 'probe-ended';
  readonly id: string;
  readonly answer: ProbeAnswer;
  readonly roundTripMs: number | null;
};

/** Another node that runs longer holds this node's id: this node must stop with an error. */
export type IdentityRefusedEffect = { readonly kind: 'identity-refused'; readonly heldBy: string };

/** A node came with an id that a member holds at another address; it was refused. */
export type ImpostorRefusedEffect = {
  readonly kind: 'impostor-refused';
  readonly id: string;
  readonly heldBy: string;
  readonly address: string;
};

/** This process did not run for a while; its deadlines were moved by as much. */
export type StallAbsorbedEffect = { readonly kind: 'stall-absorbed'; readonly stalledMs: number };
