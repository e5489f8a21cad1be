/** Whether the cluster is whole, as every node of it says. */
import type { NodeId, SpaceId } from '../../../../cluster/model/ids.ts';
import type { SimulatedNode } from './node.ts';
import type { World } from './world.ts';

type Members = { readonly members: readonly { readonly id: NodeId; readonly state: string }[] };
type Space = {
  readonly id: string;
  readonly primary_node: NodeId | null;
  readonly replicas: readonly NodeId[];
  readonly under_replicated: boolean;
};
type Spaces = { readonly spaces: readonly Space[] };
type Nodes = readonly { readonly id: NodeId; readonly spaces: number | null }[];
type Partition = { readonly state: string; readonly members: readonly { readonly id: NodeId }[] };
type Convergence = { readonly converged: boolean; readonly divergence_count: number };

const copies = 3;

/** What is not yet as it should be; null when everything is. `leaving`: nodes that are to be gone. */
export async function whyNotWhole(
  world: World,
  leaving: ReadonlySet<NodeId>,
): Promise<string | null> {
  for (const id of leaving)
    if (!world.node(id).isGone) return `${id} is being decommissioned and still there.`;
  const nodes = world.nodes.filter(({ id, isLost }) => !isLost && !leaving.has(id));
  for (const node of nodes) {
    const reason = (await whyNotAtEase(world, node, nodes)) ?? (await whyNotPlaced(world, node));
    if (reason !== null) return `${node.id}: ${reason}`;
  }
  return null;
}

async function whyNotAtEase(
  world: World,
  node: SimulatedNode,
  nodes: readonly SimulatedNode[],
): Promise<string | null> {
  const expected = nodes.map(({ id }) => id).sort();
  const { members } = await read<Members>(world, node, '/api/v1/cluster/members');
  const alive = members.filter(({ state }) => state === 'alive').map(({ id }) => id);
  if (!isSame(alive, expected)) return `alive are [${alive.join(', ')}].`;
  if (alive.length !== members.length) return `members are ${JSON.stringify(members)}.`;
  const { state, members: voters } = await read<Partition>(
    world,
    node,
    '/api/v1/cluster/partition/status',
  );
  if (state !== 'connected') return `it is ${state}.`;
  const known = voters.map(({ id }) => id).sort();
  return isSame(known, expected) ? null : `the cluster is [${known.join(', ')}].`;
}

async function whyNotPlaced(world: World, node: SimulatedNode): Promise<string | null> {
  const { spaces } = await read<Spaces>(world, node, '/api/v1/cluster/spaces');
  for (const { id, primary_node, replicas, under_replicated } of spaces) {
    if (primary_node === null) return `${id} has no primary.`;
    if (under_replicated) return `${id} is under-replicated.`;
    if (replicas.length !== copies - 1) return `${id} has the replicas [${replicas.join(', ')}].`;
  }
  const held = await read<Nodes>(world, node, '/api/v1/cluster/nodes');
  for (const { id, spaces: count } of held) {
    const home = spaces.filter((space) => holders(space).includes(id)).length;
    if (count !== home) return `${id} holds ${count} copies, ${home} of which count.`;
  }
  const { converged, ...rest } = await read<Convergence>(
    world,
    node,
    '/api/v1/cluster/convergence',
  );
  return converged ? null : `copies differ: ${JSON.stringify(rest)}`;
}

/** The nodes that hold the space's copies, as this node says. */
export async function homesOf(
  world: World,
  node: SimulatedNode,
  space: SpaceId,
): Promise<readonly NodeId[]> {
  const { spaces } = await read<Spaces>(world, node, '/api/v1/cluster/spaces');
  return spaces.filter(({ id }) => id === space).flatMap(holders);
}

function holders({ primary_node, replicas }: Space): readonly NodeId[] {
  return primary_node === null ? replicas : [primary_node, ...replicas];
}

async function read<Body>(world: World, node: SimulatedNode, url: string): Promise<Body> {
  const answer = await world.ask(node, 'GET', url);
  if (answer?.status === 200) return answer.body as Body;
  // An empty answer is whole in no respect.
  return Object.assign([], { members: [], spaces: [unplaced], converged: false }) as Body;
}

const unplaced: Space = { id: 'unknown', primary_node: null, replicas: [], under_replicated: true };

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.join() === right.join();
}
