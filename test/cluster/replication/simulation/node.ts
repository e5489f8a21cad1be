/** A simulated node: a real group, a real store, real records; only the disk, the network and the clock are made up. */

import { Alarm } from '../../../../cluster/io/alarm.ts';
import type { Random } from '../../../../cluster/io/random.ts';
import { entryTypes } from '../../../../cluster/model/entry.ts';
import type { NodeId } from '../../../../cluster/model/ids.ts';
import { type CopySet, noCopies } from '../../../../cluster/model/space.ts';
import { isMark } from '../../../../cluster/replication/copies.ts';
import type { Effect, Outcome } from '../../../../cluster/replication/effect.ts';
import { createGroup, type Group } from '../../../../cluster/replication/group.ts';
import type { GroupInput, MemberView, Now } from '../../../../cluster/replication/input.ts';
import type { GroupMessage } from '../../../../cluster/replication/message.ts';
import type { Mark } from '../../../../cluster/replication/move.ts';
import { encodePersist, groupRecordTypes } from '../../../../cluster/replication/record.ts';
import { createRecovery } from '../../../../cluster/replication/recovery.ts';
import { newState, type PersistentState } from '../../../../cluster/replication/state.ts';
import { defaultLimits, type ReplicationTiming } from '../../../../cluster/replication/timing.ts';
import { createStore, type Store } from '../../../../cluster/store/store.ts';
import type { Agenda } from './agenda.ts';
import type { Checker } from './checker.ts';
import { SimulatedDisk } from './disk.ts';
import type { Mutant } from './mutant.ts';

export const groupName = 'orders';

export type NodeDeps = {
  readonly agenda: Agenda;
  readonly random: Random;
  readonly checker: Checker;
  readonly timing: ReplicationTiming;
  readonly send: (to: NodeId, message: GroupMessage) => void;
  readonly mutant: Mutant | null;
  /** Longest wait for a sync, milliseconds. */
  readonly syncMsMax: () => number;
  readonly rare: { installs: number; copyChanges: number; handOvers: number; reads: number };
};

type Proposed = { readonly memoryId: string; readonly at: number };

export class SimulatedNode {
  readonly id: NodeId;
  readonly disk = new SimulatedDisk();
  /** Epochs of the entries that are really on disk, by sequence; filled as records become durable. */
  readonly durableEpochs = new Map<number, number>();
  group: Group | null = null;
  store: Store = createStore();
  view: MemberView = new Map();
  /** The root at the newest mark in the log. */
  mark: Mark | null = null;
  readonly #deps: NodeDeps;
  readonly #founders: CopySet;
  /** As in a real node: what the group does not ask to be woken for is not done. */
  #alarm: Alarm;
  readonly #proposed = new Map<number, Proposed>();
  /** What had been acknowledged when a read was asked for, by token. */
  readonly #reading = new Map<number, readonly string[]>();
  #life = 0;
  #token = 0;
  #countedRecords = 0;
  #syncPlanned = false;

  constructor(id: NodeId, founders: CopySet, deps: NodeDeps) {
    this.id = id;
    this.#founders = founders.voters.includes(id) ? founders : noCopies;
    this.#deps = deps;
    this.#alarm = this.#newAlarm();
  }

  get isUp(): boolean {
    return this.group !== null;
  }

  start(): void {
    const { agenda, random, timing } = this.#deps;
    this.#life += 1;
    this.store = createStore();
    this.mark = null;
    const state = this.#recover();
    const ackMode = this.#deps.mutant === 'acknowledges-alone' ? 'async' : 'quorum';
    const limits = {
      ...defaultLimits,
      batchEntriesMax: 5,
      appendsInFlightMax: 3,
      ackMode,
    } as const;
    const options = { group: groupName, self: this.id, state, timing, limits, random };
    this.group = createGroup({ ...options, now: this.#now() });
    this.#alarm = this.#newAlarm();
    this.#alarm.noLaterThan(agenda.now + random.fraction() * timing.tickMs);
  }

  crash(): void {
    this.group = null;
    this.#alarm.stop();
    this.#life += 1;
    this.#proposed.clear();
    this.#reading.clear();
    this.#syncPlanned = false;
    this.disk.crash(this.#deps.random);
    this.#countDurable();
  }

  give(input: GroupInput): void {
    if (this.group === null) return;
    const { group } = this;
    for (const effect of group.step(input, this.#now())) this.#carryOut(effect);
    this.#alarm.noLaterThan(group.nextTickAt());
  }

  propose(memoryIds: readonly string[]): void {
    const proposals = memoryIds.map((memoryId) => {
      this.#token += 1;
      this.#proposed.set(this.#token, { memoryId, at: this.#deps.agenda.now });
      const command = { type: entryTypes.episodeStore, payload: memory(memoryId) };
      // Allowed always, and without effect where a majority is waited for.
      return { token: this.#token, ...command, early: true };
    });
    this.give({ kind: 'propose', proposals });
  }

  /** Reads everything that anybody has been told is safe. */
  read(): void {
    if (this.group === null) return;
    const { checker, mutant } = this.#deps;
    this.#token += 1;
    this.#reading.set(this.#token, [...checker.acknowledged]);
    if (mutant === 'reads-without-asking') {
      this.#answerRead(this.#token, this.group.isSettledPrimary);
    } else this.give({ kind: 'confirm', token: this.#token });
  }

  #newAlarm(): Alarm {
    const { agenda, timing } = this.#deps;
    const ring = (): void => this.give({ kind: 'tick' });
    return new Alarm({ clock: agenda.clock, apartMs: timing.tickMs, ring });
  }

  #carryOut(effect: Effect): void {
    const { checker, send } = this.#deps;
    switch (effect.kind) {
      case 'persist':
        this.#persist(effect);
        return;
      case 'send':
        send(effect.to, effect.message);
        return;
      case 'committed':
        for (const entry of effect.entries) {
          checker.committed(this.id, entry);
          this.store.apply(entry);
          if (entry.type === entryTypes.checkpoint && isMark(entry.payload)) {
            this.mark = { sequence: entry.sequence, root: this.store.rootHash() };
          }
        }
        return;
      case 'restore':
        this.store.restore(effect.state, effect.position.sequence);
        return;
      case 'outcome':
        this.#conclude(effect.token, effect.outcome);
        return;
      case 'confirmation':
        this.#answerRead(effect.token, effect.confirmed);
        return;
      case 'role-changed':
        if (effect.role === 'primary') checker.primary(this.id, effect.epoch);
        return;
      case 'copies-changed':
        this.#deps.rare.copyChanges += 1;
        return;
      case 'state-wanted':
        this.#giveState(effect.to);
    }
  }

  #persist(effect: Extract<Effect, { readonly kind: 'persist' }>): void {
    const { mutant } = this.#deps;
    const life = this.#life;
    const confirm = (): void => {
      if (life !== this.#life) return;
      this.give({ kind: 'persisted', ticket: effect.ticket });
    };
    const early = mutant === 'confirms-before-sync';
    const whenDurable = early ? () => undefined : confirm;
    if (effect.installed !== null) this.#deps.rare.installs += 1;
    this.disk.write({ records: encodePersist(groupName, effect), whenDurable });
    if (early) this.#deps.agenda.after(0, confirm);
    this.#planSync();
  }

  #planSync(): void {
    if (this.#syncPlanned) return;
    this.#syncPlanned = true;
    const life = this.#life;
    this.#deps.agenda.after(this.#deps.random.fraction() * this.#deps.syncMsMax(), () => {
      if (life !== this.#life) return;
      this.#syncPlanned = false;
      const waiting = this.disk.sync();
      this.#countDurable();
      for (const confirm of waiting) confirm();
    });
  }

  #conclude(token: number, outcome: Outcome): void {
    const proposed = this.#proposed.get(token);
    this.#proposed.delete(token);
    if (proposed === undefined || this.group === null) return;
    if (outcome.kind !== 'committed' && outcome.kind !== 'accepted') return;
    const { epoch, sequence } = outcome.position;
    const { copies } = this.group.status(this.#now());
    const { memoryId, at } = proposed;
    const given = { by: this.id, epoch, sequence, memoryId, proposedAt: at, copies };
    this.#deps.checker.acknowledge(given);
  }

  #answerRead(token: number, confirmed: boolean): void {
    const acknowledged = this.#reading.get(token) ?? [];
    this.#reading.delete(token);
    if (!confirmed) return;
    this.#deps.rare.reads += 1;
    this.#deps.checker.read(this.id, acknowledged, (id) => this.store.get(id) !== null);
  }

  #giveState(to: NodeId): void {
    const life = this.#life;
    this.#deps.agenda.after(1, () => {
      if (life !== this.#life) return;
      const state = this.store.snapshot();
      this.give({ kind: 'state', to, sequence: this.store.applied(), state });
    });
  }

  #recover(): PersistentState {
    const recovery = createRecovery();
    for (const { type, payload } of this.disk.durable) {
      const forgotten =
        this.#deps.mutant === 'forgets-promises' && type === groupRecordTypes.promise;
      if (!forgotten) recovery.add(type, payload);
    }
    return recovery.states().get(groupName) ?? newState(this.#founders);
  }

  /** Follows the disk, not the group: an entry replaces what stood at its sequence and after. */
  #countDurable(): void {
    for (; this.#countedRecords < this.disk.durable.length; this.#countedRecords += 1) {
      const record = this.disk.durable[this.#countedRecords];
      if (record === undefined || record.type === groupRecordTypes.promise) continue;
      const written = JSON.parse(Buffer.from(record.payload).toString()) as {
        readonly epoch: number;
        readonly sequence: number;
        readonly position?: { readonly epoch: number; readonly sequence: number };
      };
      if (written.position === undefined) {
        this.#keepUpTo(written.sequence - 1);
        this.durableEpochs.set(written.sequence, written.epoch);
      } else {
        this.#takeInstalled(written.position.sequence);
      }
    }
  }

  #keepUpTo(sequence: number): void {
    for (let above = sequence + 1; this.durableEpochs.delete(above); above += 1);
  }

  /** A whole state stands for all entries up to its sequence, which are committed: take them from the history. */
  #takeInstalled(sequence: number): void {
    this.durableEpochs.clear();
    for (const entry of this.#deps.checker.history.slice(0, sequence)) {
      this.durableEpochs.set(entry.sequence, entry.epoch);
    }
  }

  #now(): Now {
    const { clock } = this.#deps.agenda;
    return { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
  }
}

function memory(id: string) {
  return {
    operationId: null,
    memory: {
      id,
      content: `content of ${id}`,
      confidence: 0.7,
      reasoning: null,
      tags: [],
      memoryType: 'semantic',
      observedAt: '2026-01-05T10:00:00Z',
      storedAt: '2026-01-05T10:00:00Z',
      embedding: null,
    },
  } as const;
}
