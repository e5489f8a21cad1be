/** The copy set as payload of a checkpoint entry, and how one change makes the next set. */
import type { Json } from '../model/entry.ts';
import type { NodeId } from '../model/ids.ts';
import type { CopySet } from '../model/space.ts';
import type { CopyChange } from './input.ts';

/** A checkpoint's payload: the copies, and whether every copy shall note its root when it applies it. */
export type Checkpoint = CopySet & { readonly mark?: true };

/** True for a checkpoint at which copies are compared. */
export function isMark(payload: Json): boolean {
  return (payload as { readonly mark?: unknown } | null)?.mark === true;
}

/** Reads a checkpoint's payload. It was written by a node: anything else in there is damage or a bug. */
export function readCopies(payload: Json): CopySet {
  if (payload !== null && typeof payload === 'object' && !Array.isArray(payload)) {
    const { voters, learners } = payload as { readonly [key: string]: Json };
    if (isIdList(voters) && isIdList(learners)) return { voters, learners };
  }
  throw new Error(
    `Unexpected checkpoint \`${JSON.stringify(payload)}\`, expected \`voters\` and \`learners\`.`,
  );
}

/** The copy set after the change, or null if the change changes nothing (or would leave no voter). */
export function changeCopies(copies: CopySet, change: CopyChange): Checkpoint | null {
  const { voters, learners } = copies;
  if (change.kind === 'mark') return { voters, learners, mark: true };
  const without = (nodes: readonly NodeId[]): readonly NodeId[] =>
    nodes.filter((node) => node !== change.node);
  const isVoter = voters.includes(change.node);
  const isLearner = learners.includes(change.node);
  switch (change.kind) {
    case 'add-learner':
      return isVoter || isLearner ? null : { voters, learners: [...learners, change.node] };
    case 'promote':
      return isLearner ? { voters: [...voters, change.node], learners: without(learners) } : null;
    case 'remove':
      if (!isVoter && !isLearner) return null;
      if (isVoter && voters.length === 1) return null;
      return { voters: without(voters), learners: without(learners) };
  }
}

function isIdList(value: Json | undefined): value is readonly NodeId[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
