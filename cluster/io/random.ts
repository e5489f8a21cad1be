/** Chance as the node's parts see it: handed in, so that a seed repeats a run. None of it is fit for secrets. */

export interface Random {
  /** A number in [0, 1). */
  fraction(): number;
}

/** A whole number in [0, `bound`); `bound` is at least 1. */
export function randomInteger(random: Random, bound: number): number {
  return Math.floor(random.fraction() * bound);
}

/** The items in random order (Fisher-Yates); the input stays as it is. */
export function shuffle<Item>(random: Random, items: readonly Item[]): Item[] {
  const shuffled: Item[] = [];
  for (const item of items) {
    const position = randomInteger(random, shuffled.length + 1);
    shuffled.splice(position, 0, item);
  }
  return shuffled;
}

export function createSystemRandom(): Random {
  return { fraction: () => Math.random() };
}

/** The same numbers for the same seed (mulberry32: 32 bits of state, good enough for simulations). */
export function createSeededRandom(seed: number): Random {
  let state = seed >>> 0;
  return {
    fraction() {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}
