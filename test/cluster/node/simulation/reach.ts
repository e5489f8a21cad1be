/** Which nodes have no majority within reach, by what the network really does; not by what they believe. */
import type { NodeId } from '../../../../cluster/model/ids.ts';
import { majorityOf } from '../../../../cluster/model/space.ts';

type Host = { readonly id: NodeId; readonly host: string; readonly isUp: boolean };

export type ReachDeps = {
  readonly nodes: () => readonly Host[];
  /** Nothing gets from the one host to the other. */
  readonly isCut: (from: string, to: string) => boolean;
  readonly now: () => number;
  /** The cluster has no fewer nodes with a vote than that. */
  readonly votersMin: () => number;
};

export class Reach {
  readonly #deps: ReachDeps;
  readonly #aloneSince = new Map<NodeId, number>();

  constructor(deps: ReachDeps) {
    this.#deps = deps;
  }

  /** Since when even all whom the node hears of, directly or through others, are no majority; null if they are. */
  aloneSince(id: NodeId): number | null {
    return this.#aloneSince.get(id) ?? null;
  }

  /** To be called after every change of the network, and when a node comes or goes. */
  look(): void {
    const { nodes, now, votersMin } = this.#deps;
    const up = nodes().filter(({ isUp }) => isUp);
    for (const node of nodes()) {
      const isAlone = this.#around(node, up) < majorityOf(votersMin());
      if (!isAlone) this.#aloneSince.delete(node.id);
      else if (!this.#aloneSince.has(node.id)) this.#aloneSince.set(node.id, now());
    }
  }

  #around(node: Host, up: readonly Host[]): number {
    const { isCut } = this.#deps;
    const reached = new Set<Host>([node]);
    for (const { host } of reached) {
      for (const other of up)
        if (!isCut(host, other.host) || !isCut(other.host, host)) reached.add(other);
    }
    return reached.size;
  }
}
