/**
 * Examples of the HTTP API: what the reference shows, and what a test asks of a running cluster, in this order. An id that
 * the cluster makes is any here; where it is shown again, the test puts that of the earlier answer.
 */
import type { EndpointName } from '../../../../cluster/api/contract.ts';

export type Example = {
  readonly endpoint: EndpointName;
  /** What it shows, a sentence. */
  readonly title: string;
  readonly params?: Readonly<Record<string, string>>;
  /** With its question mark. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /**
   * What a node answers, values as they may be. The test compares its fields with those of the real answer, and both with
   * the contract. For text the first line.
   */
  readonly response: unknown;
  /**
   * Fields whose values the answer has as well, as paths: `.state`; `.members[].state`, in all items, in any order; the empty
   * path is the whole answer. A question is repeated until it is so: what was ordered before takes its time.
   */
  readonly exact?: readonly string[];
  /** Only if it is not the status of the operation. */
  readonly status?: number;
};

/** The cluster that all examples are about. */
export const nodeIds = ['node-1', 'node-2', 'node-3', 'node-4'] as const;
