/** Which copies of a space to ask, for questions that any of them can answer. */
import type { NodeId, SpaceId } from '../model/ids.ts';
import type { Groups } from './groups.ts';
import type { Peers } from './peers.ts';
import type { Spaces } from './spaces.ts';

export type CopiesDeps = {
  readonly groups: Groups;
  readonly peers: Peers;
  readonly spaces: Spaces;
};

/** The primary first, as it has everything; then the copies that are alive, this node's own before the others. */
export function orderCopies(
  { groups, peers, spaces }: CopiesDeps,
  space: SpaceId,
): readonly NodeId[] {
  const status = groups.spaces.get(space)?.status();
  const voters = status?.copies.voters ?? spaces.find(space)?.copies.voters ?? [];
  const alive = new Set(peers.alive());
  const rank = (node: NodeId): number => {
    if (node === (status?.primary ?? voters[0])) return 0;
    return node === peers.self ? 1 : 2;
  };
  return voters.filter((node) => alive.has(node)).sort((left, right) => rank(left) - rank(right));
}
