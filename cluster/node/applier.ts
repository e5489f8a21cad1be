/** Gives committed entries to a group's machine, in order, and notes on the way what others want to know of them. */
import { type Entry, entryTypes } from '../model/entry.ts';
import type { GroupId } from '../model/ids.ts';
import { isMark } from '../replication/copies.ts';
import type { Mark } from '../replication/move.ts';
import { payloadText } from '../replication/payload-text.ts';
import { isApplicable, withoutCommand } from './applicable.ts';
import { KeptEntries } from './kept-entries.ts';
import type { Machine } from './machine.ts';
import type { WaitingProposals } from './waiting-proposals.ts';

export type ResultOf<Driven extends Machine<unknown>> = ReturnType<Driven['apply']>;

export type Applied<Driven> = {
  readonly group: GroupId;
  readonly machine: Driven;
  /** Sequence up to which entries may come from the disk; those behind it were checked when they got into the log. */
  readonly recoveredTo: number;
};

export type ApplierDeps = {
  /** The machine has just applied a `snapshotMarker` and nothing behind it. */
  readonly onCut?: (group: GroupId, marker: Entry, machine: Machine<unknown>) => void;
  /** A committed entry could not be applied, here and on every other copy: it counts as one that changes nothing. */
  readonly onIgnored: (group: GroupId, entry: Entry) => void;
};

export class Applier<Driven extends Machine<unknown>> {
  readonly #applied: Applied<Driven>;
  readonly #waiting: WaitingProposals<ResultOf<Driven>>;
  readonly #deps: ApplierDeps;
  readonly #kept = new KeptEntries();
  #mark: Mark | null = null;

  constructor(
    applied: Applied<Driven>,
    waiting: WaitingProposals<ResultOf<Driven>>,
    deps: ApplierDeps,
  ) {
    this.#applied = applied;
    this.#waiting = waiting;
    this.#deps = deps;
  }

  /** The root of the content at the newest mark in the log; null since the start. */
  get mark(): Mark | null {
    return this.#mark;
  }

  /** The log in memory need not go back behind this sequence. */
  get forgettable(): number {
    return this.#kept.forgettable;
  }

  apply(entries: readonly Entry[]): void {
    const { group, machine } = this.#applied;
    for (const committed of entries) {
      const entry = this.#toApply(committed);
      const result = machine.apply(entry) as ResultOf<Driven>;
      this.#kept.note(entry.sequence, payloadText(committed).length);
      this.#waiting.applied(entry.sequence, result);
      this.#noteMark(entry);
      if (entry.type === entryTypes.snapshotMarker) this.#deps.onCut?.(group, entry, machine);
    }
  }

  #toApply(entry: Entry): Entry {
    const { group, recoveredTo } = this.#applied;
    const { sequence, type, payload } = entry;
    if (sequence > recoveredTo || isApplicable(group, type, payload)) return entry;
    this.#deps.onIgnored(group, entry);
    return withoutCommand(entry);
  }

  #noteMark({ type, payload, sequence }: Entry): void {
    if (type !== entryTypes.checkpoint || !isMark(payload)) return;
    this.#mark = { sequence, root: this.#applied.machine.rootHash() };
  }
}
