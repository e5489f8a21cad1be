/** Every metric of a node, once: name, help, type, labels, buckets. `registry.ts` makes them real. */
import { routingStrategies } from '../node/routing.ts';

type Common<Label extends string> = {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly Label[];
  /** Values that each label has from the start, so that series exist before something happens. */
  readonly initial?: Readonly<Record<Label, readonly string[]>>;
};

export type CounterSpec<Label extends string = string> = Common<Label> & {
  readonly kind: 'counter';
};
export type GaugeSpec<Label extends string = string> = Common<Label> & { readonly kind: 'gauge' };
export type HistogramSpec<Label extends string = string> = Common<Label> & {
  readonly kind: 'histogram';
  /** Upper bounds, seconds. */
  readonly buckets: readonly number[];
};
export type MetricSpec = CounterSpec | GaugeSpec | HistogramSpec;

export const operations = ['store', 'recall', 'delete', 'query'] as const;
export type Operation = (typeof operations)[number];

export const operationErrors = ['timeout', 'unavailable', 'internal'] as const;
export type OperationError = (typeof operationErrors)[number];

/** Every edge that an objective names (20, 50, 90, 100, 200 ms, 1 s) is a bucket, so quantiles there are exact. */
const operationBuckets = [
  0.001, 0.0025, 0.005, 0.01, 0.02, 0.025, 0.05, 0.09, 0.1, 0.2, 0.25, 0.5, 1, 2.5, 5,
];

const lagBuckets = [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60];

function counter<Label extends string = never>(
  name: string,
  help: string,
  labels: readonly Label[] = [],
  initial?: Readonly<Record<Label, readonly string[]>>,
): CounterSpec<Label> {
  return { kind: 'counter', name, help, labels, ...(initial === undefined ? {} : { initial }) };
}

function gauge<Label extends string = never>(
  name: string,
  help: string,
  labels: readonly Label[] = [],
): GaugeSpec<Label> {
  return { kind: 'gauge', name, help, labels };
}

export const catalog = {
  up: gauge('engram_up', '1 while the node answers.'),
  buildInfo: gauge('engram_build_info', 'Always 1; the label is the version of the program.', [
    'version',
  ]),
  nodeDraining: gauge('engram_node_draining', '1 while an operator drains the node.'),
  operations: counter(
    'engram_operations_total',
    'Operations on memories that clients asked this node for, failed ones included.',
    ['operation'],
    { operation: operations },
  ),
  operationErrors: counter(
    'engram_operation_errors_total',
    'Operations that failed through no fault of the client.',
    ['operation', 'error_type'],
    { operation: operations, error_type: operationErrors },
  ),
  operationDuration: {
    kind: 'histogram',
    name: 'engram_memory_operation_duration_seconds',
    help: 'From the last byte of the request to the answer, forwarding to another node included; a batch once per kind of operation in it.',
    labels: ['operation'],
    initial: { operation: operations },
    buckets: operationBuckets,
  } satisfies HistogramSpec<'operation'>,
  inFlightOperations: gauge(
    'engram_in_flight_operations',
    'Operations on memories being worked on, those passed on by other nodes included.',
  ),
  replicationLag: {
    kind: 'histogram',
    name: 'engram_replication_lag_seconds',
    help: 'Seconds from a write at the primary to its durable copy at a replica, at each acknowledgement; and each second, how long ago the oldest write was that a replica does not have (0 if it has all).',
    labels: ['space', 'replica'],
    buckets: lagBuckets,
  } satisfies HistogramSpec<'space' | 'replica'>,
  replicationLagSequences: gauge(
    'engram_replication_lag_sequences',
    'Writes that a replica of a space whose primary is here does not have yet.',
    ['space', 'replica'],
  ),
  replicationBytes: counter(
    'engram_replication_bytes_total',
    'Bytes of replication messages, keep-alives included, by who sends them: `direction` is always `sent`.',
    ['direction', 'replica', 'space'],
  ),
  routerRequests: counter(
    'engram_router_requests_total',
    'Requests of clients on their way to a space: to its primary, to the copy here, or to any copy of each space.',
    ['operation', 'strategy'],
    { operation: operations, strategy: routingStrategies },
  ),
  routerRetries: counter(
    'engram_router_retries_total',
    'Times that a primary was looked for again: the node that was asked was none, or kept silent.',
    ['operation'],
    { operation: operations },
  ),
  routerFallbacks: counter(
    'engram_router_replica_fallback_total',
    'Recalls that another copy answered than the one that was asked first.',
  ),
  routerOpenBreakers: gauge(
    'engram_router_circuit_breakers_open',
    'Spaces whose primary does not answer this node: a few requests ask for all, and too many are refused at once.',
  ),
  underReplicatedSpaces: gauge(
    'engram_cluster_under_replicated_spaces',
    'Spaces with fewer copies than configured that are alive and up to date (at most 1,000 writes and 2 s behind), among those whose primary is here; sum over nodes.',
  ),
  spacesWithoutQuorum: gauge(
    'engram_cluster_spaces_without_quorum',
    'Spaces of which this node does not see more than half of the copies alive, by its catalog.',
  ),
  partitioned: gauge(
    'engram_cluster_partitioned',
    '1 if this node has no majority, or misses a voter.',
  ),
  partitionState: gauge('engram_cluster_partition_state', '0 connected, 1 partitioned, 2 healing.'),
  partitionReachable: gauge(
    'engram_cluster_partition_reachable',
    'Voters that are alive, this node included.',
  ),
  partitionTotal: gauge('engram_cluster_partition_total', 'Voters.'),
  partitionRatio: gauge(
    'engram_cluster_partition_ratio',
    'Reachable voters as a share of all, 0 to 1.',
  ),
  partitionsDetected: counter(
    'engram_cluster_partitions_detected_total',
    'Times this node went from connected to partitioned.',
  ),
  partitionsHealed: counter(
    'engram_cluster_partitions_healed_total',
    'Times this node was connected again after it was partitioned.',
  ),
  divergence: gauge(
    'engram_cluster_divergence_count',
    'Copies that differed at the last comparison by this node; the coordinator compares every 10 s.',
  ),
  conflictsUnresolved: gauge(
    'engram_cluster_conflicts_unresolved',
    'Patterns with several versions, in spaces whose primary is here; sum over nodes.',
  ),
  merkleMismatches: counter(
    'engram_gossip_merkle_mismatches_total',
    'Copies here whose memories differed from the primary at the same sequence.',
  ),
  merkleRepairs: counter(
    'engram_gossip_merkle_repairs_total',
    'Copies here that were put right by taking the state of the primary.',
  ),
  messageDropRatio: gauge(
    'engram_gossip_message_drop_ratio',
    'Gossip calls without an answer, as a share of the last 200, 0 to 1.',
  ),
  gossipRounds: counter(
    'engram_consolidation_gossip_rounds_total',
    'Rounds in which patterns were compared with peers.',
  ),
  deltasTransferred: counter(
    'engram_consolidation_deltas_transferred_bytes_total',
    'Bytes of patterns that this node sent to peers and got from them.',
  ),
  consolidationConflicts: counter(
    'engram_consolidation_conflicts_total',
    'Patterns that came to have several versions on this node.',
    ['type'],
    { type: ['concurrent_update'] },
  ),
  merkleCompare: {
    kind: 'histogram',
    name: 'engram_consolidation_merkle_compare_seconds',
    help: 'From the first question about a tree that differs to the last pattern carried over.',
    labels: [],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
  } satisfies HistogramSpec<never>,
  consolidationRuns: counter(
    'engram_consolidation_runs_total',
    'Runs of consolidation, those that found nothing to do included.',
  ),
  consolidationFailures: counter(
    'engram_consolidation_failures_total',
    'Runs of consolidation that broke off.',
  ),
  consolidationLastSuccess: gauge(
    'engram_consolidation_last_success_timestamp_seconds',
    'When a run last succeeded, Unix time; a run that found nothing to do succeeds, and so does the start.',
  ),
  consolidationFreshness: gauge(
    'engram_consolidation_freshness_seconds',
    'Seconds since a run last succeeded.',
  ),
  imbalance: gauge(
    'engram_cluster_imbalance_ratio',
    'max(0, (most - ceil(mean)) / mean) of primaries or of copies per node that may take them, the larger one.',
  ),
  spacesPerNode: gauge(
    'engram_cluster_spaces_per_node',
    'Copies of spaces that a node holds according to the catalog, primaries included.',
    ['node'],
  ),
  rebalancePlans: counter(
    'engram_cluster_rebalance_plans_total',
    'Rebalances that this node has begun as coordinator, by itself or because somebody asked.',
  ),
  membersAlive: gauge(
    'engram_cluster_membership_alive',
    'Members this node sees alive, itself included.',
  ),
  membersSuspect: gauge('engram_cluster_membership_suspect', 'Members this node suspects.'),
  membersDead: gauge('engram_cluster_membership_dead', 'Members this node holds for dead.'),
  membersLeft: gauge(
    'engram_cluster_membership_left',
    'Members that left in good order and still count for the majority.',
  ),
  membersTotal: gauge(
    'engram_cluster_membership_total',
    'Members in any state, without those that were decommissioned or forgotten.',
  ),
  snapshotLastSuccess: gauge(
    'engram_snapshot_last_success_timestamp_seconds',
    'When the newest complete snapshot that this node holds was cut, Unix seconds; 0 while it holds none.',
  ),
  assignments: counter(
    'engram_cluster_assignments_total',
    'Times the copies of a space were chosen or changed, over all spaces, as the catalog of this node has it.',
  ),
  walLastSequence: gauge(
    'engram_wal_last_sequence',
    'Sequence of the last durable record in the write-ahead log.',
  ),
} as const satisfies Record<string, MetricSpec>;

export type Catalog = typeof catalog;
