// Keys as real users choose them: a few often, most rarely. The generator of Gray et al., "Quickly generating
// billion-record synthetic databases" (SIGMOD 1994), which YCSB uses too.

/** A number below 1 and at least 0, each as likely as any other. */
export type Random = () => number;

/**
 * Draws ranks from 0 to `count` - 1; rank r comes with a probability in proportion to 1 / (r + 1) ** `skew`.
 * `skew` 0 makes all equal; it must be below 1, and 0.99 is customary.
 */
export function createZipf(count: number, skew: number, random: Random): () => number {
  if (skew === 0) return () => Math.floor(random() * count);
  const sum = zeta(count, skew);
  const alpha = 1 / (1 - skew);
  const eta = (1 - (2 / count) ** (1 - skew)) / (1 - zeta(2, skew) / sum);
  const secondUpTo = 1 + 0.5 ** skew;
  return () => {
    const drawn = random();
    const scaled = drawn * sum;
    if (scaled < 1 || count === 1) return 0;
    if (scaled < secondUpTo) return 1;
    return Math.min(count - 1, Math.floor(count * (eta * drawn - eta + 1) ** alpha));
  };
}

function zeta(count: number, skew: number): number {
  let sum = 0;
  for (let rank = 1; rank <= count; rank += 1) sum += 1 / rank ** skew;
  return sum;
}

/** The same numbers for the same seed (mulberry32), so that a run can be repeated. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
