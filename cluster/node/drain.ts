/** Draining this node: it keeps its copies and its vote, and gives its offices away so that it can be stopped unnoticed. */
import { randomUUID } from 'node:crypto';
import { ApiError } from '../errors.ts';
import type { Clock } from '../io/clock.ts';
import type { Logger } from '../io/logger.ts';
import { catalogGroup, type NodeId, type SpaceId } from '../model/ids.ts';
import { isReachable, type Member } from '../model/member.ts';
import { type Decommission, findDecommission } from '../placement/decommission.ts';
import type { GroupStatus } from '../replication/status.ts';
import { type DrainRecord, type IdentityKeeper, isDraining } from './identity.ts';
import type { SpaceView } from './space-view.ts';

export type DrainDeps = {
  readonly self: NodeId;
  readonly identity: IdentityKeeper;
  readonly clock: Clock;
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
    return isDraining(this.#deps.identity.current);
  }

  /** The newest, over or not. */
  get record(): DrainRecord | null {
    return this.#deps.identity.current.drain;
  }

  /** On disk first: a node that restarts in the middle of a drain goes on with it. A drain that is on goes on. */
  async begin(decommission: string | null): Promise<void> {
    if (this.isOn) return;
    const id = `drain_${randomUUID().slice(0, 8)}`;
    await this.#change({ id, startedAt: this.#now(), endedAt: null, decommission });
  }

  async end(): Promise<void> {
    const { record } = this;
    if (record !== null && this.isOn) await this.#change({ ...record, endedAt: this.#now() });
  }

  /**
   * Ends the drain of a decommission that was called off while this node was not there to be told; to be called every
   * second or so with what its catalog knows.
   */
  async follow(decommissions: readonly Decommission[]): Promise<void> {
    const id = this.isOn ? (this.record?.decommission ?? null) : null;
    if (id === null) return;
    if (findDecommission(decommissions, id)?.end?.outcome === 'cancelled') await this.end();
  }

  async #change(drain: DrainRecord): Promise<void> {
    const { self, identity, announce, logger } = this.#deps;
    const isOn = drain.endedAt === null;
    await identity.change({ drain });
    announce(isOn);
    logger.info(isOn ? 'drain-started' : 'drain-ended', {
      operation: isOn ? 'drain' : 'undrain',
      member: self,
      drain_id: drain.id,
    });
  }

  #now(): string {
    return new Date(this.#deps.clock.wallMs()).toISOString();
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

/** Spaces whose office nobody could take over from the node now: a drain waits for one of their other copies. */
export function spacesWithoutHeir(
  node: NodeId,
  spaces: readonly SpaceView[],
  members: readonly Member[],
): readonly SpaceId[] {
  const able = new Set(
    members.filter((member) => isReachable(member) && !member.draining).map(({ id }) => id),
  );
  return spaces
    .filter(({ primary, replicas }) => primary === node && !replicas.some((id) => able.has(id)))
    .map(({ id }) => id);
}

/** Throws if a space would be without an heir for its office, which the drain would then wait for without end. */
export function requireHeirs(
  node: NodeId,
  spaces: readonly SpaceView[],
  members: readonly Member[],
): void {
  const stuck = spacesWithoutHeir(node, spaces, members).map((id) => `\`${id}\``);
  if (stuck.length === 0) return;
  throw new ApiError(
    'STATE_CONFLICT',
    `No other copy could take over ${stuck.slice(0, 5).join(', ')}${stuck.length > 5 ? ', …' : ''}.`,
    { hint: 'Start the nodes that hold the other copies, or undrain one of them, then repeat.' },
  );
}
