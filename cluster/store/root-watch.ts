/** Waits for a store to reach a sequence, to know its root hash exactly there while writes go on. */

/** Given null when the store has got past the sequence without having stood there. */
export type RootAwaiter = (root: string | null) => void;

type Waiting = { readonly sequence: number; readonly then: RootAwaiter };

export class RootWatch {
  readonly #rootOf: () => string;
  #waiting: readonly Waiting[] = [];

  constructor(rootOf: () => string) {
    this.#rootOf = rootOf;
  }

  /** Calls `then` once, at once or when the store gets there. Returns what stops the waiting. */
  at(sequence: number, applied: number, then: RootAwaiter): () => void {
    const waiting = { sequence, then };
    this.#waiting = [...this.#waiting, waiting];
    this.reached(applied);
    return () => {
      this.#waiting = this.#waiting.filter((one) => one !== waiting);
    };
  }

  /** To be called whenever the store has got to a sequence. Nearly always nobody waits. */
  reached(applied: number): void {
    if (this.#waiting.length === 0) return;
    const due = this.#waiting.filter(({ sequence }) => sequence <= applied);
    this.#waiting = this.#waiting.filter(({ sequence }) => sequence > applied);
    for (const { sequence, then } of due) then(sequence === applied ? this.#rootOf() : null);
  }
}
