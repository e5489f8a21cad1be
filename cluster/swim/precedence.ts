/**
 * Which of two claims about a member holds. This is the whole of SWIM's agreement:
 *
 *   1. The higher incarnation holds: only the member itself raises it, so it is the later word.
 *   2. In the same incarnation the worse state holds: alive < suspect < dead < left.
 *
 * It is one total order, so merging claims is a maximum: order, repetition and detours of messages change nothing, and
 * two nodes that heard the same claims agree. Equal claims change nothing either, so nothing flaps. A suspect or dead
 * member comes back only by refuting: it claims *alive* in a higher incarnation. `left` is last, so that a member that
 * said goodbye is not buried as dead afterwards.
 */
import type { MemberState } from '../model/member.ts';

export type Claim = { readonly state: MemberState; readonly incarnation: number };

const badness: Readonly<Record<MemberState, number>> = { alive: 0, suspect: 1, dead: 2, left: 3 };

/** True if `claim` is news to somebody who holds `held`. */
export function supersedes(claim: Claim, held: Claim): boolean {
  if (claim.incarnation !== held.incarnation) return claim.incarnation > held.incarnation;
  return badness[claim.state] > badness[held.state];
}
