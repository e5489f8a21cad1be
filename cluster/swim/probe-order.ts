/**
 * Whom to probe next. Random choice could leave a member unprobed for ever; a shuffled round visits everybody once a
 * round, so a crash is noticed within two rounds at the latest, and shuffling again keeps the members out of step.
 */
import { type Random, randomInteger, shuffle } from '../io/random.ts';

export class ProbeOrder {
  readonly #random: Random;
  #round: string[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /** A newcomer gets a random place in what is left of the round. */
  add(id: string): void {
    this.#round.splice(randomInteger(this.#random, this.#round.length + 1), 0, id);
  }

  /** The next of `candidates`, or null if there are none. Those that are no candidates any more are skipped. */
  next(candidates: ReadonlySet<string>): string | null {
    if (candidates.size === 0) return null;
    for (;;) {
      const id = this.#round.shift();
      if (id === undefined) this.#round = shuffle(this.#random, [...candidates]);
      else if (candidates.has(id)) return id;
    }
  }
}
