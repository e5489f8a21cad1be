// Shell words.

/** The word as a shell reads it back: as it is where that is safe, in single quotes otherwise. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
