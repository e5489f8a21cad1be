/**
 * Two nodes with one id. It happens when a configuration is copied, and it must not let two nodes take turns as one
 * member. The node that has been running longer keeps the id; the other one is refused and stops.
 */
import type { MemberRecord, MemberState } from '../model/member.ts';

type Holder = { readonly record: MemberRecord; readonly state: MemberState };

/**
 * True if `newcomer` may not have its id because a member that still takes part holds it at another address.
 * The same address is no conflict (the node was restarted), nor is an id whose holder is dead or has left.
 */
export function isHeldByAnother(newcomer: MemberRecord, holder: Holder): boolean {
  const { record, state } = holder;
  if (record.swimAddress === newcomer.swimAddress) return false;
  if (state === 'dead' || state === 'left') return false;
  if (record.startedAt !== newcomer.startedAt) return record.startedAt < newcomer.startedAt;
  return record.swimAddress < newcomer.swimAddress;
}
