// Lines in the pieces that people see: words, blanks, and every other character by itself.

export function splitTokens(text: string): readonly string[] {
  return text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];
}

/** What a piece counts when it is not on the other side. Whole numbers, so that equal sums are equal. */
export function weigh(token: string): number {
  if (/^\s/.test(token)) return 10;
  return /^[\p{L}\p{N}_]/u.test(token) ? 50 : 20;
}

/**
 * Share of what two lists of pieces have in common, whatever their order: 0 to 1. `marks` is how many placeholders the
 * left one has besides; each is a word in common with anything.
 */
export function likenessOf(left: readonly string[], right: readonly string[], marks = 0): number {
  const wild = marks * weigh('word');
  const counts = new Map<string, number>();
  for (const token of left) counts.set(token, (counts.get(token) ?? 0) + 1);
  let common = 0;
  for (const token of right) {
    const count = counts.get(token) ?? 0;
    if (count === 0) continue;
    counts.set(token, count - 1);
    common += weigh(token);
  }
  const total = (tokens: readonly string[]): number =>
    tokens.reduce((sum, token) => sum + weigh(token), 0);
  const sides = total(left) + total(right) + 2 * wild;
  if (sides === 0) return 1;
  return Math.min(1, (2 * (common + Math.min(wild, total(right) - common))) / sides);
}

/** Share of the first list that is in the second: 0 to 1. Nothing is wholly in anything. */
export function shareOf(left: readonly string[], right: readonly string[]): number {
  const there = new Set(right);
  const weight = (tokens: readonly string[]): number =>
    tokens.reduce((sum, token) => sum + weigh(token), 0);
  const all = weight(left);
  return all === 0 ? 1 : weight(left.filter((token) => there.has(token))) / all;
}
