/** What operators ask for while it storms. They repeat in the end whatever they were not told the outcome of. */
import { randomInteger } from '../../../../cluster/io/random.ts';
import type { NodeId, SpaceId } from '../../../../cluster/model/ids.ts';
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
    for (const id of this.#drained) this.#order(`/api/v1/cluster/nodes/${id}/undrain`, 'undrain');
  }

  decommission(): void {
    const node = this.#anyoneStaying();
    const { nodes } = this.#world;
    if (node === null || nodes.length - this.leaving.size <= nodesMin) return;
    this.leaving.add(node.id);
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
      if (name === 'undrain') this.#drained.delete(url.split('/').at(-2) ?? '');
    });
  }

  #anyoneStaying(): SimulatedNode | null {
    const { nodes, random } = this.#world;
    const staying = nodes.filter(({ id }) => !this.leaving.has(id));
    return staying[randomInteger(random, staying.length)] ?? null;
  }
}
