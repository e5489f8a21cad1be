/** What happens to a cluster before some examples can be asked of it. */
import { endpoints } from '../../../../cluster/api/contract.ts';
import { waitUntil } from '../../../support/wait-until.ts';
import { type LiveCluster, type LiveNode, makeCluster } from '../../node/live-cluster.ts';
import { nodeIds } from './example.ts';
import type { Names } from './names.ts';

const settings = `
gossip.interval = "500ms"
rebalance.settle_delay = "1s"
[consolidation]
interval = "300ms"
[test]
faults = true`;

export class TroubledCluster {
  readonly cluster: LiveCluster;
  readonly #names: Names;

  private constructor(cluster: LiveCluster, names: Names) {
    this.cluster = cluster;
    this.#names = names;
  }

  /** Nothing runs yet. The profile is that of servers, so that a node on a busy machine is not suspected. */
  static async make(names: Names): Promise<TroubledCluster> {
    const more = () => Promise.resolve(settings);
    return new TroubledCluster(await makeCluster(4, { profile: 'default', more }), names);
  }

  /** Four nodes, and the space `ops`. */
  async start(): Promise<void> {
    await this.cluster.start();
    await this.cluster.initialize();
    const { body } = await this.cluster.node(0).ask('POST', '/api/v1/spaces', { id: 'ops' });
    const { primary_node, replicas } = endpoints.createSpace.response.parse(body);
    nameByPart(this.#names, this.cluster, [primary_node, ...replicas]);
  }

  /** The node that has this name in the examples. */
  node(shown: string): LiveNode {
    return this.cluster.byId(this.#names.real(shown));
  }

  /** Memories of a disk, on all copies, and what consolidation found in them. */
  async findBelief(): Promise<void> {
    await this.#store(0, 12);
    const node = this.node('node-1');
    const isFound = async (): Promise<boolean> => (await this.#cited(node)) === 12;
    await waitUntil(isFound, 60_000, 'a belief in twelve memories');
    await this.#waitForEqualCopies();
  }

  /** Gossip no longer reaches node-2; everything else does. */
  async cutGossip(): Promise<void> {
    const cut = { way: 'out', lanes: ['gossip'], drop: 1 };
    const { hostname } = new URL(this.node('node-2').url);
    await setFaults(this.node('node-1'), { links: [{ ...cut, peer: hostname }] });
    await setFaults(this.node('node-3'), { links: [{ ...cut, peer: hostname }] });
    await setFaults(this.node('node-2'), { links: [{ ...cut, peer: '*' }] });
    await this.#store(12, 15);
    const node = this.node('node-1');
    const isFound = async (): Promise<boolean> => (await this.#cited(node)) === 15;
    await waitUntil(isFound, 60_000, 'the belief in fifteen memories');
  }

  /** node-2 consolidates as the primary that it is by now, and then gossip reaches it again. */
  async findApart(): Promise<void> {
    await this.#store(15, 16);
    const node = this.node('node-2');
    const isFound = async (): Promise<boolean> => (await this.#cited(node)) === 16;
    await waitUntil(isFound, 60_000, 'the belief of node-2');
    for (const mended of this.cluster.nodes) await setFaults(mended, {});
    await this.#waitForEqualCopies();
  }

  async killReplica(): Promise<void> {
    await this.node('node-3').end('SIGKILL');
  }

  async bringBack(): Promise<void> {
    await this.node('node-3').start();
    await this.cluster.waitForAlive(4);
  }

  async #store(from: number, to: number): Promise<void> {
    for (let index = from; index < to; index += 1) {
      const body = { id: `disk-${index}`, content: `disk ${index}` };
      const path = '/api/v1/memories/remember?space=ops';
      const isStored = async (): Promise<boolean> =>
        (await this.node('node-1').ask('POST', path, body)).status === 201;
      await waitUntil(isStored, 60_000, `memory ${index} to be stored`);
    }
  }

  /** Memories that the belief rests on, as the copy on this node has it. */
  async #cited(node: LiveNode): Promise<number> {
    const { beliefs } = await node.get('getConsolidations', '/api/v1/consolidations?space=ops');
    return beliefs[0]?.stats.episode_count ?? 0;
  }

  async #waitForEqualCopies(): Promise<void> {
    const path = '/api/v1/cluster/convergence';
    const isEqual = async (): Promise<boolean> =>
      (await this.node('node-1').get('getConvergence', path)).converged;
    await waitUntil(isEqual, 60_000, 'all copies to be equal');
  }
}

/** The examples call the copies of a space by these names in turn, and the nodes without one by those that are left. */
export function nameByPart(
  names: Names,
  cluster: LiveCluster,
  holders: readonly (string | null)[],
  shown: readonly string[] = nodeIds,
): void {
  const held = holders.map((id) => cluster.byId(id));
  const others = cluster.nodes.filter((node) => !held.includes(node));
  for (const [index, { id, url }] of [...held, ...others].entries()) {
    const name = shown[index] ?? id;
    names.set(name, id);
    names.set(addressOf(name), new URL(url).hostname);
  }
}

/** Of a node as the examples show it. */
function addressOf(shown: string): string {
  return `10.0.1.${9 + Number(shown.replace('node-', ''))}`;
}

async function setFaults(node: LiveNode, faults: unknown): Promise<void> {
  const { status, body } = await node.ask('POST', '/__test__/faults', faults);
  if (status !== 200) throw new Error(`No faults on ${node.id}: ${JSON.stringify(body)}`);
}
