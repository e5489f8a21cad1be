/**
 * What all parts of a group share: the log, the promise, the role. The rules stand in `election.ts` (who becomes
 * primary), `primary.ts` (what a primary does) and `replica.ts` (what everybody else does with what the primary sends).
 */
import type { Random } from '../io/random.ts';
import type { Position } from '../model/entry.ts';
import type { GroupId, NodeId } from '../model/ids.ts';
import { majorityOf } from '../model/space.ts';
import { type Confirmation, waitingFor } from './confirmation.ts';
import type { Effect, Outcome, Role, RoleChangedEffect } from './effect.ts';
import type { MemberView, Now } from './input.ts';
import { Log } from './log.ts';
import { Outbox } from './outbox.ts';
import type { Progress } from './progress.ts';
import type { PersistentState, Promised } from './state.ts';
import { paceMargin, type ReplicationLimits, type ReplicationTiming } from './timing.ts';

export type GroupOptions = {
  readonly group: GroupId;
  readonly self: NodeId;
  /** From `recovery.ts` or `newState`. */
  readonly state: PersistentState;
  readonly timing: ReplicationTiming;
  readonly limits: ReplicationLimits;
  readonly random: Random;
  /** When it was created, so that its first waits have a start. */
  readonly now: Now;
};

/** What this copy is doing. */
export type Office =
  | { readonly kind: 'replica' }
  | Canvassing
  | {
      readonly kind: 'candidate';
      readonly votes: Set<NodeId>;
      readonly since: number;
      /** Infinite until the own vote is durable: before that nobody has been asked. */
      retryAt: number;
    }
  | PrimaryOffice;

export type Canvassing = {
  readonly kind: 'canvassing';
  readonly grants: Set<NodeId>;
  readonly positions: Map<NodeId, Position>;
  /** When this copy first asked; survives retries, so that a copy that waits for its turn gets it. */
  readonly since: number;
  readonly retryAt: number;
};

export type PrimaryOffice = {
  readonly kind: 'primary';
  readonly since: number;
  /** Sequence of the checkpoint that opened this epoch. */
  readonly firstSequence: number;
  readonly progress: Map<NodeId, Progress>;
  /** Proposals that wait for their commit, by sequence. */
  readonly tokens: Map<number, number>;
  /** Those of them that may be acknowledged before; rising sequences. */
  readonly early: Set<number>;
  readonly confirmation: Confirmation;
  /** A copy was asked to take the office over: it may have it at any time from then on. */
  hasCalledHeir: boolean;
  handOver: { readonly to: NodeId; readonly until: number } | null;
};

export class GroupCore {
  readonly id: GroupId;
  readonly self: NodeId;
  readonly timing: ReplicationTiming;
  readonly random: Random;
  readonly log: Log;
  readonly out: Outbox;
  limits: ReplicationLimits;
  now: Now;
  promised: Promised;
  /** Everything up to here is committed; it has been given out as `committed` or stands in the restored state. */
  commit: number;
  members: MemberView = new Map();
  office: Office = { kind: 'replica' };
  /** Who holds the office in the promised epoch, as far as this copy knows. */
  primary: NodeId | null = null;
  /** When the primary was last heard, or when the waiting for one began. */
  heardAt: number;
  readonly createdAt: number;
  /** Until then this copy votes for nobody but its primary: it has confirmed it, or may have before it restarted. */
  loyalUntil: number;
  #told: RoleChangedEffect | null = null;

  constructor(options: GroupOptions) {
    const { state } = options;
    this.id = options.group;
    this.self = options.self;
    this.timing = options.timing;
    this.limits = options.limits;
    this.random = options.random;
    this.now = options.now;
    this.createdAt = options.now.monotonicMs;
    this.heardAt = this.createdAt;
    this.promised = state.promised;
    this.log = new Log(state.base, state.entries);
    this.out = new Outbox(this.log.last.sequence);
    this.commit = state.base.position.sequence;
    // That it confirmed is not on its disk; whom it follows is.
    const isNew = this.promised.epoch === 0;
    this.loyalUntil = isNew ? Number.NEGATIVE_INFINITY : this.createdAt + this.loyalMs;
  }

  get time(): number {
    return this.now.monotonicMs;
  }

  /** How long a copy keeps its vote after it has confirmed its primary. */
  get loyalMs(): number {
    return this.timing.leaseMs * paceMargin;
  }

  /** Its vote is not free for this node yet. Where there is no other voter, nobody can have been confirmed. */
  isLoyalAgainst(node: NodeId): boolean {
    if (this.promised.votedFor === node || this.otherVoters().length === 0) return false;
    return this.time < this.loyalUntil;
  }

  get isVoter(): boolean {
    return this.log.copies.voters.includes(this.self);
  }

  get role(): Role {
    if (this.office.kind === 'primary') return 'primary';
    if (this.office.kind !== 'replica') return 'candidate';
    return this.isVoter ? 'replica' : 'learner';
  }

  otherVoters(): readonly NodeId[] {
    return this.log.copies.voters.filter((node) => node !== this.self);
  }

  /** More than half of the voters, as the log states them now. */
  isMajority(nodes: ReadonlySet<NodeId>): boolean {
    const { voters } = this.log.copies;
    return voters.filter((node) => nodes.has(node)).length >= majorityOf(voters.length);
  }

  /** Everybody who gets the log from the primary. */
  peers(): readonly NodeId[] {
    return [
      ...this.otherVoters(),
      ...this.log.copies.learners.filter((node) => node !== this.self),
    ];
  }

  /** SWIM has given the node up. A suspect is not given up. */
  isGone(node: NodeId): boolean {
    const state = this.members.get(node)?.state;
    return state === 'dead' || state === 'left';
  }

  isDraining(node: NodeId): boolean {
    return this.members.get(node)?.draining ?? false;
  }

  /** Head of a message in the promised epoch. */
  head(): { readonly group: GroupId; readonly from: NodeId; readonly epoch: number } {
    return { group: this.id, from: this.self, epoch: this.promised.epoch };
  }

  /** Enters a higher epoch, in which this copy has voted for nobody yet. */
  enterEpoch(epoch: number): void {
    this.promise({ epoch, votedFor: null });
    this.becomeReplica(null);
  }

  promise(promised: Promised): void {
    this.promised = promised;
    this.out.persistPromise(promised);
  }

  /** Gives up whatever this copy was doing and follows `primary`, or waits for one. */
  becomeReplica(primary: NodeId | null): void {
    if (this.office.kind === 'primary') {
      for (const token of this.office.tokens.values()) this.conclude(token, { kind: 'unknown' });
      for (const token of waitingFor(this.office.confirmation)) {
        this.out.push({ kind: 'confirmation', token, confirmed: false });
      }
    }
    this.office = { kind: 'replica' };
    this.primary = primary;
    this.heardAt = this.time;
  }

  conclude(token: number, outcome: Outcome): void {
    this.out.push({ kind: 'outcome', token, outcome });
  }

  /** Gives everything up to `sequence` to the state machine, and their proposers the good news. */
  commitTo(sequence: number): void {
    if (sequence <= this.commit) return;
    const entries = this.log.range(this.commit + 1, sequence);
    const before = this.log.copiesAt(this.commit);
    this.log.pack(this.commit + 1, sequence);
    this.commit = sequence;
    this.out.push({ kind: 'committed', entries });
    if (this.office.kind === 'primary') {
      const { tokens } = this.office;
      for (const entry of entries) {
        const token = tokens.get(entry.sequence);
        if (token === undefined) continue;
        tokens.delete(entry.sequence);
        this.office.early.delete(entry.sequence);
        const position = { epoch: entry.epoch, sequence: entry.sequence };
        this.conclude(token, { kind: 'committed', position });
      }
    }
    const copies = this.log.copiesAt(sequence);
    if (copies === before || JSON.stringify(copies) === JSON.stringify(before)) return;
    const position = { epoch: this.log.epochAt(sequence) ?? 0, sequence };
    this.out.push({ kind: 'copies-changed', copies, position });
  }

  /** Ends a step: all its effects, with a `role-changed` if that is so. */
  flush(): readonly Effect[] {
    const { role, primary } = this;
    const { epoch } = this.promised;
    const told = this.#told;
    if (told?.role !== role || told.epoch !== epoch || told.primary !== primary) {
      this.#told = { kind: 'role-changed', role, epoch, primary };
      this.out.push(this.#told);
    }
    const { base } = this.log;
    return this.out.flush(this.commit, base.sequence === 0 ? this.log.copiesAt(0) : null);
  }
}
