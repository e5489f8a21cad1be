/** Known ways of doing it wrong. The checks must find every one of them, or their silence about the real thing is worth nothing. */

export type Mutant =
  /** Its disk says that it has synced what it has not. */
  | 'confirms-before-sync'
  /** Acknowledges when its own copy is durable, without waiting for a majority. */
  | 'acknowledges-alone'
  /** Comes back from a crash with an empty disk, as if it had never promised anything. */
  | 'forgets-everything';

export const mutants: readonly Mutant[] = [
  'confirms-before-sync',
  'acknowledges-alone',
  'forgets-everything',
];
