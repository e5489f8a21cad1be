/** Everything that leaves a node: fills datagrams with news up to their size, and splits a list into whole datagrams. */
import { datagramBytesMax } from '../net/transport.ts';
import { BroadcastQueue, tellings } from './broadcast-queue.ts';
import { messageBytes, rumorBytes } from './codec.ts';
import type { SendEffect } from './effect.ts';
import { type MemberTable, toClaim } from './member-table.ts';
import type { Message, Rumor } from './message.ts';
import type { SwimTiming } from './timing.ts';

/** A message before news is put into it. `Omit` on each kind of the union by itself. */
type Bare<Kind> = Kind extends Message ? Omit<Kind, 'from' | 'rumors'> : never;
export type BareMessage = Bare<Message>;

export class Outbox {
  readonly #table: MemberTable;
  readonly #timing: SwimTiming;
  readonly #news = new BroadcastQueue();

  constructor(table: MemberTable, timing: SwimTiming) {
    this.#table = table;
    this.#timing = timing;
  }

  get hasNews(): boolean {
    return this.#news.size > 0;
  }

  announce(claim: Rumor): void {
    const rumor = toClaim(claim);
    this.#news.add(rumor, rumorBytes(rumor));
  }

  /** Only if it is not being told already. */
  announceAgain(claim: Rumor): void {
    if (!this.#news.has(claim.record.id)) this.announce(claim);
  }

  /**
   * One datagram to a member. Whoever is not held alive is told so before anything else: that is its chance to refute.
   * It may hold the same of this node, so it is also told who is speaking.
   * `toId` is null when nobody knows who lives at the address.
   */
  message(to: string, toId: string | null, bare: BareMessage): SendEffect {
    const row = toId === null ? undefined : this.#table.get(toId);
    const warning =
      row !== undefined && row.state !== 'alive' ? [row, this.#table.self].map(toClaim) : [];
    const carrier: Message = { ...bare, from: this.#table.selfId, rumors: warning };
    const { retransmitFactor, newsMax } = this.#timing;
    const told = tellings(retransmitFactor, this.#table.countReachable());
    const room = { bytes: datagramBytesMax - messageBytes(carrier), count: newsMax };
    const news = this.#news.take(room, told, toId ?? undefined);
    return { kind: 'send', to, message: { ...carrier, rumors: [...warning, ...news] } };
  }

  /** One claim and nothing else, to an address whose owner need not be a member. */
  claim(to: string, claim: Rumor): SendEffect {
    const rumors = [toClaim(claim)];
    return { kind: 'send', to, message: { kind: 'gossip', from: this.#table.selfId, rumors } };
  }

  /** The whole list. Only the first datagram may ask for an answer, or there would be one for each. */
  list(to: string, reply: boolean): SendEffect[] {
    const from = this.#table.selfId;
    const empty: Message = { kind: 'sync', from, reply: false, rumors: [] };
    const room = datagramBytesMax - messageBytes(empty);
    const datagrams: Rumor[][] = [];
    let free = 0;
    for (const claim of this.#table.claims()) {
      const bytes = rumorBytes(claim);
      if (bytes > free) {
        datagrams.push([]);
        free = room;
      }
      datagrams.at(-1)?.push(claim);
      free -= bytes;
    }
    return datagrams.map((rumors, index) => ({
      kind: 'send',
      to,
      message: { ...empty, reply: reply && index === 0, rumors },
    }));
  }
}
