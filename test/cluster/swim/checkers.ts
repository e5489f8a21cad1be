/** What must hold in every run, whatever happens in it. Each checker watches every change of every member list. */
import type { Member } from '../../../cluster/model/member.ts';
import { supersedes } from '../../../cluster/swim/precedence.ts';

export type Change = {
  readonly at: number;
  readonly observer: string;
  readonly member: Member;
  readonly previous: Member | null;
};

export type Checker = (change: Change) => string | null;

/** No list ever goes back: each change is news over what the observer held. So nobody rises in an old incarnation. */
export const changesAreNews: Checker = ({ member, previous }) => {
  if (previous === null || supersedes(member, previous)) return null;
  return `${show(member)} replaced ${show(previous)}`;
};

/** Who said goodbye is not buried: the only way out of *left* is a higher incarnation. */
export const leftStaysLeft: Checker = ({ member, previous }) => {
  if (previous?.state !== 'left' || member.incarnation > previous.incarnation) return null;
  return `${show(member)} replaced ${show(previous)}`;
};

/** Nobody talks a member into an incarnation that it never claimed itself. */
export function incarnationsAreClaimed(highest: ReadonlyMap<string, number>): Checker {
  return ({ member }) => {
    if (member.incarnation <= (highest.get(member.id) ?? 0)) return null;
    return `${show(member)} claims more than the member itself`;
  };
}

/** No one is held dead who runs and can be reached. */
export function nobodyIsBuriedAlive(isWell: (id: string) => boolean): Checker {
  return ({ member }) =>
    member.state === 'dead' && isWell(member.id) ? `${show(member)} but it is well` : null;
}

/** Where every member is reached somehow, directly or through a helper, there is nothing to suspect. */
export const nobodyIsSuspected: Checker = ({ member }) =>
  member.state === 'suspect' ? show(member) : null;

function show(member: Member): string {
  return `${member.id} ${member.state} ${member.incarnation}`;
}
