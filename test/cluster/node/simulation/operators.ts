/** What operators ask for while it storms. They repeat in the end whatever they were not told the outcome of. */
import { randomInteger } from '../../../../cluster/io/random.ts';
import type { NodeId, SpaceId } from '../../../../cluster/model/ids.ts';
import { whyNotWhole } from './health.ts';
import type { SimulatedNode } from './node.ts';
import type { World } from './world.ts';

/** Three copies need so many nodes. */
const nodesMin = 3;
const nodesMax = 6;
/** A decommission that was agreed to so long ago may be called off, milliseconds: nothing of it is on its way any more. */
const settledMs = 2_000;

const fencePath = '/api/v1/cluster/force-minority-mode';

type How = {
  /** Who is asked; anyone if left out. */
  readonly node?: SimulatedNode | null;
  readonly method?: 'POST' | 'DELETE';
  readonly body?: unknown;
  readonly onAgreed?: () => void;
  /** Also when no answer came. */
  readonly onAnswered?: () => void;
};

export class Operators {
  /** How often each order was carried out or begun. */
  readonly agreed: Record<string, number> = {};
  /** Nodes whose decommission was asked for. */
  readonly leaving = new Set<NodeId>();
  /** When their decommission was agreed to. */
  readonly #agreedAt = new Map<NodeId, number>();
  /** Those whose decommission is being called off: who has not been told how that went gives no other order. */
  readonly #callingOff = new Set<NodeId>();
  /** Only repetitions follow: orders to the contrary could overtake each other. */
  #isOver = false;
  /** Nodes that were told to take no writes. */
  readonly #fenced = new Set<NodeId>();
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
    const { random, timeline } = this.#world;
    if (random.fraction() < 0.5) {
      timeline.after(settledMs * (1 + random.fraction()), () => this.callOff());
    }
  }

  /** Calls a decommission off. Who is not told that it succeeded must expect either, and repeats the decommission in the end. */
  callOff(): void {
    const { timeline } = this.#world;
    const node = this.#world.anyoneUp();
    if (node === null || this.#isOver) return;
    for (const id of this.leaving) {
      const agreedAt = this.#agreedAt.get(id) ?? Number.POSITIVE_INFINITY;
      if (this.#world.node(id).isRetired || timeline.now - agreedAt < settledMs) continue;
      if (this.#callingOff.has(id)) continue;
      this.#callingOff.add(id);
      this.#order(`/api/v1/cluster/nodes/${id}/decommission`, 'keep', {
        node,
        method: 'DELETE',
        onAgreed: () => {
          this.leaving.delete(id);
          this.#drained.add(id);
        },
        onAnswered: () => this.#callingOff.delete(id),
      });
      return;
    }
  }

  /** Fences a node by hand, for a while or until somebody takes it back. */
  fence(): void {
    const node = this.#world.anyoneUp();
    if (node === null) return;
    this.#fenced.add(node.id);
    const body = this.#world.random.fraction() < 0.5 ? { ttl_seconds: 5 } : {};
    this.#order(fencePath, 'fence', { node, body });
  }

  unfence(): void {
    for (const id of this.#fenced) {
      const node = this.#world.node(id);
      if (node.isUp) this.#order(fencePath, 'unfence', { node, method: 'DELETE' });
    }
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
    const body = { new_replica_node: node.id, promote_to_primary: random.fraction() < 0.5 };
    this.#order(`/api/v1/cluster/spaces/${space}/promote-replica`, 'promote', { body });
  }

  /** Everybody who stays is to be in office, and everybody who goes is to be told so. */
  settle(): void {
    this.#isOver = true;
    this.undrain();
    this.unfence();
    for (const { id, isLost } of this.#world.nodes)
      if (isLost) this.#order(`/api/v1/cluster/nodes/${id}/forget`, 'forget');
    for (const id of this.leaving) {
      if (!this.#world.node(id).isRetired && !this.#callingOff.has(id)) this.#decommission(id);
    }
  }

  #decommission(id: NodeId): void {
    const onAgreed = (): unknown => this.#agreedAt.set(id, this.#world.timeline.now);
    this.#order(`/api/v1/cluster/nodes/${id}/decommission`, 'decommission', { onAgreed });
  }

  #order(url: string, name: string, how: How = {}): void {
    const { node = this.#world.anyoneUp(), method = 'POST' } = how;
    const body = how.body ?? (method === 'POST' ? {} : undefined);
    void node?.request(method, url, body).then((answer) => {
      this.#world.timeline.note(`ordered ${method} ${url} ${answer?.status}`);
      how.onAnswered?.();
      if (answer === null || answer.status >= 300) return;
      this.agreed[name] = (this.agreed[name] ?? 0) + 1;
      how.onAgreed?.();
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
