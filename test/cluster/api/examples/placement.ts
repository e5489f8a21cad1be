/** Examples of copies that move, and of nodes that are taken out of service. */
import type { Example } from './example.ts';

const node = { id: 'node-4' };

export const placementExamples: readonly Example[] = [
  {
    endpoint: 'rebalance',
    title: 'One space is as even as it can be.',
    body: {},
    response: {
      status: 'balanced',
      rebalance_id: null,
      planned: 0,
      estimated_duration_seconds: 0,
    },
  },
  {
    endpoint: 'getRebalanceStatus',
    title: 'There was none yet.',
    response: {
      state: 'idle',
      rebalance_id: null,
      reason: null,
      started_at: null,
      finished_at: null,
      partitions_moved: 0,
      partitions_remaining: 0,
      bytes_moved: 0,
      recent_failures: [],
      moves: [],
    },
  },
  {
    endpoint: 'retryRebalance',
    title: 'Nothing has failed.',
    body: {},
    response: { retried: 0, rebalance_id: null },
  },
  {
    endpoint: 'getRebalanceUpstream',
    title: 'There was none yet.',
    response: { pending: 0, planned_total: 0, last_plan: null, recent: [] },
  },
  {
    endpoint: 'rebalanceUpstream',
    title: 'One space is as even as it can be.',
    body: {},
    response: { planned: 0 },
  },
  {
    endpoint: 'migrateUpstream',
    title: 'The space is where it should be.',
    body: { space: 'notes' },
    response: { plan: null },
  },
  {
    endpoint: 'getPartitions',
    title: 'Nothing moves.',
    response: [
      {
        id: 'notes',
        rebalancing: false,
        source_node: 'node-2',
        target_node: null,
        progress_pct: 100,
      },
    ],
  },
  {
    endpoint: 'drainNode',
    title: 'node-4 shall be stopped for a while.',
    params: node,
    body: {},
    response: { status: 'draining', node_id: 'node-4' },
  },
  {
    endpoint: 'getDrainStatus',
    title: 'It holds no office.',
    params: node,
    response: {
      node_id: 'node-4',
      state: 'drained',
      in_flight_operations: 0,
      primaries_remaining: 0,
      coordinator: false,
      replication_lag_sequences: 0,
      safe_to_stop: true,
    },
  },
  {
    endpoint: 'undrainNode',
    title: 'It is back.',
    params: node,
    body: {},
    response: { status: 'active', node_id: 'node-4' },
  },
  {
    endpoint: 'promoteReplica',
    title: 'A node that holds a copy already.',
    params: { id: 'notes' },
    body: { new_replica_node: 'node-1' },
    response: {
      status: 'unchanged',
      space_id: 'notes',
      new_replica_node: 'node-1',
      replaces: null,
      rebalance_id: null,
    },
  },
  {
    endpoint: 'decommissionNode',
    title: 'node-4 goes for good.',
    params: node,
    body: {},
    response: { status: 'draining', node_id: 'node-4', copies: 0 },
  },
  {
    endpoint: 'cancelDecommission',
    title: 'Or not.',
    params: node,
    response: { status: 'active', node_id: 'node-4', draining: false },
  },
  {
    endpoint: 'shutdownNode',
    title: 'node-4 is stopped although it may hold copies.',
    params: node,
    query: '?force=true',
    body: {},
    response: { status: 'shutting_down', node_id: 'node-4' },
  },
  {
    endpoint: 'forgetNode',
    title: 'It will never come back.',
    params: node,
    body: {},
    response: { status: 'forgotten', node_id: 'node-4', nodes: 3 },
  },
];
