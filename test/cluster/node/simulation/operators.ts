/** What operators ask for while it storms. They repeat in the end whatever they were not told the outcome of. */
import { randomInteger } from '../../../../cluster/io/random.ts';
import type { NodeId, SpaceId } from '../../../../cluster/model/ids.ts';
import { whyNotWhole } from './health.ts';
import type { SimulatedNode } from './node.ts';
import type { World } from './world.ts';

/** Three copies need so many nodes. */
const nodesMin = 3;
const nodesMax = 6;

export class Operators {
  /** How often each order was carried out or begun. */
  readonly agreed: Record<string, number> = {};
  /** Nodes whose decommission was asked for. */
  readonly leaving = new Set<NodeId>();
  /** Nodes whose drain was asked for at some time: orders may overtake each other. */
  readonly #drained = new Set<NodeId>();
  readonly #world: World;
  readonly #spaces: readonly SpaceId[];

  constructor(world: World, spaces: readonly SpaceId[]) {
    this.#world = world;
    this.#spaces = spaces;
  }

  drain(): void {
    const node = this.#anyoneStaying();
    if (node === null) return;
    this.#drained.add(node.id);
    this.#order(`/api/v1/cluster/nodes/${node.id}/drain`, 'drain');
  }

  undrain(): void {
    for (const { id } of this.#staying())
      if (this.#drained.has(id)) this.#order(`/api/v1/cluster/nodes/${id}/undrain`, 'undrain');
  }

  decommission(): void {
    const node = this.#anyoneStaying();
    if (node === null || this.#staying().length <= nodesMin) return;
    this.leaving.add(node.id);
    this.#world.votersMin -= 1;
    this.#decommission(node.id);
  }

  join(): void {
    if (this.#world.nodes.length < nodesMax) this.#world.add().start();
  }

  rebalance(): void {
    this.#order('/api/v1/cluster/rebalance', 'rebalance');
  }

  repair(): void {
    this.#order('/api/v1/cluster/replication/repair', 'repair');
  }

  snapshot(): void {
    this.#order('/api/v1/cluster/backup/snapshot', 'snapshot');
  }

  /** A host burns down while all is well, and is never to be counted on again. */
  async lose(): Promise<void> {
    const { nodes } = this.#world;
    if (this.#staying().length <= nodesMin || this.leaving.size > 0) return;
    if (nodes.some(({ isUp, isLost }) => !isUp && !isLost)) return;
    const node = this.#anyoneStaying();
    if (node === null || (await whyNotWhole(this.#world, this.leaving)) !== null) return;
    this.agreed['lose'] = (this.agreed['lose'] ?? 0) + 1;
    node.isLost = true;
    this.#world.votersMin -= 1;
    node.crash();
  }

  promote(): void {
    const { random } = this.#world;
    const space = this.#spaces[randomInteger(random, this.#spaces.length)];
    const node = this.#anyoneStaying();
    if (node === null) return;
    this.#order(`/api/v1/cluster/spaces/${space}/promote-replica`, 'promote', {
      new_replica_node: node.id,
      promote_to_primary: random.fraction() < 0.5,
    });
  }

  /** Everybody who stays is to be in office, and everybody who goes is to be told so. */
  settle(): void {
    this.undrain();
    for (const { id, isLost } of this.#world.nodes)
      if (isLost) this.#order(`/api/v1/cluster/nodes/${id}/forget`, 'forget');
    for (const id of this.leaving) if (!this.#world.node(id).isRetired) this.#decommission(id);
  }

  #decommission(id: NodeId): void {
    this.#order(`/api/v1/cluster/nodes/${id}/decommission`, 'decommission');
  }

  #order(url: string, name: string, body: unknown = {}): void {
    const node = this.#world.anyoneUp();
    void node?.request('POST', url, body).then((answer) => {
      this.#world.timeline.note(`ordered ${url} ${answer?.status}`);
      if (answer === null || answer.status >= 300) return;
      this.agreed[name] = (this.agreed[name] ?? 0) + 1;
    });
  }

  #anyoneStaying(): SimulatedNode | null {
    const staying = this.#staying();
    return staying[randomInteger(this.#world.random, staying.length)] ?? null;
  }

  #staying(): readonly SimulatedNode[] {
    return this.#world.nodes.filter(({ id, isLost }) => !isLost && !this.leaving.has(id));
  }
}
