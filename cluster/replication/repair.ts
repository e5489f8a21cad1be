/**
 * What to do next so that a group has all its copies again. A plan is one step: its caller proposes it, and plans again
 * when it is committed. A copy that is only away comes back by itself and catches up; only a dead one is replaced, and
 * only by a spare node: first the spare learns, then it votes, then the dead copy goes, so a majority is there throughout.
 */
import type { NodeId } from '../model/ids.ts';
import type { CopyChange, MemberView } from './input.ts';
import { isBehind } from './missing-copies.ts';
import type { GroupStatus } from './status.ts';

export type RepairPlan =
  /** All copies are there and have caught up. */
  | { readonly kind: 'nothing-to-do' }
  /** Propose this change, then plan again. */
  | { readonly kind: 'change'; readonly change: CopyChange }
  /** A copy catches up by itself; plan again later. */
  | { readonly kind: 'waiting'; readonly node: NodeId; readonly lagSequences: number }
  /** Copies are lost and no spare node can take their place. */
  | { readonly kind: 'under-replicated'; readonly missing: readonly NodeId[] };

export type RepairNeeds = {
  /** As the group's primary gives it. */
  readonly status: GroupStatus;
  readonly members: MemberView;
  /** Copies wanted, primary included. Default of the product: 3. */
  readonly copies: number;
  /** Nodes that could take a copy, best first; those that are not alive or have one are passed over. */
  readonly spares: readonly NodeId[];
  /**
   * Nodes that shall go: another copy is made in place of theirs where a spare node is there, and where there is one copy
   * too many, theirs is the first to be removed. Default: none.
   */
  readonly leaving?: readonly NodeId[];
};

/** A copy that is being made has caught up when it is no further behind: that much is on its way anyway. */
export const caughtUpLagMax = 100;

export function planRepair(needs: RepairNeeds): RepairPlan {
  const { status, members, copies } = needs;
  const { voters, learners } = status.copies;
  const lost = (node: NodeId): boolean => isLost(members, node);

  const dead = voters.filter(lost);
  const present = voters.length - dead.length;
  const leaving = needs.leaving ?? [];
  // A copy that shall go stays until all others are there, which may include one that is not yet made.
  const staying = voters.filter((node) => !lost(node) && !leaving.includes(node)).length;
  const needless = learners.find((node) => lost(node) || staying >= copies);
  if (needless !== undefined) return remove(needless);
  const [learner] = learners;
  if (learner !== undefined) return waitOrPromote(status, learner);
  const [firstDead] = dead;
  if (firstDead !== undefined && present >= copies) return remove(firstDead);
  // The dead copy came back after a spare had taken its place.
  if (present > copies) return remove(findSurplus(status, leaving));
  if (staying < copies) {
    const spare = needs.spares.find((node) => !voters.includes(node) && !lost(node));
    if (spare !== undefined) {
      return { kind: 'change', change: { kind: 'add-learner', node: spare } };
    }
  }
  if (present < copies) return { kind: 'under-replicated', missing: dead };
  const behind = status.peers.find(isBehind);
  if (behind === undefined) return { kind: 'nothing-to-do' };
  return { kind: 'waiting', node: behind.node, lagSequences: behind.lagSequences };
}

/** A copy that shall go, else the one that is furthest behind, the newest one among equals; never the primary. */
function findSurplus({ copies, primary, peers }: GroupStatus, leaving: readonly NodeId[]): NodeId {
  const matched = (id: NodeId): number => peers.find(({ node }) => node === id)?.matched ?? 0;
  const [surplus] = copies.voters
    .filter((node) => node !== primary)
    .reverse()
    .sort(
      (left, right) =>
        Number(leaving.includes(right)) - Number(leaving.includes(left)) ||
        matched(left) - matched(right),
    );
  if (surplus === undefined) throw new Error('Unexpected surplus of copies with one voter.');
  return surplus;
}

function waitOrPromote(status: GroupStatus, learner: NodeId): RepairPlan {
  const peer = status.peers.find(({ node }) => node === learner);
  const lagSequences = peer?.lagSequences ?? status.lastSequence;
  const caughtUp = peer !== undefined && peer.matched > 0 && lagSequences <= caughtUpLagMax;
  if (!caughtUp) return { kind: 'waiting', node: learner, lagSequences };
  return { kind: 'change', change: { kind: 'promote', node: learner } };
}

function remove(node: NodeId): RepairPlan {
  return { kind: 'change', change: { kind: 'remove', node } };
}

function isLost(members: MemberView, node: NodeId): boolean {
  const state = members.get(node)?.state;
  return state === 'dead' || state === 'left';
}
