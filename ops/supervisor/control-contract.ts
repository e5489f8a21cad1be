// Shapes that cross the supervisor's socket.
import type { ResponseOf } from '../../cluster/api/contract.ts';
import type { ClusterRecord } from '../state/record.ts';
import type { NodeState } from './node-host.ts';

export type Member = ResponseOf<'getMembers'>['members'][number];

export type NodeStatus = NodeState & {
  readonly url: string;
  /** As the operator's place sees it. */
  readonly pid?: number;
  /** Who this node sees; empty if it did not answer, absent if it does not serve or was not asked. */
  readonly members?: readonly Member[];
};

export type ClusterStatus = {
  readonly record: ClusterRecord;
  readonly nodes: readonly NodeStatus[];
};
