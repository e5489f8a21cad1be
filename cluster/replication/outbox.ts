/**
 * Collects the effects of one step, and holds back every message that must not leave before something is durable.
 * At most one persist a step; a held message waits for the newest persist at the time when it was held.
 */
import type { Entry } from '../model/entry.ts';
import type { NodeId } from '../model/ids.ts';
import type { CopySet } from '../model/space.ts';
import type { Effect, SendEffect } from './effect.ts';
import type { GroupMessage } from './message.ts';
import type { InstalledState, Promised } from './state.ts';

type Draft = {
  promised: Promised | null;
  installed: InstalledState | null;
  entries: Entry[];
  readonly held: SendEffect[];
};

type PendingPersist = {
  readonly ticket: number;
  /** The log is durable up to here once this persist is; null if it says nothing about entries. */
  sequence: number | null;
  readonly hasPromise: boolean;
  readonly held: SendEffect[];
};

export class Outbox {
  #effects: Effect[] = [];
  #draft: Draft | null = null;
  #pending: PendingPersist[] = [];
  #tickets = 0;
  #durable: number;

  constructor(durable: number) {
    this.#durable = durable;
  }

  /** The log is durable up to this sequence. */
  get durable(): number {
    return this.#durable;
  }

  push(effect: Effect): void {
    this.#effects.push(effect);
  }

  send(to: NodeId, message: GroupMessage): void {
    this.#effects.push({ kind: 'send', to, message });
  }

  sendBulk(to: NodeId, message: GroupMessage): void {
    this.#effects.push({ kind: 'send', to, message, bulk: true });
  }

  sendWhenDurable(to: NodeId, message: GroupMessage): void {
    const waits = this.#draft ?? this.#pending.at(-1);
    if (waits === undefined) this.send(to, message);
    else waits.held.push({ kind: 'send', to, message });
  }

  /** For what depends on the promise and on no entry. */
  sendWhenPromised(to: NodeId, message: GroupMessage): void {
    const pending = this.#pending.findLast(({ hasPromise }) => hasPromise);
    const waits = this.#draft?.promised == null ? pending : this.#draft;
    if (waits === undefined) this.send(to, message);
    else waits.held.push({ kind: 'send', to, message });
  }

  persistPromise(promised: Promised): void {
    this.#openDraft().promised = promised;
  }

  persistEntries(entries: readonly Entry[]): void {
    for (const entry of entries) this.#openDraft().entries.push(entry);
  }

  persistInstalled(installed: InstalledState): void {
    this.#forgetDurableAfter(0);
    this.#openDraft().installed = installed;
  }

  /** Entries after `sequence` are about to be replaced: what is still being written there proves nothing. */
  truncated(sequence: number): void {
    this.#forgetDurableAfter(sequence);
  }

  /** Notes that everything up to `ticket` is durable; gives the messages that waited for it. */
  persisted(ticket: number): readonly SendEffect[] {
    const released: SendEffect[] = [];
    while (this.#pending[0] !== undefined && this.#pending[0].ticket <= ticket) {
      const done = this.#pending.shift();
      if (done === undefined) break;
      if (done.sequence !== null) this.#durable = Math.max(this.#durable, done.sequence);
      released.push(...done.held);
    }
    return released;
  }

  /** The step's effects, the persist first. */
  flush(commit: number, founders: CopySet | null): readonly Effect[] {
    const effects = this.#effects;
    this.#effects = [];
    const draft = this.#draft;
    if (draft === null) return effects;
    this.#draft = null;
    this.#tickets += 1;
    const ticket = this.#tickets;
    const { promised, installed, entries, held } = draft;
    const sequence = entries.at(-1)?.sequence ?? installed?.position.sequence ?? null;
    this.#pending.push({ ticket, sequence, hasPromise: promised !== null, held });
    const persist = { kind: 'persist', ticket, promised, installed, entries, commit } as const;
    effects.unshift({ ...persist, founders: promised === null ? null : founders });
    return effects;
  }

  #forgetDurableAfter(sequence: number): void {
    this.#durable = Math.min(this.#durable, sequence);
    for (const pending of this.#pending) {
      if (pending.sequence !== null) pending.sequence = Math.min(pending.sequence, sequence);
    }
  }

  #openDraft(): Draft {
    this.#draft ??= { promised: null, installed: null, entries: [], held: [] };
    return this.#draft;
  }
}
