/** Examples of single nodes: how they are, and orders to them. */
import { type Example, nodeIds } from './example.ts';

const moment = '2026-01-05T10:00:00.004Z';
const stopping = {
  status: 'shutting_down',
  node_id: 'node-1',
  message: 'The node leaves the cluster, finishes its requests and exits.',
};

export const nodeExamples: readonly Example[] = [
  {
    endpoint: 'getHealth',
    title: 'A node that can serve.',
    response: {
      status: 'healthy',
      reasons: [],
      service: 'engram',
      version: '0.2.0',
      timestamp: moment,
      node_id: 'node-1',
      draining: false,
      initialized: true,
    },
  },
  { endpoint: 'getAlive', title: 'The process answers.', response: '' },
  {
    endpoint: 'getSystemHealth',
    title: 'The same check by check, with the copies that the node holds.',
    response: {
      status: 'healthy',
      timestamp: moment,
      checks: [
        { name: 'process', status: 'healthy', message: 'The node answers.' },
        { name: 'cluster', status: 'healthy', message: 'The cluster is initialized.' },
        { name: 'majority', status: 'healthy', message: '4 of 4 voters are reachable.' },
        { name: 'forced', status: 'healthy', message: 'No order to be read-only.' },
      ],
      spaces: [{ space: 'notes', memories: 2, role: 'replica', wal_lag_ms: null }],
      cluster: { reachable_nodes: 4, total_nodes: 4, initialized: true },
    },
  },
  {
    endpoint: 'getPartitionStatus',
    title: 'Everybody reaches everybody.',
    response: {
      partitioned: false,
      is_majority: true,
      mode: 'read_write',
      state: 'connected',
      reachable: 4,
      total: 4,
      since: moment,
      forced: false,
      forced_until: null,
      unreachable: [],
      suspected_cause: null,
      members: nodeIds.map((id) => ({ id, state: 'alive' })),
    },
  },
  {
    endpoint: 'getMetrics',
    title: 'For Prometheus.',
    response: '# HELP engram_up 1 while the node answers.',
  },
  {
    endpoint: 'getMetricsUpstream',
    title: 'The same under its older path.',
    response: '# HELP engram_up 1 while the node answers.',
  },
  {
    endpoint: 'getNodes',
    title: 'The load of every node.',
    response: nodeIds.map((id) => ({
      id,
      state: 'alive',
      version: '0.2.0',
      disk_used_pct: 41.3,
      memory_used_pct: 62.8,
      cpu_pct: 7.5,
      io_wait_pct: 0.2,
      spaces: 1,
      data_bytes: 18_432,
      memory_bytes: 92_274_688,
    })),
  },
  {
    endpoint: 'getNode',
    title: 'What node-2 holds.',
    params: { id: 'node-2' },
    response: {
      id: 'node-2',
      state: 'alive',
      version: '0.2.0',
      http_address: 'http://10.0.1.11:7432',
      primary_spaces: ['notes'],
      replica_spaces: [],
      draining: false,
      decommissioning: false,
      safe_to_stop: true,
    },
  },
  {
    endpoint: 'getBalance',
    title: 'One space on four nodes is as even as it can be.',
    response: {
      imbalance: 0,
      max_imbalance: 0,
      threshold: 0.2,
      per_node: nodeIds.map((id) => ({
        node_id: id,
        primary_spaces: id === 'node-2' ? 1 : 0,
        replica_spaces: id === 'node-2' || id === 'node-4' ? 0 : 1,
        bytes: 18_432,
      })),
    },
  },
  {
    endpoint: 'getClusterNodesUpstream',
    title: 'The members in their older form.',
    response: {
      nodes: nodeIds.map((id, index) => ({
        id,
        swim_address: `10.0.1.1${index}:7946`,
        api_address: `10.0.1.1${index}:7432`,
        rack: null,
        zone: null,
        state: 'alive',
        incarnation: 1,
        last_change_ms_ago: 41_250,
        local: index === 0,
      })),
    },
  },
  {
    endpoint: 'getClusterHealthUpstream',
    title: 'The state of the cluster in its older form.',
    response: {
      node_id: 'node-1',
      stats: { alive: 3, suspect: 0, dead: 0, left: 0, total: 3 },
      partition: { state: 'connected', reachable_nodes: 3, total_nodes: 4 },
      epoch: { number: 0, recovery: null, refused: null, foreign: [] },
      assignments: {
        cached_spaces: 1,
        per_node: [{ node_id: 'node-1', primary_spaces: 0 }],
      },
      replication: {
        replicas: [
          {
            space: 'notes',
            replica: 'node-1',
            local_sequence: 5,
            replicated_sequence: 5,
            lag: 0,
          },
        ],
      },
      router: {
        requests_total: 7,
        retries_total: 0,
        replica_fallback_total: 0,
        open_breakers: 0,
        breakers: [],
      },
    },
  },
  {
    endpoint: 'forceMinorityMode',
    title: 'Read-only by order, for an hour at most.',
    body: { ttl_seconds: 3_600 },
    response: {
      node_id: 'node-1',
      forced: true,
      since: moment,
      until: '2026-01-05T11:00:00.004Z',
      mode: 'read_only',
    },
  },
  {
    endpoint: 'clearMinorityMode',
    title: 'And writable again.',
    response: { node_id: 'node-1', forced: false, since: null, until: null, mode: 'read_write' },
  },
];

/** These end the node that answers. */
export const stopExamples: readonly Example[] = [
  { endpoint: 'shutdown', title: 'The node leaves in good order.', response: stopping },
  {
    endpoint: 'shutdownUpstream',
    title: 'The same under its older path.',
    response: stopping,
  },
];
