/**
 * What this node knows about cluster epochs: its own, and the others that it has met. Datagrams and requests of another
 * epoch are refused elsewhere; here it is remembered, so that the node can say why nobody speaks with it.
 *
 * A node that holds nothing yet has nothing that a recovery took back: it takes over a newer epoch and joins.
 */
import type { Clock } from '../io/clock.ts';
import type { Logger } from '../io/logger.ts';
import {
  type ClusterEpoch,
  clusterEpochText,
  type EpochRelation,
  relateEpochs,
} from '../model/cluster-epoch.ts';

export type ForeignNode = {
  /** Where its datagrams come from, `ip:port`. */
  readonly address: string;
  readonly epoch: ClusterEpoch;
  readonly relation: Exclude<EpochRelation, 'same'>;
};

export type EpochFenceDeps = {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly own: () => ClusterEpoch;
  /** Makes another epoch the own one, here and on disk; nothing of before is left in the member list. */
  readonly adopt: (epoch: ClusterEpoch) => void;
  readonly holdsNothing: () => boolean;
};

/** A foreign node that was not heard for so long is forgotten, milliseconds. */
const rememberMs = 30_000;
const foreignMax = 100;

export class EpochFence {
  readonly #deps: EpochFenceDeps;
  readonly #heard = new Map<string, ForeignNode & { readonly at: number }>();

  constructor(deps: EpochFenceDeps) {
    this.#deps = deps;
  }

  get own(): ClusterEpoch {
    return this.#deps.own();
  }

  /** A datagram of another epoch came. */
  meet(address: string, epoch: ClusterEpoch): void {
    const { own, holdsNothing, adopt, clock, logger } = this.#deps;
    const relation = relateEpochs(own(), epoch);
    if (relation === 'same') return;
    const [ours, theirs] = [clusterEpochText(own()), clusterEpochText(epoch)];
    if (relation === 'newer' && holdsNothing()) {
      logger.info('cluster-epoch-adopted', { from: address, before: ours, epoch: theirs });
      this.#heard.clear();
      adopt(epoch);
      return;
    }
    const before = this.#heard.get(address);
    this.#heard.delete(address);
    if (this.#heard.size < foreignMax) {
      this.#heard.set(address, { address, epoch, relation, at: clock.monotonicMs() });
    }
    if (before !== undefined && relateEpochs(before.epoch, epoch) === 'same') return;
    const fields = { address, epoch: theirs, own: ours };
    if (relation === 'older') logger.warn('older-epoch-refused', fields);
    else logger.error('refused-by-epoch', { ...fields, reason: this.refusal() });
  }

  /** Nodes of other epochs that were heard lately, sorted by address. */
  foreign(): readonly ForeignNode[] {
    const since = this.#deps.clock.monotonicMs() - rememberMs;
    return [...this.#heard.values()]
      .filter(({ at }) => at >= since)
      .map(({ address, epoch, relation }) => ({ address, epoch, relation }))
      .sort((left, right) => (left.address < right.address ? -1 : 1));
  }

  /** Why others do not take this node in; null if there is no reason. */
  refusal(): string | null {
    const foreign = this.foreign();
    const newer = foreign.find(({ relation }) => relation === 'newer');
    const own = clusterEpochText(this.own);
    if (newer !== undefined) {
      return (
        `This node is of cluster epoch ${own}, \`${newer.address}\` of ${clusterEpochText(newer.epoch)}: the cluster was ` +
        'restored and this node was not. Restore it too, or move its data folder aside: it joins empty and is filled again.'
      );
    }
    const other = foreign.find(({ relation }) => relation === 'other');
    if (other === undefined) return null;
    return (
      `This node is of cluster epoch ${own}, \`${other.address}\` of ${clusterEpochText(other.epoch)}: they were restored from ` +
      'different snapshots or to different times. Restore all nodes with the same `--snapshot` and `--until`.'
    );
  }
}
