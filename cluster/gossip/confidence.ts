/** How much less an answer is worth that not everybody could contribute to. It is lowered, never refused. */

export type Participation = {
  /** Parts (spaces, or copies of one) that contributed. */
  readonly responding: number;
  /** Parts that should have. */
  readonly expected: number;
  /** This node has no majority, or misses a voter. */
  readonly partitioned: boolean;
};

const partitionPenalty = 0.1;
const penaltyMax = 0.5;

/** What to multiply a confidence with: 1 − (missing share + 0.1 in a partition), but never less than 0.5. */
export function confidenceFactor({ responding, expected, partitioned }: Participation): number {
  const missing = expected === 0 ? 0 : 1 - Math.min(responding, expected) / expected;
  return 1 - Math.min(penaltyMax, missing + (partitioned ? partitionPenalty : 0));
}
