/** Which nodes have no majority within reach, by what the network really does; not by what they believe. */
import type { NodeId } from '../../../../cluster/model/ids.ts';
import { majorityOf } from '../../../../cluster/model/space.ts';

type Host = {
  readonly id: NodeId;
  readonly host: string;
  readonly isUp: boolean;
  /** It does nothing until then, and has noticed nothing before. */
  readonly pausedUntil: number;
};

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
  readonly #alone = new Map<NodeId, { readonly since: number; readonly around: string }>();

  constructor(deps: ReachDeps) {
    this.#deps = deps;
  }

  /**
   * Since when all whom the node hears of, directly or through others, are the same and no majority; null if they are one.
   * Somebody who has just gone and somebody who has just come may look like a majority for a moment.
   */
  aloneSince(id: NodeId): number | null {
    return this.#alone.get(id)?.since ?? null;
  }

  /** To be called after every change of the network, and when a node comes, stalls or goes. */
  look(): void {
    const { nodes, now, votersMin } = this.#deps;
    const up = nodes().filter(({ isUp }) => isUp);
    for (const node of nodes()) {
      const reached = this.#around(node, up);
      const around = [...reached].map(({ id, pausedUntil }) => `${id} ${pausedUntil}`).join();
      const since = Math.max(now(), ...[...reached].map(({ pausedUntil }) => pausedUntil));
      if (reached.size >= majorityOf(votersMin())) this.#alone.delete(node.id);
      else if (this.#alone.get(node.id)?.around !== around)
        this.#alone.set(node.id, { since, around });
    }
  }

  #around(node: Host, up: readonly Host[]): ReadonlySet<Host> {
    const { isCut } = this.#deps;
    const reached = new Set([node]);
    for (const { host } of reached) {
      for (const other of up)
        if (!isCut(host, other.host) || !isCut(other.host, host)) reached.add(other);
    }
    return reached;
  }
}
