/**
 * How much of its log a group keeps in memory behind what is applied, so that a copy that was away for a moment needs no
 * whole state: the last full stretch and what has been applied since.
 */

/** A stretch ends with the entry that makes it so long, or so large: characters of payloads as JSON. */
const stretchEntries = 20_000;
const stretchCharacters = 8 * 1024 * 1024;

export class KeptEntries {
  /** Where the last full stretch begins, and where it ends. */
  #begin = 0;
  #end = 0;
  #entries = 0;
  #characters = 0;

  /** An entry was applied, the next one of the group. */
  note(sequence: number, characters: number): void {
    this.#entries += 1;
    this.#characters += characters;
    if (this.#entries < stretchEntries && this.#characters < stretchCharacters) return;
    this.#begin = this.#end;
    this.#end = sequence;
    this.#entries = 0;
    this.#characters = 0;
  }

  /** What is at or below may go. */
  get forgettable(): number {
    return this.#begin;
  }
}
