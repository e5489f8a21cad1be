// Tells every node of a cluster which faults to have: in a file that it reads when it starts, and while it runs by HTTP.
import type { NodeFaultsInput } from '../../cluster/api/contract.ts';
import { Failure } from '../failure.ts';
import { call, NoAnswer } from '../http.ts';
import { errorOf } from '../node-api.ts';
import type { HostRecord } from '../state/record.ts';
import type { Cluster } from '../supervisor/cluster.ts';
import type { NodeHost } from '../supervisor/node-host.ts';
import type { Fault } from './fault.ts';
import { noFaults, writeFaultsFile } from './faults-file.ts';
import { nodeFaults } from './node-faults.ts';

/** Milliseconds for a node to answer; one that is slowed down needs its time. */
const deadline = 5_000;

export class NodeEdges {
  readonly #cluster: Cluster;
  /** What each node should have, and what its process has, as JSON. */
  readonly #wanted = new Map<string, string>();
  readonly #had = new Map<string, string>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    for (const host of cluster.hosts) host.onChange(() => this.#follow(host));
  }

  /** Resolves when every node that serves has its faults; the others get them when they start or go on. */
  async set(faults: readonly Fault[]): Promise<void> {
    const { record, hosts } = this.#cluster;
    const tellings = hosts.map(async (host) => {
      const own = record.hosts.find(({ id }) => id === host.id);
      if (own === undefined) return;
      const text = JSON.stringify(nodeFaults(faults, own, record.hosts, record.isolation));
      const isTold = host.state.state !== 'serving' || (this.#had.get(host.id) ?? text) === text;
      if (isTold && text === (this.#wanted.get(host.id) ?? noFaults)) return;
      this.#wanted.set(host.id, text);
      writeFaultsFile(this.#cluster.folder, host.id, text);
      if (host.state.state === 'serving') await this.#tell(host, own, text);
    });
    const failed = (await Promise.allSettled(tellings)).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }

  /** A process that just began has what is in its file; one that was paused may have missed something. */
  #follow(host: NodeHost): void {
    const { state } = host.state;
    const wanted = this.#wanted.get(host.id) ?? noFaults;
    if (state === 'stopped') this.#had.delete(host.id);
    if (state !== 'serving') return;
    const had = this.#had.get(host.id);
    if (had === undefined && (JSON.parse(wanted) as NodeFaultsInput).rot?.length === 0) {
      this.#had.set(host.id, wanted);
    } else if (had !== wanted) {
      const own = this.#cluster.record.hosts.find(({ id }) => id === host.id);
      // Nobody waits for this; `fault list` shows the node's state, and the next change tells it again.
      if (own !== undefined) void this.#tell(host, own, wanted).catch(() => undefined);
    }
  }

  async #tell(host: NodeHost, { id, url }: HostRecord, text: string): Promise<void> {
    const before = this.#had.get(id);
    this.#had.set(id, text);
    try {
      const order = { method: 'POST', url: `${url}/__test__/faults`, deadline } as const;
      const answer = await call({ ...order, body: JSON.parse(text) });
      if (answer.status === 200) return;
      const error = errorOf(answer);
      if (answer.status === 404 && error?.code === 'RESOURCE_NOT_FOUND') throw noTestNode(id);
      throw new Failure('could-not', error?.message ?? `${id} answered ${answer.status}`, {
        hint: error?.cognitive_guidance,
      });
    } catch (error) {
      if (before === undefined) this.#had.delete(id);
      else this.#had.set(id, before);
      // It ended while it was asked: its file tells the next process.
      if (host.state.state === 'stopped') return;
      if (error instanceof NoAnswer) {
        throw new Failure('could-not', `\`${id}\` does not answer: ${error.message}`);
      }
      throw error;
    }
  }
}

function noTestNode(id: string): Failure {
  return new Failure('could-not', `\`${id}\` cannot break itself: it is no test node`, {
    hint: 'put `[test]` and `faults = true` into its engram.toml and start it again',
  });
}
