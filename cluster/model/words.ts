/**
 * Text as a set of words: what recall looks up and what consolidation counts. The same on every node: letters and
 * digits by Unicode, lower case without regard to the locale, compatibility forms made equal.
 */

/** Longer runs of letters are cut, so that a blob of base64 is not a word of its own length. */
const wordCharactersMax = 40;

/** The words of a text, each once, in the order in which they first stand. */
export function wordsOf(text: string): readonly string[] {
  const found =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(found.map((word) => word.slice(0, wordCharactersMax)))];
}
