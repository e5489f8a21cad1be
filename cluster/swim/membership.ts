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
 * `failure-detector.ts` is 1, `dissemination.ts` is 2 to 4, `duties.ts` is 5, joining, and when it is time for what. Here
 * they meet, and here a member leaves.
 */
import type { Random } from '../io/random.ts';
import type { Member, MemberRecord } from '../model/member.ts';
import { Agenda } from './agenda.ts';
import { Dissemination } from './dissemination.ts';
import { Duties } from './duties.ts';
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
  readonly #timing: SwimTiming;
  readonly #table: MemberTable;
  readonly #outbox: Outbox;
  readonly #detector: FailureDetector;
  readonly #dissemination: Dissemination;
  readonly #duties: Duties;
  #agenda: Agenda | null = null;
  #effects: Effect[] = [];

  constructor({ self, seeds, lastIncarnation, timing, random }: MembershipOptions) {
    this.#timing = timing;
    const incarnation = lastIncarnation + 1;
    const table = new MemberTable({ record: self, state: 'alive', incarnation, by: self.id });
    const outbox = new Outbox(table, timing);
    const emit = (effect: Effect): void => {
      this.#effects.push(effect);
    };
    this.#table = table;
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
    this.#duties = new Duties({ table, outbox, detector: this.#detector, timing, random, emit });
    this.#duties.setSeeds(seeds);
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
    return Math.min(
      this.#detector.nextAt(),
      this.#dissemination.nextAt(),
      this.#agenda.nextAt(this.#duties.now()),
    );
  }

  tick(now: number): readonly Effect[] {
    return this.#act(now, (agenda) => {
      this.#detector.expire(now);
      this.#dissemination.endSuspicions(now);
      for (const duty of this.#duties.now()) {
        if (agenda.isDue(duty, now)) agenda.set(duty, now + this.#duties.perform(duty, now));
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
      if (asksForList || isStranger)
        this.#effects.push(...this.#outbox.list(fromAddress, isStranger));
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
      this.#duties.setSeeds(seeds);
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
    const before = this.#duties.now();
    action(agenda);
    for (const duty of this.#duties.now()) {
      if (!before.includes(duty)) this.#duties.wake(duty, agenda, now);
    }
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  #begin(now: number): Agenda {
    const agenda = new Agenda();
    for (const duty of this.#duties.now()) this.#duties.wake(duty, agenda, now);
    this.#effects.push({ kind: 'incarnation-raised', incarnation: this.incarnation() });
    this.#agenda = agenda;
    return agenda;
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

  #hasLeft(): boolean {
    return this.#table.self.state === 'left';
  }
}
