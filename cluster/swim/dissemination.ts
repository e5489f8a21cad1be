/**
 * The half of SWIM that agrees: it hears claims, keeps those that are news, passes them on, runs suspicions down, and
 * defends this node against claims about itself.
 */
import type { MemberRecord } from '../model/member.ts';
import type { Effect } from './effect.ts';
import { isHeldByAnother } from './identity.ts';
import { isSameRecord, type MemberTable } from './member-table.ts';
import type { Rumor } from './message.ts';
import type { Outbox } from './outbox.ts';
import { supersedes } from './precedence.ts';
import { Suspicions } from './suspicion.ts';
import type { SwimTiming } from './timing.ts';

export type DisseminationParts = {
  readonly table: MemberTable;
  readonly outbox: Outbox;
  readonly timing: SwimTiming;
  readonly emit: (effect: Effect) => void;
  /** A member takes part again, or for the first time. */
  readonly onReachable: (id: string) => void;
  /** This node was suspected: perhaps it is the slow one. */
  readonly onAccused: () => void;
};

export class Dissemination {
  readonly #parts: DisseminationParts;
  readonly #suspicions: Suspicions;

  constructor(parts: DisseminationParts) {
    this.#parts = parts;
    this.#suspicions = new Suspicions(parts.timing);
  }

  hear(rumor: Rumor, now: number): void {
    const { table } = this.#parts;
    const held = table.get(rumor.record.id);
    if (rumor.record.id === table.selfId) this.#hearAboutSelf(rumor, now);
    else if (held === undefined || supersedes(rumor, held)) this.#accept(rumor, now);
    else if (isSameSuspicion(rumor, held)) this.#confirm(rumor);
  }

  /**
   * A claim out of somebody's list. The list of a node that was cut off buries members that are well: what it holds dead
   * and we do not is suspected first, which gives the member the time to refute.
   */
  hearFromList(rumor: Rumor, listedBy: string, now: number): void {
    const held = this.#parts.table.get(rumor.record.id);
    const isHeldToLive = held?.state === 'alive' || held?.state === 'suspect';
    const isDoubtful = rumor.state === 'dead' && isHeldToLive;
    this.hear(isDoubtful ? { ...rumor, state: 'suspect', by: listedBy } : rumor, now);
  }

  /** This node's own accusation, after a probe that failed. */
  suspect(id: string, now: number): void {
    const held = this.#parts.table.get(id);
    if (held === undefined || (held.state !== 'alive' && held.state !== 'suspect')) return;
    this.hear({ ...held, state: 'suspect', by: this.#parts.table.selfId }, now);
  }

  endSuspicions(now: number): void {
    const { table } = this.#parts;
    for (const id of this.#suspicions.expired(now, table.countReachable())) {
      const held = table.get(id);
      if (held !== undefined) this.#accept({ ...held, state: 'dead', by: table.selfId }, now);
    }
  }

  /** Says something new about this node; `above` is the highest incarnation anybody has seen of it. */
  speakForSelf(record: MemberRecord, above: number, now: number): void {
    const { table, emit } = this.#parts;
    const incarnation = Math.max(above, table.self.incarnation) + 1;
    emit({ kind: 'incarnation-raised', incarnation });
    this.#accept({ record, state: 'alive', incarnation, by: table.selfId }, now);
  }

  leave(now: number): void {
    const { table } = this.#parts;
    this.#accept({ ...table.self, state: 'left' }, now);
  }

  nextAt(): number {
    return this.#suspicions.nextAt(this.#parts.table.countReachable());
  }

  postpone(byMs: number): void {
    this.#suspicions.postpone(byMs);
  }

  #accept(claim: Rumor, now: number): void {
    const { table, outbox, emit, onReachable } = this.#parts;
    const { id, swimAddress } = claim.record;
    const held = table.get(id);
    const previous = held === undefined ? null : table.toMember(held);
    const row = table.put(claim, now);
    outbox.announce(row);
    this.#suspicions.end(id);
    if (row.state === 'suspect') this.#suspicions.start(id, row.by, now);
    emit({ kind: 'member-changed', member: table.toMember(row), previous });
    if (id === table.selfId || row.state === 'dead' || row.state === 'left') return;
    if (previous === null || previous.state === 'dead' || previous.state === 'left')
      onReachable(id);
    // Whoever comes back from the dead may have been on the other side of a split: exchange everything at once.
    if (previous?.state === 'dead')
      for (const effect of outbox.list(swimAddress, true)) emit(effect);
  }

  #confirm(rumor: Rumor): void {
    if (this.#suspicions.confirm(rumor.record.id, rumor.by)) this.#parts.outbox.announce(rumor);
  }

  #hearAboutSelf(rumor: Rumor, now: number): void {
    const { table, outbox, emit, onAccused } = this.#parts;
    const { record, state, incarnation } = table.self;
    if (state === 'left') return;
    if (isHeldByAnother(record, rumor)) {
      emit({ kind: 'identity-refused', heldBy: rumor.record.swimAddress });
      return;
    }
    if (rumor.incarnation < incarnation) {
      // Somebody missed this node's last word.
      outbox.announceAgain(table.self);
      return;
    }
    const agrees = rumor.state === 'alive' && isSameRecord(rumor.record, record);
    if (agrees && rumor.incarnation === incarnation) return;
    // Suspected, buried, or remembered from an earlier run: only a higher incarnation settles it.
    this.speakForSelf(record, rumor.incarnation, now);
    if (rumor.state === 'suspect') onAccused();
  }
}

function isSameSuspicion(one: Rumor, other: Rumor): boolean {
  const isSuspicion = one.state === 'suspect' && other.state === 'suspect';
  return isSuspicion && one.incarnation === other.incarnation;
}
