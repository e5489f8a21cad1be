/**
 * The cluster epoch: how often the whole cluster was recovered from a backup, and which recovery was the last. What a
 * recovery took back must never return, so nodes of different epochs exchange nothing at all.
 */

export type ClusterEpoch = {
  /** Recoveries so far; 0 for a cluster that never was recovered. */
  readonly number: number;
  /**
   * What the last recovery was made of (snapshot and target), 8 hex digits; empty at 0. Two nodes that were restored to
   * different moments have the same number and still do not belong together.
   */
  readonly recovery: string;
};

export const firstClusterEpoch: ClusterEpoch = { number: 0, recovery: '' };

/** As people and the wire see it: `0`, `1-9f3a21bc`. */
export function clusterEpochText({ number, recovery }: ClusterEpoch): string {
  return recovery === '' ? String(number) : `${number}-${recovery}`;
}

/** Null for anything that `clusterEpochText` does not write. */
export function parseClusterEpoch(text: string): ClusterEpoch | null {
  const [, number, recovery = ''] = /^(\d{1,9})(?:-([0-9a-f]{8}))?$/.exec(text) ?? [];
  return number === undefined ? null : { number: Number(number), recovery };
}

/** What `theirs` is, seen from `own`. other: as many recoveries, and not the same last one. */
export type EpochRelation = 'same' | 'older' | 'newer' | 'other';

export function relateEpochs(own: ClusterEpoch, theirs: ClusterEpoch): EpochRelation {
  if (own.number !== theirs.number) return theirs.number > own.number ? 'newer' : 'older';
  return own.recovery === theirs.recovery ? 'same' : 'other';
}
