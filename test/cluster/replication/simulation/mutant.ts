/** Known ways of doing it wrong. The checker must find every one of them, or its silence about the real thing is worth nothing. */

export type Mutant =
  /** Says `persisted` before the disk has synced. */
  | 'confirms-before-sync'
  /** Acknowledges when its own copy is durable, without waiting for a majority: `ackMode` async, which is said to be lossy. */
  | 'acknowledges-alone'
  /** Forgets its promises in a restart, so it can vote twice in one epoch. */
  | 'forgets-promises'
  /** Takes any log for good enough when it votes. */
  | 'votes-for-anybody'
  /** Answers reads as long as it believes that it is the primary, without asking. */
  | 'reads-without-asking';

export const mutants: readonly Mutant[] = [
  'confirms-before-sync',
  'acknowledges-alone',
  'forgets-promises',
  'votes-for-anybody',
  'reads-without-asking',
];
