/**
 * One copy of one replicated log on this node: carries out what the group asks for.
 * The order of effects is the group's contract (`replication/effect.ts`): persists are started in order and not waited
 * for, everything else happens at once.
 */
import type { GroupImage } from '../backup/image.ts';
import type { Cancel, Clock } from '../io/clock.ts';
import {
  type EntryType,
  entryTypes,
  type Hlc,
  type Json,
  type SnapshotMarker,
} from '../model/entry.ts';
import type { GroupId, NodeId } from '../model/ids.ts';
import type {
  CopyAcknowledgedEffect,
  Effect,
  PersistEffect,
  RoleChangedEffect,
} from '../replication/effect.ts';
import type { Group } from '../replication/group.ts';
import type {
  CopyChange,
  GroupInput,
  MemberView,
  Proposal,
  Reinstall,
} from '../replication/input.ts';
import type { GroupMessage } from '../replication/message.ts';
import type { Mark } from '../replication/move.ts';
import type { GroupStatus } from '../replication/status.ts';
import { isApplicable } from './applicable.ts';
import { Applier, type ApplierDeps, type ResultOf } from './applier.ts';
import type { Machine } from './machine.ts';
import { type Proposed, WaitingProposals } from './waiting-proposals.ts';
import { WaitingReads } from './waiting-reads.ts';

export type HostDeps = ApplierDeps & {
  readonly clock: Clock;
  /** Makes the persist durable; must keep the order of calls. */
  readonly persist: (group: GroupId, effect: PersistEffect) => Promise<void>;
  /** `bulk`: it fills a new copy, and may be slowed down. */
  readonly send: (to: NodeId, message: GroupMessage, bulk: boolean) => void;
  /** The group wants a `tick` at this time on the monotonic clock; said after every step, and often what is known. */
  readonly onDue: (at: number) => void;
  readonly onRoleChanged: (group: GroupId, effect: RoleChangedEffect) => void;
  readonly onCopyAcknowledged: (group: GroupId, effect: CopyAcknowledgedEffect) => void;
  /** After the machine has applied entries or got another state. */
  readonly onApplied: () => void;
  /** True while this copy takes no commands, whatever office it holds. */
  readonly isReadOnly: () => boolean;
};

type QueuedProposal = Omit<Proposal, 'after'>;

export class GroupHost<Driven extends Machine<unknown>> {
  readonly group: Group;
  readonly machine: Driven;
  readonly #deps: HostDeps;
  readonly #applier: Applier<Driven>;
  readonly #waiting = new WaitingProposals<ResultOf<Driven>>();
  readonly #reads = new WaitingReads();
  #queued: QueuedProposal[] = [];
  #trimmedTo = 0;
  #stopped = false;
  #held: { readonly id: string; readonly cancel: Cancel } | null = null;

  /** `group` has made no step yet: what it retains is what the disk gave back. */
  constructor(group: Group, machine: Driven, deps: HostDeps) {
    this.group = group;
    this.machine = machine;
    this.#deps = deps;
    const { position, entries } = group.retained();
    const recoveredTo = position.sequence + entries.length;
    this.#applier = new Applier({ group: group.id, machine, recoveredTo }, this.#waiting, deps);
  }

  get id(): GroupId {
    return this.group.id;
  }

  /** Who holds the office, as far as this copy knows; the cheap part of `status`. */
  get primary(): NodeId | null {
    return this.group.primary;
  }

  /**
   * True if this copy is the primary as far as it knows, and knew every acknowledged write when it became that; the cheap
   * part of `status`. Enough for whoever writes next, as the others would not take it; before a read, `confirm`.
   */
  get isSettledPrimary(): boolean {
    return this.group.isSettledPrimary;
  }

  status(): GroupStatus {
    return this.group.status(this.#now());
  }

  /**
   * Takes no proposals for a moment: they wait, and go on at `cut`, at `release`, or after `forMs` by themselves. Null
   * if this is no primary that knows all acknowledged writes, or it is held already.
   */
  hold(id: string, forMs: number): { readonly epoch: number; readonly last: Hlc } | null {
    if (this.#held !== null || !this.isSettledPrimary) return null;
    const cancel = this.#deps.clock.schedule(forMs, () => this.release(id));
    this.#held = { id, cancel };
    return { epoch: this.status().epoch, last: this.group.lastHlc };
  }

  release(id: string): void {
    if (this.#held?.id !== id) return;
    this.#held.cancel();
    this.#held = null;
    this.#flush();
  }

  /** Cuts the log here, with a stamp above `after`, and lets proposals go on. Refused if `id` does not hold it any more. */
  cut(id: string, after: Hlc): Promise<Proposed<ResultOf<Driven>>> {
    if (this.#held?.id !== id) {
      return Promise.resolve({ kind: 'refused', reason: 'not-primary', primary: this.primary });
    }
    const payload: SnapshotMarker = { snapshot: id, copies: this.status().copies };
    const type = entryTypes.snapshotMarker;
    const marked = this.#await((token) => {
      this.#give({ kind: 'propose', proposals: [{ token, type, payload, after }] });
    });
    this.release(id);
    return marked;
  }

  /** The copy as it is now, for a checkpoint. */
  image(): GroupImage {
    const retained = this.group.retained();
    const { position } = retained;
    const state = position.sequence === 0 ? null : this.machine.snapshot();
    return { group: this.id, ...retained, commit: position.sequence, state };
  }

  /** The root of the content at the newest mark in the log; null since the start. */
  get mark(): Mark | null {
    return this.#applier.mark;
  }

  tick(): void {
    this.#give({ kind: 'tick' });
  }

  /** Throws an `ImpossibleMessage` for one that makes no sense; nothing has changed then. */
  deliver(message: GroupMessage): void {
    this.#give({ kind: 'message', message });
  }

  setMembers(members: MemberView): void {
    this.#give({ kind: 'members', members });
  }

  /** Replaces a damaged state by the primary's. Does nothing where that would lose what was confirmed. */
  reinstall(given: Omit<Reinstall, 'kind'>): void {
    const { epoch, position, copies, state } = given;
    this.#give({ kind: 'reinstall', epoch, position, copies, state });
  }

  /** Asks a copy to take the office over; null: the most advanced one. */
  handOver(to: NodeId | null = null): void {
    this.#give({ kind: 'hand-over', to });
  }

  /**
   * Proposals of one turn of the event loop go to the group together. `early`: see `Proposal`; without it a proposal never
   * ends as `accepted`. Rejects a payload that the machine could not apply.
   */
  propose(type: EntryType, payload: Json, early = false): Promise<Proposed<ResultOf<Driven>>> {
    if (this.#deps.isReadOnly()) {
      return Promise.resolve({ kind: 'refused', reason: 'read-only', primary: null });
    }
    if (!isApplicable(this.id, type, payload)) {
      return Promise.reject(
        new Error(`Unexpected payload of type \`${type}\` for \`${this.id}\`.`),
      );
    }
    return this.#await((token) => {
      this.#queued.push({ token, type, payload, early });
      if (this.#queued.length === 1) setImmediate(() => this.#flush());
    });
  }

  changeCopies(change: CopyChange): Promise<Proposed<ResultOf<Driven>>> {
    return this.#await((token) => this.#give({ kind: 'change-copies', token, change }));
  }

  /**
   * Resolves with true once it is sure that this copy is the primary, which costs a question to the others now and then: the
   * machine then has everything that anybody had acknowledged when this was called. With false if it is not.
   */
  confirm(): Promise<boolean> {
    if (this.#stopped) return Promise.resolve(false);
    return this.#reads.add((token) => this.#give({ kind: 'confirm', token }));
  }

  /** Nothing is done any more; whoever waits learns that the outcome is unknown. */
  stop(): void {
    this.#stopped = true;
    this.#held?.cancel();
    this.#waiting.giveUp();
    this.#reads.giveUp();
  }

  #await(start: (token: number) => void): Promise<Proposed<ResultOf<Driven>>> {
    if (this.#stopped)
      return Promise.resolve({ kind: 'refused', reason: 'not-primary', primary: null });
    return this.#waiting.add(start);
  }

  #flush(): void {
    if (this.#held !== null || this.#queued.length === 0) return;
    const proposals = this.#queued;
    this.#queued = [];
    this.#give({ kind: 'propose', proposals });
  }

  #give(input: GroupInput): void {
    if (this.#stopped) return;
    const effects = this.group.step(input, this.#now());
    for (const effect of effects) this.#carryOut(effect);
    this.#trim();
    this.#deps.onDue(this.group.nextTickAt());
  }

  #trim(): void {
    const { forgettable } = this.#applier;
    if (forgettable <= this.#trimmedTo) return;
    this.#trimmedTo = forgettable;
    this.#give({ kind: 'trim', sequence: this.#trimmedTo });
  }

  #carryOut(effect: Effect): void {
    switch (effect.kind) {
      case 'persist':
        void this.#persist(effect);
        return;
      case 'send':
        this.#deps.send(effect.to, effect.message, effect.bulk === true);
        return;
      case 'committed':
        this.#applier.apply(effect.entries);
        this.#deps.onApplied();
        return;
      case 'restore':
        // A group that was never snapshotted starts from nothing at sequence 0: that is what a new machine is.
        if (effect.position.sequence > 0)
          this.machine.restore(effect.state, effect.position.sequence);
        this.#deps.onApplied();
        return;
      case 'outcome':
        this.#waiting.settle(effect.token, effect.outcome);
        return;
      case 'confirmation':
        this.#reads.settle(effect.token, effect.confirmed);
        return;
      case 'role-changed':
        this.#waiting.officeChanged();
        this.#deps.onRoleChanged(this.id, effect);
        return;
      case 'copy-acknowledged':
        this.#deps.onCopyAcknowledged(this.id, effect);
        return;
      case 'copies-changed':
        return;
      case 'state-wanted':
        this.#give({
          kind: 'state',
          to: effect.to,
          sequence: this.machine.applied(),
          state: this.machine.snapshot(),
        });
        return;
      default:
        effect satisfies never;
    }
  }

  async #persist(effect: PersistEffect): Promise<void> {
    // A rejection has been reported by the log itself, which stops the node; nothing may be confirmed after it.
    const durable = await this.#deps.persist(this.id, effect).then(
      () => true,
      () => false,
    );
    if (durable) this.#give({ kind: 'persisted', ticket: effect.ticket });
  }

  #now(): { readonly monotonicMs: number; readonly wallMs: number } {
    return { monotonicMs: this.#deps.clock.monotonicMs(), wallMs: this.#deps.clock.wallMs() };
  }
}
