// Did you mean …? Distance counts insertions, deletions, replacements and swaps of neighbours.

/** The candidate nearest to `word`, at most `limit` edits away; capitals do not count as edits. */
export function closestWord(
  word: string,
  candidates: readonly string[],
  limit = 2,
): string | undefined {
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    // A word of two letters is two edits away from everything.
    if (distance >= bestDistance || distance >= candidate.length) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

export function editDistance(from: string, to: string): number {
  if (Math.abs(from.length - to.length) > longest) return longest;
  let previous: number[] = [];
  let current = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const beforePrevious = previous;
    previous = current;
    current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped =
        row > 1 &&
        column > 1 &&
        from[row - 1] === to[column - 2] &&
        from[row - 2] === to[column - 1];
      current[column] = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + (same ? 0 : 1),
        swapped ? at(beforePrevious, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
  }
  return at(current, to.length);
}

/** Words further apart than this are simply different; spares the table for long input. */
const longest = 32;

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
