/** How the node is: initialized, in the majority, stopping. */
import { ApiError } from '../errors.ts';
import type { Clock } from '../io/clock.ts';
import type { NodeId } from '../model/ids.ts';
import type { ForcedMode } from './forced-mode.ts';
import type { Groups } from './groups.ts';
import {
  judgeReach,
  type PartitionCounters,
  PartitionTracker,
  type PartitionView,
} from './partition.ts';
import type { Condition } from './parts.ts';
import type { Peers } from './peers.ts';

export type ConditionDeps = {
  readonly groups: Groups;
  readonly peers: Peers;
  readonly clock: Clock;
  readonly healMs: number;
  /** Read-only by order. */
  readonly forced: Pick<ForcedMode, 'since' | 'until'>;
};

export class NodeCondition implements Condition {
  readonly #deps: ConditionDeps;
  readonly #tracker: PartitionTracker;
  #stopping = false;

  constructor(deps: ConditionDeps) {
    this.#deps = deps;
    this.#tracker = new PartitionTracker(deps.healMs, this.#now());
  }

  get partitionCounters(): PartitionCounters {
    return this.#tracker.counters;
  }

  voters(): readonly NodeId[] {
    const { groups, peers } = this.#deps;
    const nodes = groups.catalog?.machine.nodes() ?? [];
    if (nodes.length > 0) return nodes;
    return peers
      .members()
      .filter(({ state }) => state !== 'left')
      .map(({ id }) => id);
  }

  partition(): PartitionView {
    return this.#tracker.observe(
      judgeReach(this.voters(), this.#deps.peers.members()),
      this.#now(),
    );
  }

  isInitialized(): boolean {
    return (this.#deps.groups.catalog?.machine.clusterId() ?? null) !== null;
  }

  isStopping(): boolean {
    return this.#stopping;
  }

  isDraining(): boolean {
    return this.#deps.peers.members().some(({ local, draining }) => local && draining);
  }

  /** When somebody ordered the node to be read-only, RFC 3339; null while there is no order. */
  forcedSince(): string | null {
    return this.#deps.forced.since;
  }

  forcedUntil(): string | null {
    return this.#deps.forced.until;
  }

  noteStopping(): void {
    this.#stopping = true;
  }

  /** Throws unless the node may take a write now; nothing has been done yet then. */
  requireWritable(): void {
    if (this.#stopping) throw refuse('The node is stopping.', 1);
    if (!this.isInitialized()) {
      throw refuse(
        'The cluster is not initialized.',
        1,
        'Call POST /api/v1/cluster/initialize once all nodes are alive.',
      );
    }
    if (this.forcedSince() !== null) {
      throw refuse(
        'The node is read-only by order: force-minority-mode is on.',
        5,
        'Ask another node, or take the order back with DELETE /api/v1/cluster/force-minority-mode.',
      );
    }
    const { isMajority, reachable, total } = this.partition();
    if (isMajority) return;
    throw refuse(
      `${reachable} of ${total} nodes reachable, expected a majority: this side is read-only.`,
      5,
    );
  }

  #now(): { readonly monotonicMs: number; readonly wallMs: number } {
    const { clock } = this.#deps;
    return { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
  }
}

function refuse(message: string, retryAfterSeconds: number, hint?: string): ApiError {
  return new ApiError('MEMORY_CLUSTER_UNAVAILABLE', message, {
    retryAfterSeconds,
    outcome: 'not_applied',
    ...(hint === undefined ? {} : { hint }),
  });
}
