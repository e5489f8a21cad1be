/** What a primary knows of its questions whether it is the primary still; see `lease.ts`. */
import type { NodeId } from '../model/ids.ts';

export type Confirmation = {
  /** Number of the newest question; 0 before the first. */
  round: number;
  /** No majority has answered it yet. */
  isOpen: boolean;
  /** When it was first sent, and last. */
  askedAt: number;
  sentAt: number;
  answered: Set<NodeId>;
  /** Tokens of the reads that had come when it was sent, and of those that came later. */
  asking: readonly number[];
  waiting: number[];
  /** When the newest question that a majority has answered was sent, and who that majority was. */
  confirmedAt: number;
  confirmedBy: ReadonlySet<NodeId>;
};

export function newConfirmation(): Confirmation {
  return {
    round: 0,
    isOpen: false,
    askedAt: Number.NEGATIVE_INFINITY,
    sentAt: Number.NEGATIVE_INFINITY,
    answered: new Set(),
    asking: [],
    waiting: [],
    confirmedAt: Number.NEGATIVE_INFINITY,
    confirmedBy: new Set(),
  };
}

/** Everybody who waits for an answer. */
export function waitingFor({ asking, waiting }: Confirmation): readonly number[] {
  return [...asking, ...waiting];
}
