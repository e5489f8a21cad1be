/** The entries of one group in memory, from `base` on, and the copy sets that they state. */
import { type Entry, entryTypes, type Hlc, type Position, startHlc } from '../model/entry.ts';
import type { CopySet } from '../model/space.ts';
import { readCopies } from './copies.ts';
import { packEntry } from './payload-text.ts';
import type { InstalledState } from './state.ts';

type StatedCopies = { readonly sequence: number; readonly copies: CopySet };

export class Log {
  #base: Position;
  #baseHlc: Hlc;
  #entries: Entry[];
  /** By rising sequence; the first is the one in force at the base. Never empty. */
  #stated: StatedCopies[];

  constructor(base: InstalledState, entries: readonly Entry[]) {
    this.#base = base.position;
    this.#baseHlc = base.hlc ?? startHlc;
    this.#stated = [{ sequence: base.position.sequence, copies: base.copies }];
    this.#entries = [];
    this.append(entries);
  }

  get base(): Position {
    return this.#base;
  }

  get last(): Position {
    return this.#entries.at(-1) ?? this.#base;
  }

  /** Stamp of the newest entry. */
  get lastHlc(): Hlc {
    return this.#entries.at(-1)?.hlc ?? this.#baseHlc;
  }

  /** Null when the log does not reach there or does not remember. */
  hlcAt(sequence: number): Hlc | null {
    if (sequence === this.#base.sequence) return this.#baseHlc;
    return this.entryAt(sequence)?.hlc ?? null;
  }

  /** The copy set in force: the newest in the log, committed or not. */
  get copies(): CopySet {
    return this.#newestStated.copies;
  }

  /** Where the copy set in force was stated. */
  get copiesSequence(): number {
    return this.#newestStated.sequence;
  }

  get #newestStated(): StatedCopies {
    const newest = this.#stated.at(-1);
    if (newest === undefined) throw new Error('Unexpected log without a copy set.');
    return newest;
  }

  /** The copy set that was in force at a sequence from the base on. */
  copiesAt(sequence: number): CopySet {
    const stated = this.#stated.findLast((candidate) => candidate.sequence <= sequence);
    if (stated === undefined)
      throw new Error(`Unexpected sequence \`${sequence}\` before the log.`);
    return stated.copies;
  }

  /** Null when the log does not reach there or does not remember. */
  epochAt(sequence: number): number | null {
    if (sequence === this.#base.sequence) return this.#base.epoch;
    return this.entryAt(sequence)?.epoch ?? null;
  }

  entryAt(sequence: number): Entry | null {
    if (sequence <= this.#base.sequence) return null;
    return this.#entries[sequence - this.#base.sequence - 1] ?? null;
  }

  /** Entries from `from` to `to`, both included; what is not there is left out. */
  range(from: number, to: number): readonly Entry[] {
    const start = Math.max(from - this.#base.sequence - 1, 0);
    return this.#entries.slice(start, Math.max(to - this.#base.sequence, 0));
  }

  append(entries: readonly Entry[]): void {
    for (const entry of entries) {
      const expected = this.last.sequence + 1;
      if (entry.sequence !== expected) {
        throw new Error(`Unexpected sequence \`${entry.sequence}\`, expected \`${expected}\`.`);
      }
      this.#entries.push(entry);
      if (entry.type !== entryTypes.checkpoint) continue;
      this.#stated.push({ sequence: entry.sequence, copies: readCopies(entry.payload) });
    }
  }

  /** Keeps the entries from `from` to `to` as text; they stay equal to what they were. See `packEntry`. */
  pack(from: number, to: number): void {
    const start = Math.max(from - this.#base.sequence - 1, 0);
    const end = Math.min(to - this.#base.sequence, this.#entries.length);
    for (let index = start; index < end; index += 1) {
      this.#entries[index] = packEntry(this.#entries[index] as Entry);
    }
  }

  truncateAfter(sequence: number): void {
    this.#entries.length = Math.max(sequence - this.#base.sequence, 0);
    this.#stated = this.#stated.filter(
      (stated, index) => index === 0 || stated.sequence <= sequence,
    );
  }

  /** Forgets entries up to `sequence`, which is in the log. */
  trim(sequence: number): void {
    const epoch = this.epochAt(sequence);
    if (epoch === null || sequence <= this.#base.sequence) return;
    const copies = this.copiesAt(sequence);
    this.#baseHlc = this.hlcAt(sequence) ?? this.#baseHlc;
    this.#entries.splice(0, sequence - this.#base.sequence);
    this.#base = { epoch, sequence };
    const later = this.#stated.filter((stated) => stated.sequence > sequence);
    this.#stated = [{ sequence, copies }, ...later];
  }

  /** Starts anew from a state that stands for everything up to its position. */
  reset(installed: InstalledState): void {
    this.#base = installed.position;
    this.#baseHlc = installed.hlc ?? startHlc;
    this.#entries = [];
    this.#stated = [{ sequence: installed.position.sequence, copies: installed.copies }];
  }
}
