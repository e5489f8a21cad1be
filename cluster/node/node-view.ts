/** What each node carries, and whether it may go. Pure. */
import { compareIds, type NodeId, type SpaceId } from '../model/ids.ts';
import type { Member } from '../model/member.ts';
import { majorityOf } from '../model/space.ts';
import type { Reach } from './partition.ts';
import type { SpaceView } from './space-view.ts';

export type CarriedByNode = {
  readonly node: NodeId;
  readonly primarySpaces: readonly SpaceId[];
  readonly replicaSpaces: readonly SpaceId[];
};

export function loadPerNode(
  nodes: readonly NodeId[],
  spaces: readonly SpaceView[],
): readonly CarriedByNode[] {
  return nodes.map((node) => ({
    node,
    primarySpaces: idsOf(spaces.filter(({ primary }) => primary === node)),
    replicaSpaces: idsOf(spaces.filter(({ replicas }) => replicas.includes(node))),
  }));
}

/**
 * True if stopping the node takes neither the cluster nor any space below its majority.
 * A node that does not answer is safe to stop: it is missing already.
 */
export function isSafeToStop(node: NodeId, reach: Reach, spaces: readonly SpaceView[]): boolean {
  const counted = reach.unreachable.includes(node) ? 0 : 1;
  if (reach.reachable - counted < majorityOf(reach.total)) return false;
  return spaces.every((space) => keepsMajority(space, node));
}

/**
 * The members that concern an operator: those that take part, and those that should. One that is dead or has left and
 * has no vote was decommissioned or forgotten: SWIM keeps its row, so that old rumors about it lead to nothing.
 */
export function membersOfCluster(
  members: readonly Member[],
  voters: readonly NodeId[],
): readonly Member[] {
  return members.filter(
    ({ id, state }) => state === 'alive' || state === 'suspect' || voters.includes(id),
  );
}

function keepsMajority({ primary, replicas, missing }: SpaceView, node: NodeId): boolean {
  const holders = primary === null ? replicas : [primary, ...replicas];
  if (!holders.includes(node)) return true;
  const without = new Set([node, ...missing.map((copy) => copy.node)]);
  const upToDate = holders.filter((holder) => !without.has(holder));
  return upToDate.length >= majorityOf(holders.length);
}

function idsOf(spaces: readonly SpaceView[]): readonly SpaceId[] {
  return spaces.map(({ id }) => id).sort(compareIds);
}
