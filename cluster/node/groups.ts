/** All replicated logs of this node: the catalog, and the spaces that it holds a copy of. */
import type { GroupImage } from '../backup/image.ts';
import { Alarm } from '../io/alarm.ts';
import type { Logger } from '../io/logger.ts';
import type { Random } from '../io/random.ts';
import { startHlc } from '../model/entry.ts';
import { catalogGroup, type GroupId, type NodeId, type SpaceId } from '../model/ids.ts';
import { type CopySet, parseSpaceId } from '../model/space.ts';
import { type Catalog, createCatalog } from '../placement/catalog.ts';
import { replicationAckMode, replicationBatchSize } from '../placement/settings.ts';
import { createGroup } from '../replication/group.ts';
import type { MemberView } from '../replication/input.ts';
import type { GroupMessage } from '../replication/message.ts';
import { newState, type PersistentState } from '../replication/state.ts';
import {
  defaultLimits,
  type ReplicationLimits,
  type ReplicationTiming,
} from '../replication/timing.ts';
import { createStore, type Store } from '../store/store.ts';
import { requireApplicable } from './applicable.ts';
import { GroupHost, type HostDeps } from './group-host.ts';
import type { Machine } from './machine.ts';

export type CatalogHost = GroupHost<Catalog>;
export type SpaceHost = GroupHost<Store>;

export type GroupsDeps = Omit<
  HostDeps,
  'onApplied' | 'onCopyAcknowledged' | 'onDue' | 'onIgnored'
> & {
  readonly self: NodeId;
  readonly timing: ReplicationTiming;
  readonly random: Random;
  readonly logger: Logger;
  /** What the groups left on disk. */
  readonly recovered: ReadonlyMap<GroupId, PersistentState>;
  readonly limits?: ReplicationLimits;
  /** The catalog has another state. */
  readonly onCatalogApplied: () => void;
  /** True while no space may take a write here, whatever office it holds. */
  readonly isReadOnly: () => boolean;
};

export class Groups {
  /** Null until the cluster is founded, here or by somebody else. */
  catalog: CatalogHost | null = null;
  readonly spaces = new Map<SpaceId, SpaceHost>();
  /** Whoever wants to know when copies acknowledge what was written here. */
  onCopyAcknowledged: HostDeps['onCopyAcknowledged'] = () => undefined;
  readonly #deps: GroupsDeps;
  /** What the disk knows of groups that are not open. */
  readonly #dormant: Map<GroupId, PersistentState>;
  readonly #alarm: Alarm;
  #members: MemberView = new Map();
  #limits: ReplicationLimits;

  constructor(deps: GroupsDeps) {
    this.#deps = deps;
    this.#limits = deps.limits ?? defaultLimits;
    this.#dormant = new Map(deps.recovered);
    this.#alarm = new Alarm({
      clock: deps.clock,
      apartMs: deps.timing.tickMs,
      ring: () => {
        for (const host of this.hosts()) host.tick();
      },
    });
  }

  /** Brings back what the disk knows. Effects start here, so the way out must be open. */
  start(): void {
    for (const [id, state] of [...this.#dormant]) {
      // A promise without a log waits until the catalog or the primary says who the copies are.
      if (!isEmpty(state)) this.#open(id, state);
    }
  }

  hosts(): readonly (CatalogHost | SpaceHost)[] {
    return this.catalog === null
      ? [...this.spaces.values()]
      : [this.catalog, ...this.spaces.values()];
  }

  /** Everything that this node must find again after a restart: its copies, and promises of groups it has no log of. */
  images(): readonly GroupImage[] {
    const promises = [...this.#dormant].map(([group, { base, ...state }]) => {
      return { group, hlc: startHlc, ...base, ...state };
    });
    return [...this.hosts().map((host) => host.image()), ...promises];
  }

  /** Asks the other copies to take over the offices that are held here, as far as they can. */
  handOver(): void {
    for (const host of this.hosts()) if (host.status().role === 'primary') host.handOver();
  }

  setMembers(members: MemberView): void {
    this.#members = members;
    for (const host of this.hosts()) host.setMembers(members);
  }

  /** Makes this node one of the copies that found a group; nothing happens if it holds the group already. */
  found(id: GroupId, copies: CopySet): void {
    if (this.#find(id) !== null) return;
    this.#open(id, newState(copies));
    this.#find(id)?.tick();
  }

  /**
   * A message for a group that is not known here makes this node a copy of it, if it comes from the primary. Throws an
   * `ImpossibleMessage` for one that makes no sense; nothing has changed then.
   */
  deliver(message: GroupMessage): void {
    const known = this.#find(message.group);
    if (known === null && !opensGroup(message)) return;
    requireApplicable(message);
    const host = known ?? this.#open(message.group, newState());
    host.deliver(message);
  }

  /**
   * Ends a copy that the space no longer counts on, and forgets its content. The promise stays: it binds this node as a
   * voter, should the space come back here.
   */
  async drop(id: SpaceId): Promise<void> {
    const host = this.spaces.get(id);
    if (host === undefined) return;
    host.stop();
    this.spaces.delete(id);
    const { promised } = host.group.retained();
    this.#dormant.set(id, { ...newState(), promised });
    const { base } = newState();
    const ended = { kind: 'persist', ticket: 0, founders: null, entries: [], commit: 0 } as const;
    await this.#deps.persist(id, { ...ended, promised, installed: base });
  }

  stop(): void {
    this.#alarm.stop();
    for (const host of this.hosts()) host.stop();
  }

  #find(id: GroupId): CatalogHost | SpaceHost | null {
    return id === catalogGroup ? this.catalog : (this.spaces.get(id) ?? null);
  }

  #open(id: GroupId, founding: PersistentState): CatalogHost | SpaceHost {
    const recovered = this.#dormant.get(id);
    this.#dormant.delete(id);
    const state = recovered === undefined ? founding : withFounders(recovered, founding);
    const host = id === catalogGroup ? this.#openCatalog(state) : this.#openSpace(id, state);
    this.#deps.logger.info('group-opened', { memory_space: id, entries: state.entries.length });
    host.setMembers(this.#members);
    return host;
  }

  #openCatalog(state: PersistentState): CatalogHost {
    const host = this.#host(catalogGroup, state, createCatalog(), () => this.#followCatalog());
    this.catalog = host;
    return host;
  }

  #openSpace(id: SpaceId, state: PersistentState): SpaceHost {
    const host = this.#host(id, state, createStore(), () => undefined);
    this.spaces.set(id, host);
    return host;
  }

  #host<Driven extends Machine<unknown>>(
    id: GroupId,
    state: PersistentState,
    machine: Driven,
    onApplied: () => void,
  ): GroupHost<Driven> {
    const { clock, self, timing, random, logger } = this.#deps;
    const now = { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
    const group = createGroup({
      group: id,
      self,
      state,
      // Nodes follow the catalog by what is committed there, so they hear of it at once.
      timing: id === catalogGroup ? { ...timing, commitNoticeMs: 0 } : timing,
      limits: this.#limits,
      random,
      now,
    });
    // The catalog goes on: it is how the cluster lives with a node that is read-only.
    const isReadOnly = id === catalogGroup ? () => false : this.#deps.isReadOnly;
    return new GroupHost(group, machine, {
      ...this.#deps,
      onApplied,
      onDue: (at) => this.#alarm.noLaterThan(at),
      onCopyAcknowledged: (group, effect) => this.onCopyAcknowledged(group, effect),
      onIgnored: (group, { sequence, type }) =>
        logger.error('entry-ignored', { memory_space: group, sequence, type }),
      isReadOnly,
    });
  }

  /** How everything is replicated at the moment. */
  get limits(): ReplicationLimits {
    return this.#limits;
  }

  #followCatalog(): void {
    this.#followLimits();
    this.#followPlacement();
    this.#deps.onCatalogApplied();
  }

  #followLimits(): void {
    const { machine } = this.catalog ?? {};
    if (machine === undefined) return;
    const before = this.#limits;
    const batchEntriesMax = replicationBatchSize(machine) ?? before.batchEntriesMax;
    const ackMode = replicationAckMode(machine) ?? before.ackMode;
    if (batchEntriesMax === before.batchEntriesMax && ackMode === before.ackMode) return;
    this.#limits = { ...before, batchEntriesMax, ackMode };
    for (const host of this.hosts()) host.group.setLimits(this.#limits);
    const { logger } = this.#deps;
    logger.info('replication-limits-changed', { batch_size: batchEntriesMax, ack_mode: ackMode });
    // Whoever reads the log after a loss must find why.
    if (ackMode === 'async' && before.ackMode !== 'async')
      logger.warn('acknowledged-writes-may-be-lost', { ack_mode: ackMode });
  }

  /** The catalog has named this node as one of the first copies of a space: take part. */
  #followPlacement(): void {
    const { self } = this.#deps;
    for (const { id, copies, version } of this.catalog?.machine.spaces() ?? []) {
      // A later version has other copies than the founders; a copy that joins then learns of it from the primary.
      if (version === 1 && copies.voters.includes(self)) this.found(id, copies);
    }
  }
}

/** Only a primary sends these, so the group exists; votes are asked from founders and known copies alone. */
function opensGroup(message: GroupMessage): boolean {
  if (message.group !== catalogGroup && parseSpaceId(message.group).kind === 'invalid')
    return false;
  return message.kind === 'append' || message.kind === 'install';
}

/** A copy may have promised something before its first entry, which would state the copies, reached the disk. */
function withFounders(recovered: PersistentState, founding: PersistentState): PersistentState {
  return isEmpty(recovered) ? { ...recovered, base: founding.base } : recovered;
}

function isEmpty({ entries, base }: PersistentState): boolean {
  return entries.length === 0 && base.position.sequence === 0 && base.copies.voters.length === 0;
}
