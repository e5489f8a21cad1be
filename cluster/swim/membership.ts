/**
 * SWIM as a state machine. No socket, no timer, no clock: time and messages come in, effects go out, and the same input
 * gives the same output. `agent.ts` connects it to the world.
 *
 * 1. Every interval one member is probed: ping, then ping through helpers. Silence makes it *suspect*.
 * 2. A suspicion is told to everybody, the suspect first, and ends after a while in *dead*, unless
 * 3. the suspect hears of it and *refutes*: it claims to be alive in a higher incarnation.
 * 4. News rides on probes and is gossiped; `precedence.ts` says which claim holds, so all lists become equal.
 * 5. Dead members and seeds are greeted again now and then: after a split heals, both sides find together.
 *
 * `failure-detector.ts` is 1, `dissemination.ts` is 2 to 4; here they meet, with joining, leaving and 5.
 */
import { type Random, shuffle } from '../io/random.ts';
import type { Member, MemberRecord } from '../model/member.ts';
import { Agenda, type Duty } from './agenda.ts';
import { Dissemination } from './dissemination.ts';
import type { Effect } from './effect.ts';
import { FailureDetector } from './failure-detector.ts';
import { isHeldByAnother } from './identity.ts';
import { isSameRecord, MemberTable } from './member-table.ts';
import type { Message } from './message.ts';
import { Outbox } from './outbox.ts';
import type { SwimTiming } from './timing.ts';

export type MembershipOptions = {
  readonly self: MemberRecord;
  /** Resolved `ip:port` of the seeds. The own address among them is ignored. */
  readonly seeds: readonly string[];
  /** What the last `incarnation-raised` effect of an earlier run said, 0 if there was none. */
  readonly lastIncarnation: number;
  readonly timing: SwimTiming;
  readonly random: Random;
};

export type RecordPatch = Partial<Pick<MemberRecord, 'draining' | 'httpAddress' | 'version'>>;

/** `now` is monotonic milliseconds and never goes back. */
export interface Membership {
  /** Does what is due. To be called at `nextTickAt`; calling it early is harmless. */
  tick(now: number): readonly Effect[];
  /** When something is due next. */
  nextTickAt(): number;
  receive(fromAddress: string, message: Message, now: number): readonly Effect[];
  /** Tells everybody that this node goes. After it the node neither probes nor answers. */
  leave(now: number): readonly Effect[];
  /** Changes what this node says about itself, in a new incarnation. */
  updateRecord(patch: RecordPatch, now: number): readonly Effect[];
  /** Greets these seeds from now on, resolved `ip:port`: names may lead elsewhere than at the start. */
  setSeeds(seeds: readonly string[], now: number): readonly Effect[];
  /** Everybody this node knows, itself and those that left included, sorted by id. */
  members(now: number): readonly Member[];
  incarnation(): number;
  /** 0 is healthy; rises while answers that should come do not (Lifeguard). */
  localHealth(): number;
}

export function createMembership(options: MembershipOptions): Membership {
  return new SwimMembership(options);
}

class SwimMembership implements Membership {
  #seeds: readonly string[] = [];
  readonly #timing: SwimTiming;
  readonly #random: Random;
  readonly #table: MemberTable;
  readonly #outbox: Outbox;
  readonly #detector: FailureDetector;
  readonly #dissemination: Dissemination;
  #agenda: Agenda | null = null;
  #effects: Effect[] = [];

  constructor({ self, seeds, lastIncarnation, timing, random }: MembershipOptions) {
    this.#timing = timing;
    this.#random = random;
    const incarnation = lastIncarnation + 1;
    const table = new MemberTable({ record: self, state: 'alive', incarnation, by: self.id });
    const outbox = new Outbox(table, timing);
    const emit = (effect: Effect): void => {
      this.#effects.push(effect);
    };
    this.#table = table;
    this.#seeds = this.#othersOf(seeds);
    this.#outbox = outbox;
    this.#dissemination = new Dissemination({
      table,
      outbox,
      timing,
      emit,
      onReachable: (id) => this.#detector.add(id),
      onAccused: () => this.#detector.score(1),
    });
    this.#detector = new FailureDetector({
      table,
      outbox,
      timing,
      random,
      emit,
      onFailed: (id, now) => this.#dissemination.suspect(id, now),
    });
  }

  members(now: number): readonly Member[] {
    return this.#table.members(now);
  }

  incarnation(): number {
    return this.#table.self.incarnation;
  }

  localHealth(): number {
    return this.#detector.health;
  }

  nextTickAt(): number {
    if (this.#hasLeft()) return Number.POSITIVE_INFINITY;
    if (this.#agenda === null) return 0;
    const duties = this.#duties();
    return Math.min(
      this.#detector.nextAt(),
      this.#dissemination.nextAt(),
      this.#agenda.nextAt(duties),
    );
  }

  tick(now: number): readonly Effect[] {
    return this.#act(now, (agenda) => {
      this.#detector.expire(now);
      this.#dissemination.endSuspicions(now);
      for (const duty of this.#duties()) {
        if (agenda.isDue(duty, now)) agenda.set(duty, now + this.#perform(duty, now));
      }
    });
  }

  receive(fromAddress: string, message: Message, now: number): readonly Effect[] {
    return this.#act(now, () => {
      if (message.from === this.#table.selfId && this.#isOwnEcho(fromAddress)) return;
      if (this.#refusesImpostor(fromAddress, message)) return;
      for (const rumor of message.rumors) {
        if (message.kind === 'sync') this.#dissemination.hearFromList(rumor, message.from, now);
        else this.#dissemination.hear(rumor, now);
      }
      this.#table.heardFrom(message.from, fromAddress, now);
      this.#detector.answer(fromAddress, message, now);
      const asksForList = message.kind === 'sync' && message.reply;
      const isStranger = this.#table.get(message.from) === undefined;
      // A stranger knows us and we do not know it (we were restarted): introduce each other.
      if (asksForList || isStranger) this.#sendList(fromAddress, isStranger);
    });
  }

  leave(now: number): readonly Effect[] {
    return this.#act(now, () => {
      const audience = this.#table.others('alive', 'suspect');
      this.#dissemination.leave(now);
      for (const { record } of audience) {
        this.#effects.push(this.#outbox.claim(record.swimAddress, this.#table.self));
      }
    });
  }

  setSeeds(seeds: readonly string[], now: number): readonly Effect[] {
    return this.#act(now, () => {
      this.#seeds = this.#othersOf(seeds);
    });
  }

  updateRecord(patch: RecordPatch, now: number): readonly Effect[] {
    return this.#act(now, () => {
      const record = { ...this.#table.self.record, ...patch };
      if (isSameRecord(record, this.#table.self.record)) return;
      this.#dissemination.speakForSelf(record, this.incarnation(), now);
    });
  }

  #act(now: number, action: (agenda: Agenda) => void): readonly Effect[] {
    if (this.#hasLeft()) return [];
    const agenda = this.#agenda ?? this.#begin(now);
    this.#absorbStall(agenda, now);
    const before = this.#duties();
    action(agenda);
    for (const duty of this.#duties()) if (!before.includes(duty)) this.#wake(duty, agenda, now);
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  #begin(now: number): Agenda {
    const agenda = new Agenda();
    for (const duty of this.#duties()) this.#wake(duty, agenda, now);
    this.#effects.push({ kind: 'incarnation-raised', incarnation: this.incarnation() });
    this.#agenda = agenda;
    return agenda;
  }

  /** A duty that had no object until now starts: news and joins at once, the rest out of step with other nodes. */
  #wake(duty: Duty, agenda: Agenda, now: number): void {
    const { intervalMs, reconnectMs, syncMs } = this.#timing;
    const spreadMs = {
      join: 0,
      gossip: 0,
      probe: intervalMs,
      reconnect: reconnectMs,
      sync: syncMs,
    };
    const earliest = duty === 'gossip' ? Math.max(now, agenda.dueAt(duty)) : now;
    agenda.set(duty, earliest + this.#random.fraction() * spreadMs[duty]);
  }

  /**
   * A process that was stopped for a while (a debugger, a frozen machine) wakes up with all deadlines passed and all
   * answers unread. It must not bury anybody for that: the time it did not run does not count.
   */
  #absorbStall(agenda: Agenda, now: number): void {
    const stalledMs = now - this.nextTickAt();
    if (stalledMs < this.#timing.probeTimeoutMs) return;
    agenda.postpone(stalledMs);
    this.#detector.postpone(stalledMs);
    this.#dissemination.postpone(stalledMs);
    this.#effects.push({ kind: 'stall-absorbed', stalledMs });
  }

  #duties(): readonly Duty[] {
    const isAlone = this.#table.others('alive', 'suspect', 'dead').length === 0;
    const gossip: readonly Duty[] = this.#outbox.hasNews ? ['gossip'] : [];
    if (isAlone) return ['join', ...gossip];
    const isAnybodyLost = this.#table.others('dead').length > 0 || this.#strangers().length > 0;
    return ['probe', 'sync', ...(isAnybodyLost ? (['reconnect'] as const) : []), ...gossip];
  }

  /** Returns after how many milliseconds the duty is due again. */
  #perform(duty: Duty, now: number): number {
    switch (duty) {
      case 'join':
        for (const seed of this.#seeds) this.#sendList(seed, true);
        return this.#timing.joinRetryMs;
      case 'probe':
        this.#detector.probeNext(now);
        return this.#timing.intervalMs * (1 + this.#detector.health);
      case 'gossip':
        this.#gossip();
        return this.#timing.gossipMs;
      case 'reconnect':
        this.#reconnect();
        return this.#timing.reconnectMs;
      case 'sync':
        for (const { record } of this.#pick(this.#table.others('alive'), 1)) {
          this.#sendList(record.swimAddress, true);
        }
        return this.#timing.syncMs;
    }
  }

  #gossip(): void {
    const listeners = this.#table.others('alive', 'suspect');
    for (const { record } of this.#pick(listeners, this.#timing.gossipFanout)) {
      const effect = this.#outbox.message(record.swimAddress, record.id, { kind: 'gossip' });
      if (effect.message.rumors.length > 0) this.#effects.push(effect);
    }
  }

  #reconnect(): void {
    for (const { record } of this.#pick(this.#table.others('dead'), 1)) {
      this.#detector.greet(record.id, record.swimAddress);
    }
    for (const seed of this.#pick(this.#strangers(), 1)) this.#sendList(seed, true);
  }

  #refusesImpostor(address: string, message: Message): boolean {
    const holder = this.#table.get(message.from);
    const own = message.rumors.find(({ record }) => record.id === message.from);
    if (holder === undefined || own === undefined) return false;
    if (!isHeldByAnother(own.record, holder)) return false;
    const { id, swimAddress: heldBy } = holder.record;
    this.#effects.push({ kind: 'impostor-refused', id, heldBy, address });
    this.#effects.push(this.#outbox.claim(address, holder));
    return true;
  }

  #isOwnEcho(fromAddress: string): boolean {
    return fromAddress === this.#table.self.record.swimAddress;
  }

  #othersOf(seeds: readonly string[]): readonly string[] {
    const { swimAddress } = this.#table.self.record;
    return seeds.filter((seed) => seed !== swimAddress);
  }

  /** Seeds that are no members. */
  #strangers(): readonly string[] {
    return this.#seeds.filter((seed) => !this.#table.hasAddress(seed));
  }

  #sendList(to: string, reply: boolean): void {
    this.#effects.push(...this.#outbox.list(to, reply));
  }

  #pick<Item>(items: readonly Item[], count: number): Item[] {
    return shuffle(this.#random, items).slice(0, count);
  }

  #hasLeft(): boolean {
    return this.#table.self.state === 'left';
  }
}
