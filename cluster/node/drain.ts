/** Draining this node: it keeps its copies and its vote, and gives its offices away so that it can be stopped unnoticed. */
import { ApiError } from '../errors.ts';
import type { Logger } from '../io/logger.ts';
import { catalogGroup, type NodeId } from '../model/ids.ts';
import { isReachable, type Member } from '../model/member.ts';
import type { GroupStatus } from '../replication/status.ts';
import type { IdentityKeeper } from './identity.ts';
import type { SpaceView } from './space-view.ts';

export type DrainDeps = {
  readonly self: NodeId;
  readonly identity: IdentityKeeper;
  readonly logger: Logger;
  /** Tells the other members. */
  readonly announce: (draining: boolean) => void;
};

export class Drain {
  readonly #deps: DrainDeps;

  constructor(deps: DrainDeps) {
    this.#deps = deps;
  }

  get isOn(): boolean {
    return this.#deps.identity.current.draining;
  }

  /** On disk first: a node that restarts in the middle of a drain goes on with it. */
  async set(draining: boolean): Promise<void> {
    const { self, identity, announce, logger } = this.#deps;
    if (draining === this.isOn) return;
    await identity.change({ draining });
    announce(draining);
    logger.info(draining ? 'drain-started' : 'drain-ended', {
      operation: draining ? 'drain' : 'undrain',
      member: self,
    });
  }
}

export type DrainStatus = {
  readonly state: 'none' | 'draining' | 'drained';
  readonly inFlight: number;
  /** Spaces whose primary this node still is. */
  readonly primariesRemaining: number;
  readonly isCoordinator: boolean;
  /** Writes of those spaces that not even the most advanced other copy has. */
  readonly lagSequences: number;
};

/** Pure: how far the drain of a node is, from the statuses of its own groups. */
export function judgeDrain(
  draining: boolean,
  inFlight: number,
  groups: readonly { readonly id: string; readonly status: GroupStatus }[],
): DrainStatus {
  const held = groups.filter(({ status }) => status.role === 'primary');
  const spaces = held.filter(({ id }) => id !== catalogGroup);
  const lagSequences = held.reduce((sum, { status }) => sum + lagOfBestHeir(status), 0);
  const isDone = held.length === 0 && inFlight === 0;
  const state = isDone ? 'drained' : 'draining';
  return {
    state: draining ? state : 'none',
    inFlight,
    primariesRemaining: spaces.length,
    isCoordinator: held.length > spaces.length,
    lagSequences,
  };
}

function lagOfBestHeir({ peers, lastSequence }: GroupStatus): number {
  const lags = peers.filter(({ learner }) => !learner).map((peer) => peer.lagSequences);
  return Math.min(lastSequence, ...lags);
}

/** Throws if a space would be without an heir for its office, which the drain would then wait for without end. */
export function requireHeirs(
  node: NodeId,
  spaces: readonly SpaceView[],
  members: readonly Member[],
): void {
  const able = new Set(
    members.filter((member) => isReachable(member) && !member.draining).map(({ id }) => id),
  );
  const stuck = spaces
    .filter(({ primary, replicas }) => primary === node && !replicas.some((id) => able.has(id)))
    .map(({ id }) => `\`${id}\``);
  if (stuck.length === 0) return;
  throw new ApiError(
    'STATE_CONFLICT',
    `No other copy could take over ${stuck.slice(0, 5).join(', ')}${stuck.length > 5 ? ', …' : ''}.`,
    { hint: 'Start the nodes that hold the other copies, or undrain one of them, then repeat.' },
  );
}
