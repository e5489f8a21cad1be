/** What the tests of moves share: writers, and questions about spaces. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ResponseOf } from '../../../cluster/api/contract.ts';
import { waitUntil } from '../../support/wait-until.ts';
import type { LiveCluster, LiveNode } from './live-cluster.ts';

export const statusPath = '/api/v1/cluster/rebalance/status';

export async function createSpaces(node: LiveNode, count: number): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, (_, index) => `space-${index}`);
  for (const id of ids) {
    const { status } = await node.ask('POST', '/api/v1/spaces', { id });
    if (status !== 201) throw new Error(`The space ${id} was not made: ${status}.`);
  }
  return ids;
}

/** Writes to spaces in turn until it is stopped, and remembers what was acknowledged. */
export class Writer {
  readonly acknowledged: { readonly space: string; readonly id: string }[] = [];
  refused = 0;
  readonly #nodes: () => readonly LiveNode[];
  readonly #spaces: readonly string[];
  #running = true;
  readonly #done: Promise<void>;

  constructor(nodes: () => readonly LiveNode[], spaces: readonly string[]) {
    this.#nodes = nodes;
    this.#spaces = spaces;
    this.#done = this.#run();
  }

  async stop(): Promise<void> {
    this.#running = false;
    await this.#done;
  }

  async #run(): Promise<void> {
    for (let count = 0; this.#running; count += 1) {
      const nodes = this.#nodes();
      const node = nodes[count % nodes.length];
      const space = this.#spaces[count % this.#spaces.length] ?? '';
      const id = `w-${count}`;
      const body = { id, content: `content ${count} ${'x'.repeat(200)}` };
      const answer = await node
        ?.ask('POST', `/api/v1/memories/remember?space=${space}`, body)
        .catch(() => null);
      if (answer?.status === 201) this.acknowledged.push({ space, id });
      else this.refused += 1;
      await pause(2);
    }
  }
}

/** Every acknowledged memory that some copy of its space does not have. */
export async function findLost(
  cluster: LiveCluster,
  asked: LiveNode,
  writer: Writer,
): Promise<readonly string[]> {
  const { spaces } = await asked.get('getSpaces', '/api/v1/cluster/spaces');
  const lost: string[] = [];
  for (const { id: space, primary_node, replicas } of spaces) {
    const wanted = writer.acknowledged.filter((write) => write.space === space);
    for (const holder of [primary_node, ...replicas]) {
      const held = await idsOn(cluster.byId(holder), space);
      for (const { id } of wanted) if (!held.has(id)) lost.push(`${id} of ${space} on ${holder}`);
    }
  }
  return lost;
}

async function idsOn(node: LiveNode, space: string): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (let offset = 0; ; offset += 1_000) {
    const path = `/api/v1/memories?space=${space}&consistency=local&limit=1000&offset=${offset}`;
    const { memories } = await node.get('listMemories', path);
    for (const { id } of memories) ids.add(id);
    if (memories.length < 1_000) return ids;
  }
}

export async function waitForRebalance(
  node: LiveNode,
  state: ResponseOf<'getRebalanceStatus'>['state'],
  deadlineMs = 60_000,
): Promise<ResponseOf<'getRebalanceStatus'>> {
  let last: ResponseOf<'getRebalanceStatus'> | null = null;
  const isThere = async (): Promise<boolean> => {
    last = await node.get('getRebalanceStatus', statusPath).catch(() => null);
    return last?.state === state;
  };
  await waitUntil(isThere, deadlineMs, `the rebalance to be ${state}`).catch((error: unknown) => {
    throw new Error(`Still ${JSON.stringify(last)}`, { cause: error });
  });
  if (last === null) throw new Error('There was no answer.');
  return last;
}

export async function waitForConvergence(node: LiveNode): Promise<void> {
  const isConverged = async (): Promise<boolean> =>
    (await node.get('getConvergence', '/api/v1/cluster/convergence')).converged;
  await waitUntil(isConverged, 30_000, 'all copies to be equal');
}

/** Resolves when every node is part of the initialized cluster, and counts all of them. */
export async function waitForMembership(cluster: LiveCluster): Promise<void> {
  const isIn = async (node: LiveNode): Promise<boolean> => {
    const { initialized } = await node.get('getHealth', '/health');
    const path = '/api/v1/cluster/partition/status';
    const { total } = await node.get('getPartitionStatus', path);
    return initialized && total === cluster.nodes.length;
  };
  const areIn = async (): Promise<boolean> =>
    (await Promise.all(cluster.nodes.map(isIn))).every(Boolean);
  await waitUntil(areIn, 30_000, 'all nodes to be taken in');
}
