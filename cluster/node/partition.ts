/** Whether this node reaches a majority. A pure judgement, and the memory of when it changed. */
import type { NodeId } from '../model/ids.ts';
import type { Member, MemberState } from '../model/member.ts';
import { majorityOf } from '../model/space.ts';

export type PartitionState = 'connected' | 'partitioned' | 'healing';

export type Reach = {
  readonly isMajority: boolean;
  /** True if there is no majority, or a voter is dead. */
  readonly isPartitioned: boolean;
  readonly reachable: number;
  readonly total: number;
  /** Voters that are suspect or dead, or unknown to SWIM since this node started; sorted. */
  readonly unreachable: readonly NodeId[];
  readonly suspectedCause: 'node_failure' | 'network_partition' | null;
};

/**
 * A strict majority decides; half is not enough, so that no two sides can both go on. A node that left in good order is
 * not unreachable, but its vote is missing all the same. A suspect is counted out at once: writes stop before anybody
 * else can have taken over.
 */
export function judgeReach(voters: readonly NodeId[], members: readonly Member[]): Reach {
  const states = new Map<NodeId, MemberState>(members.map(({ id, state }) => [id, state]));
  const reachable = voters.filter((id) => states.get(id) === 'alive').length;
  const unreachable = voters.filter((id) => {
    const state = states.get(id);
    return state !== 'alive' && state !== 'left';
  });
  const isMajority = reachable >= majorityOf(voters.length);
  const dead = voters.some((id) => states.get(id) === 'dead');
  const alone = unreachable.length > 1 || !isMajority;
  const cause = alone ? 'network_partition' : 'node_failure';
  return {
    isMajority,
    isPartitioned: !isMajority || dead,
    reachable,
    total: voters.length,
    unreachable: [...unreachable].sort(),
    suspectedCause: unreachable.length === 0 ? null : cause,
  };
}

export type PartitionView = Reach & {
  readonly state: PartitionState;
  readonly sinceWallMs: number;
};

export type PartitionCounters = { readonly detected: number; readonly healed: number };

/** Follows the judgement over time: after a partition the node is *healing* until it was whole for a while. */
export class PartitionTracker {
  readonly #healMs: number;
  /** A node that has just started was not connected yet: until it was, nothing counts as a partition. */
  #state: PartitionState = 'healing';
  #since: { readonly monotonicMs: number; readonly wallMs: number };
  #detected = 0;
  #healed = 0;

  /** `healMs`: how long it must be whole before it counts as connected again. */
  constructor(healMs: number, now: { readonly monotonicMs: number; readonly wallMs: number }) {
    this.#healMs = healMs;
    this.#since = now;
  }

  observe(
    reach: Reach,
    now: { readonly monotonicMs: number; readonly wallMs: number },
  ): PartitionView {
    const next = this.#next(reach, now.monotonicMs);
    if (next !== this.#state) {
      if (next === 'partitioned' && this.#state === 'connected') this.#detected += 1;
      if (next === 'connected' && this.#healed < this.#detected) this.#healed += 1;
      this.#state = next;
      this.#since = now;
    }
    return { ...reach, state: this.#state, sinceWallMs: this.#since.wallMs };
  }

  get counters(): PartitionCounters {
    return { detected: this.#detected, healed: this.#healed };
  }

  #next(reach: Reach, monotonicMs: number): PartitionState {
    if (reach.isPartitioned) return 'partitioned';
    if (this.#state === 'partitioned') return 'healing';
    if (this.#state === 'connected') return 'connected';
    return monotonicMs - this.#since.monotonicMs >= this.#healMs ? 'connected' : 'healing';
  }
}
