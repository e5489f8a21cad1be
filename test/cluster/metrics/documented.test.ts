import { expect, test } from 'vitest';
import { catalog, type MetricSpec } from '../../../cluster/metrics/catalog.ts';

type Documented = { readonly type: MetricSpec['kind']; readonly labels?: readonly string[] };

const gauge: Documented = { type: 'gauge' };
const counter: Documented = { type: 'counter' };

/** What dashboards, alerts and runbooks count on: names, types and labels. */
const documented: Readonly<Record<string, Documented>> = {
  engram_memory_operation_duration_seconds: { type: 'histogram', labels: ['operation'] },
  engram_operations_total: { type: 'counter', labels: ['operation'] },
  engram_operation_errors_total: { type: 'counter', labels: ['operation', 'error_type'] },
  engram_cluster_partitioned: gauge,
  engram_cluster_divergence_count: gauge,
  engram_cluster_imbalance_ratio: gauge,
  engram_consolidation_last_success_timestamp_seconds: gauge,
  engram_consolidation_freshness_seconds: gauge,
  engram_replication_lag_seconds: { type: 'histogram', labels: ['space', 'replica'] },
  engram_replication_lag_sequences: { type: 'gauge', labels: ['space', 'replica'] },
  engram_replication_bytes_total: {
    type: 'counter',
    labels: ['direction', 'replica', 'space'],
  },
  engram_up: gauge,
  engram_build_info: { type: 'gauge', labels: ['version'] },
  engram_node_draining: gauge,
  engram_in_flight_operations: gauge,
  engram_cluster_membership_alive: gauge,
  engram_cluster_membership_suspect: gauge,
  engram_cluster_membership_dead: gauge,
  engram_cluster_membership_left: gauge,
  engram_cluster_membership_total: gauge,
  engram_cluster_partition_state: gauge,
  engram_cluster_partition_reachable: gauge,
  engram_cluster_partition_total: gauge,
  engram_cluster_partition_ratio: gauge,
  engram_cluster_partitions_detected_total: counter,
  engram_cluster_partitions_healed_total: counter,
  engram_cluster_assignments_total: counter,
  engram_cluster_rebalance_plans_total: counter,
  engram_cluster_spaces_per_node: { type: 'gauge', labels: ['node'] },
  engram_cluster_under_replicated_spaces: gauge,
  engram_cluster_spaces_without_quorum: gauge,
  engram_cluster_conflicts_unresolved: gauge,
  engram_wal_last_sequence: gauge,
  engram_snapshot_last_success_timestamp_seconds: gauge,
  engram_router_requests_total: { type: 'counter', labels: ['operation', 'strategy'] },
  engram_router_retries_total: { type: 'counter', labels: ['operation'] },
  engram_router_replica_fallback_total: counter,
  engram_router_circuit_breakers_open: gauge,
};

const specs: readonly MetricSpec[] = Object.values(catalog);
const byName = new Map(specs.map((spec) => [spec.name, spec]));

test('every documented metric is in the catalog', () => {
  const absent = Object.keys(documented).filter((name) => !byName.has(name));
  expect(absent).toEqual([]);
});

test('documented metrics have their documented type and labels', () => {
  for (const [name, { type, labels = [] }] of Object.entries(documented)) {
    const spec = byName.get(name);
    if (spec === undefined) continue;
    expect({ name, kind: spec.kind, labels: [...spec.labels] }).toEqual({
      name,
      kind: type,
      labels: [...labels],
    });
  }
});

test('every edge that an objective names is a bucket of the durations', () => {
  const milliseconds = [1, 2.5, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1_000, 2_500, 5_000];
  const { buckets } = catalog.operationDuration;
  for (const edge of milliseconds) expect(buckets).toContain(edge / 1_000);
});

test('counters end in `_total`, and nothing else does', () => {
  const gaugesOf = ['engram_cluster_membership_total', 'engram_cluster_partition_total'];
  for (const { name, kind } of specs) {
    if (gaugesOf.includes(name)) continue;
    expect({ name, isCounter: kind === 'counter' }).toEqual({
      name,
      isCounter: name.endsWith('_total'),
    });
  }
});
