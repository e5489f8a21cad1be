/** What the examples call by one name and a running cluster by another: the ids that it makes, and nodes by their part, with their addresses. */

/** An id that a cluster made: a word of what it is, and what makes it the only one. */
const madeId = /^[a-z]+_[0-9a-z_-]+$/;

const address = /\d+(?:\.\d+){3}/g;

export class Names {
  readonly #real = new Map<string, string>();

  /** The cluster's name of what the examples call so, addresses in a sentence too; the same one if nothing else is known. */
  real(shown: string): string {
    const known = this.#real.get(shown);
    return known ?? shown.replace(address, (found) => this.#real.get(found) ?? found);
  }

  set(shown: string, real: string): void {
    this.#real.set(shown, real);
  }

  /** JSON of an example in the names of the cluster. */
  translate(shown: unknown): unknown {
    if (typeof shown === 'string') return this.real(shown);
    if (Array.isArray(shown)) return shown.map((item: unknown) => this.translate(item));
    if (typeof shown !== 'object' || shown === null) return shown;
    return Object.fromEntries(
      Object.entries(shown).map(([key, value]) => [key, this.translate(value)]),
    );
  }

  /**
   * Takes over the ids that an answer holds where the example shows others. Gives the places of those that are known by
   * another name already: there the answer is about something else than the example.
   */
  learn(shown: unknown, answered: unknown, path = ''): readonly string[] {
    if (Array.isArray(shown) && Array.isArray(answered)) {
      return this.learn(shown[0], answered[0], `${path}[]`);
    }
    if (typeof shown === 'object' && shown !== null) {
      if (typeof answered !== 'object' || answered === null) return [];
      const there = answered as Readonly<Record<string, unknown>>;
      return Object.entries(shown).flatMap(([key, value]) =>
        this.learn(value, there[key], `${path}.${key}`),
      );
    }
    if (typeof shown !== 'string' || typeof answered !== 'string') return [];
    if (!/[._]id$/.test(path) || !madeId.test(shown)) return [];
    const known = this.#real.get(shown);
    if (known === undefined) this.#real.set(shown, answered);
    return known === undefined || known === answered ? [] : [path];
  }
}
