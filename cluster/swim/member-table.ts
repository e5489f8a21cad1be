/** The member list: one row a member, the own row included. It stores claims; what they lead to is not decided here. */
import { isDeepStrictEqual } from 'node:util';
import type { Member, MemberRecord, MemberState } from '../model/member.ts';
import type { Rumor } from './message.ts';

export type Row = Rumor & { readonly changedAt: number; readonly heardAt: number | null };

export class MemberTable {
  readonly selfId: string;
  readonly #rows = new Map<string, Row>();

  constructor(self: Rumor) {
    this.selfId = self.record.id;
    this.#rows.set(this.selfId, { ...self, changedAt: 0, heardAt: null });
  }

  get self(): Row {
    const row = this.#rows.get(this.selfId);
    if (row === undefined) throw new Error('The own row is missing from the member list.');
    return row;
  }

  get(id: string): Row | undefined {
    return this.#rows.get(id);
  }

  /** Makes the claim the truth of this table. */
  put(claim: Rumor, now: number): Row {
    const held = this.#rows.get(claim.record.id);
    const sameState = held !== undefined && held.state === claim.state;
    const row = {
      ...claim,
      changedAt: sameState ? held.changedAt : now,
      heardAt: held?.heardAt ?? null,
    };
    this.#rows.set(claim.record.id, row);
    return row;
  }

  /** Notes a datagram that came directly from a member, from the address the member is known by. */
  heardFrom(id: string, address: string, now: number): void {
    const row = this.#rows.get(id);
    if (row?.record.swimAddress === address) this.#rows.set(id, { ...row, heardAt: now });
  }

  /** Rows of the others in one of these states. */
  others(...states: readonly MemberState[]): Row[] {
    return [...this.#rows.values()].filter(
      (row) => row.record.id !== this.selfId && states.includes(row.state),
    );
  }

  hasAddress(address: string): boolean {
    return [...this.#rows.values()].some((row) => row.record.swimAddress === address);
  }

  /** How many members take part, this one included. */
  countReachable(): number {
    return this.others('alive', 'suspect').length + 1;
  }

  /** Every claim, the own one first. */
  claims(): Rumor[] {
    const others = this.others('alive', 'suspect', 'dead', 'left');
    return [this.self, ...others].map(toClaim);
  }

  members(now: number): Member[] {
    const members = [...this.#rows.values()].map((row) => this.toMember(row));
    return members
      .map((member) => (member.local ? { ...member, heardAt: now } : member))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  toMember(row: Row): Member {
    const { record, state, incarnation, changedAt, heardAt } = row;
    return { ...record, state, incarnation, changedAt, heardAt, local: record.id === this.selfId };
  }
}

export function toClaim({ record, state, incarnation, by }: Rumor): Rumor {
  return { record, state, incarnation, by };
}

export function isSameRecord(one: MemberRecord, other: MemberRecord): boolean {
  return isDeepStrictEqual(one, other);
}
