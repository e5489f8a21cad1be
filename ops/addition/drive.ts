// How a node is added, from the first check to the seed lists. What it does to hosts and cluster are hands that are given to it.
import { Failure } from '../failure.ts';

export type AdditionHands = {
  /** `absent`: the cluster has not heard of it. */
  memberState(): Promise<'alive' | 'suspect' | 'dead' | 'left' | 'absent'>;
  /** Whether the host runs its service already. */
  isRunning(): Promise<boolean>;
  /** Rejects, with everything that is wrong, unless the cluster is healthy and the host is fit and empty. */
  check(): Promise<void>;
  configure(): Promise<void>;
  start(): Promise<void>;
  /** Resolves when every node sees it alive and counts its vote. */
  awaitMember(): Promise<void>;
  /** Has the cluster give it its share, and resolves when nothing moves any more. */
  awaitShare(): Promise<Share>;
  /** Puts it into the seed lists of the others, and gives the nodes whose list was changed. */
  spreadSeed(): Promise<readonly string[]>;
};

/** Spaces of which the new node holds a copy, those counted of which it is primary too. */
export type Share = { readonly copies: number; readonly primaries: number };

export type AdditionEvent = 'checked' | 'configured' | 'started' | 'member';

export type Addition = {
  /** False when it was a member before. */
  readonly joined: boolean;
  readonly share: Share;
  readonly seedsChanged: readonly string[];
};

/**
 * Adds the node, or goes on where an earlier call was interrupted: each step looks first whether it is done. Rejects at the
 * first trouble; nothing that was there before is touched until the new node is a member.
 */
export async function driveAddition(
  hands: AdditionHands,
  tell: (event: AdditionEvent) => void,
): Promise<Addition> {
  const state = await hands.memberState();
  if (state === 'dead' || state === 'left') {
    throw new Failure('check-failed', `The cluster knows this node, and it is \`${state}\``, {
      hint: 'to bring it back, start it; to put a new host in its place, forget it first: `engram-ops node forget NODE`',
    });
  }
  const joined = state === 'absent';
  if (joined && !(await hands.isRunning())) {
    await hands.check();
    tell('checked');
    await hands.configure();
    tell('configured');
    await hands.start();
    tell('started');
  }
  await hands.awaitMember();
  tell('member');
  const share = await hands.awaitShare();
  return { joined, share, seedsChanged: await hands.spreadSeed() };
}
