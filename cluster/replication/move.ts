/**
 * What to do next to bring one copy, or the office of primary, from one node to another. A plan is one step, made on the
 * group's primary: its caller takes it and plans again. Nothing but the group's own state is needed, so whoever becomes
 * primary in the middle goes on.
 *
 *     add learner → it copies → compare roots at one sequence → it votes → office changes if it must → old copy goes
 *
 * The old copy is there and counts until the new one has the same content and a vote.
 */
import type { NodeId } from '../model/ids.ts';
import type { CopyChange, MemberView } from './input.ts';
import { caughtUpLagMax } from './repair.ts';
import type { GroupStatus, PeerStatus } from './status.ts';

/** The root of a copy's content at one sequence. */
export type Mark = { readonly sequence: number; readonly root: string };

export type MoveNeeds = {
  readonly move: { readonly kind: 'copy' | 'primary'; readonly from: NodeId; readonly to: NodeId };
  /** As the group's primary gives it. */
  readonly status: GroupStatus;
  readonly members: MemberView;
  /** Copies wanted, the primary included. */
  readonly copies: number;
  /** The primary's own newest mark, and the sequence after which it counts; null: no mark was asked for yet. */
  readonly mark: Mark | null;
  readonly markAfter: number | null;
  /** What the new copy said last; null if it was not asked or did not answer. */
  readonly newCopy: { readonly mark: Mark | null; readonly applied: number } | null;
};

export type MoveState = 'copying' | 'catching_up' | 'cutover';

export type MoveStep =
  /** Plan again later. */
  | { readonly kind: 'wait'; readonly state: MoveState; readonly progressPct: number }
  | { readonly kind: 'change'; readonly state: MoveState; readonly change: CopyChange }
  /** Write a mark, so that all copies note their root at the same sequence. */
  | { readonly kind: 'mark' }
  | { readonly kind: 'hand-over'; readonly to: NodeId }
  | { readonly kind: 'done' }
  /** The new copy is given up; `undo` takes it out again where it has no vote yet. */
  | { readonly kind: 'failed'; readonly reason: string; readonly undo: CopyChange | null };

/** One step of a move; `status` must be that of a settled primary. */
export function planMove(needs: MoveNeeds): MoveStep {
  return needs.move.kind === 'primary' ? planHandOver(needs) : planCopyMove(needs);
}

function planHandOver({ move: { to }, status, members }: MoveNeeds): MoveStep {
  if (status.primary === to) return { kind: 'done' };
  if (!status.copies.voters.includes(to)) return failed(`\`${to}\` holds no copy.`);
  if (isGone(members, to)) return failed(`\`${to}\` is gone.`);
  if (members.get(to)?.draining === true) return failed(`\`${to}\` is being drained.`);
  return { kind: 'hand-over', to };
}

function planCopyMove(needs: MoveNeeds): MoveStep {
  const { move, status, members } = needs;
  const { from, to } = move;
  const { voters, learners } = status.copies;
  const isVoter = voters.includes(to);
  if (isVoter && !voters.includes(from)) {
    // A removal that is not committed may still be undone by the next primary.
    if (!status.copiesSettled) return { kind: 'wait', state: 'cutover', progressPct: 100 };
    return { kind: 'done' };
  }
  if (isGone(members, to)) return failed(`\`${to}\` is gone.`, undoOf(status, to));
  if (isVoter) return planRemoval(needs);
  const lost = voters.find((node) => node !== from && isGone(members, node));
  if (lost !== undefined) {
    return failed(`The copy on \`${lost}\` is lost: repair comes first.`, undoOf(status, to));
  }
  if (members.get(to)?.draining === true) {
    return failed(`\`${to}\` is being drained.`, undoOf(status, to));
  }
  if (learners.includes(to)) return planPromotion(needs);
  return { kind: 'change', state: 'copying', change: { kind: 'add-learner', node: to } };
}

function planPromotion({ move: { to }, status, mark, markAfter, newCopy }: MoveNeeds): MoveStep {
  const peer = peerOf(status, to);
  if (!hasCaughtUp(peer)) {
    return { kind: 'wait', state: 'copying', progressPct: progressOf(peer, status) };
  }
  const waiting = { kind: 'wait', state: 'catching_up', progressPct: 99 } as const;
  if (markAfter === null) return { kind: 'mark' };
  if (mark === null || mark.sequence <= markAfter || newCopy === null) return waiting;
  if (newCopy.mark?.sequence !== mark.sequence) {
    // It got the whole state at a later sequence and never passed the mark: there must be another one.
    return newCopy.applied >= mark.sequence ? { kind: 'mark' } : waiting;
  }
  if (newCopy.mark.root !== mark.root) {
    return failed(`The copy on \`${to}\` differs at sequence ${mark.sequence}.`, {
      kind: 'remove',
      node: to,
    });
  }
  return { kind: 'change', state: 'cutover', change: { kind: 'promote', node: to } };
}

/** The new copy votes: the office leaves the old one, then the old one goes, if enough others are there without it. */
function planRemoval({ move: { from, to }, status, members, copies }: MoveNeeds): MoveStep {
  const waiting = { kind: 'wait', state: 'cutover', progressPct: 100 } as const;
  const others = status.copies.voters.filter((node) => node !== from);
  const lost = others.find((node) => isGone(members, node));
  // As long as the move is open nobody replaces it, and without it the old copy is needed.
  if (lost !== undefined) return failed(`The copy on \`${lost}\` is lost: repair comes first.`);
  if (status.primary === from) {
    if (members.get(to)?.draining !== true) return { kind: 'hand-over', to };
    // It would keep the old copy waiting for an heir for as long as the drain lasts, and that of a node that leaves, forever.
    return failed(`\`${to}\` is being drained.`, { kind: 'remove', node: to });
  }
  const current = others.filter(
    (node) => node === status.primary || isCurrent(peerOf(status, node), status.commit),
  );
  const isNewCopyThere = current.includes(to);
  if (!isNewCopyThere || current.length < Math.min(copies, others.length)) return waiting;
  return { kind: 'change', state: 'cutover', change: { kind: 'remove', node: from } };
}

function undoOf({ copies }: GroupStatus, to: NodeId): CopyChange | null {
  return copies.learners.includes(to) ? { kind: 'remove', node: to } : null;
}

function peerOf(status: GroupStatus, node: NodeId): PeerStatus | undefined {
  return status.peers.find((peer) => peer.node === node);
}

function hasCaughtUp(peer: PeerStatus | undefined): boolean {
  return peer !== undefined && peer.matched > 0 && peer.lagSequences <= caughtUpLagMax;
}

function isCurrent(peer: PeerStatus | undefined, commit: number): boolean {
  return peer?.answering === true && peer.matched + caughtUpLagMax >= commit;
}

function progressOf(peer: PeerStatus | undefined, { lastSequence }: GroupStatus): number {
  if (peer === undefined || lastSequence === 0) return 0;
  return Math.min(99, Math.floor((100 * peer.matched) / lastSequence));
}

function failed(reason: string, undo: CopyChange | null = null): MoveStep {
  return { kind: 'failed', reason, undo };
}

function isGone(members: MemberView, node: NodeId): boolean {
  const state = members.get(node)?.state;
  return state === 'dead' || state === 'left';
}
