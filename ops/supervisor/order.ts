// What the starting command and the supervisor say to each other.
import type { FailureKind } from '../failure.ts';
import type { ClusterRecord } from '../state/record.ts';
import type { NodeStatus } from './control-contract.ts';

export type Order = {
  readonly record: ClusterRecord;
  /** How many of the hosts get a node, from the first on; the others stay empty. */
  readonly nodes: number;
  /** Release that is current on every host. */
  readonly version: string;
  /** False: hosts only, nothing runs on them. */
  readonly start: boolean;
  /** Number of spaces to create, `space-0` and on. */
  readonly spaces: number;
};

export type SupervisorEvent =
  | {
      readonly event: 'ready';
      readonly record: ClusterRecord;
      readonly nodes: readonly NodeStatus[];
    }
  | {
      readonly event: 'failed';
      readonly kind: FailureKind;
      readonly message: string;
      readonly details: readonly string[];
      readonly hint?: string;
    };
