/** What somebody wants to recall from one space, and what is found. Plain JSON: it travels between nodes. */
import type { MemoryRecord } from './record.ts';

export type RecallQuestion = {
  /** Text to look for; null if only the embedding counts. */
  readonly text: string | null;
  /** 768 numbers, or null. At least one of the two is given. */
  readonly embedding: readonly number[] | null;
  /** At most so many memories, the best first. */
  readonly limit: number;
  /** Least similarity, 0 to 1. */
  readonly threshold: number;
  /** A memory must have all of these tags. */
  readonly requiredTags: readonly string[];
  /** And none of these. */
  readonly excludedTags: readonly string[];
  /** Observed at or after, Unix milliseconds; null for no limit. */
  readonly from: number | null;
  /** Observed at or before, Unix milliseconds. */
  readonly to: number | null;
};

export type RecalledMemory = Omit<MemoryRecord, 'embedding'> & {
  /** 0 to 1. See `recall-index.ts`. */
  readonly similarity: number;
};

export type Recalled = {
  readonly memories: readonly RecalledMemory[];
  /** Memories that passed the filters and reached the threshold, `limit` left aside. */
  readonly matches: number;
  /** Memories in the space. */
  readonly searched: number;
};
