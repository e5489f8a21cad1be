/** Examples of a cluster that comes into being, and of its state. */
import { type Example, nodeIds } from './example.ts';

const moment = '2026-01-05T10:00:00.004Z';
const root = '4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945';

export const clusterExamples: readonly Example[] = [
  {
    endpoint: 'initialize',
    title: 'Four nodes become a cluster.',
    body: { expected_nodes: 4 },
    response: { status: 'initialized', spaces_assigned: 0, nodes: 4 },
  },
  {
    endpoint: 'getMembers',
    title: 'Everybody is alive.',
    response: {
      members: nodeIds.map((id, index) => ({
        id,
        state: 'alive',
        incarnation: 1,
        swim_address: `10.0.1.1${index}:7946`,
        http_address: `http://10.0.1.1${index}:7432`,
        version: '0.2.0',
        last_change_ms_ago: 41_250,
        local: index === 0,
        draining: false,
        started_at: moment,
      })),
    },
  },
  {
    endpoint: 'createSpace',
    title: 'A space with three copies.',
    body: { id: 'notes' },
    response: {
      id: 'notes',
      primary_node: 'node-2',
      replicas: ['node-1', 'node-3'],
      version: 1,
      last_sequence: 1,
      under_replicated: false,
      created_at: moment,
    },
  },
  {
    endpoint: 'getSpaces',
    title: 'Where its copies are.',
    response: {
      spaces: [
        {
          id: 'notes',
          primary_node: 'node-2',
          replicas: ['node-1', 'node-3'],
          version: 1,
          last_sequence: 1,
          under_replicated: false,
          created_at: moment,
        },
      ],
    },
  },
  {
    endpoint: 'getReplicationStatus',
    title: 'Every space has all its copies.',
    response: {
      factor: 2,
      ack_mode: 'quorum',
      spaces: 1,
      healthy: true,
      under_replicated: [],
      missing: [],
    },
  },
  {
    endpoint: 'repairReplication',
    title: 'There is nothing to repair.',
    body: {},
    response: {
      status: 'nothing_to_do',
      repair_id: null,
      spaces_affected: 0,
      waiting_for_node: [],
    },
  },
  {
    endpoint: 'getReplicationLag',
    title: 'Replicas that have everything.',
    response: [
      {
        space_id: 'notes',
        replica_node: 'node-1',
        primary_node: 'node-2',
        lag_seconds: 0,
        lag_sequences: 0,
        last_ack_ms_ago: 312.4,
      },
    ],
  },
  {
    endpoint: 'setReplicationConfig',
    title: 'Smaller appends, for lower latency.',
    body: { batch_size: 50 },
    response: { batch_size: 50, ack_mode: 'quorum', scope: 'cluster', persist: true },
  },
  {
    endpoint: 'getConvergence',
    title: 'All copies are equal.',
    response: {
      converged: true,
      divergence_count: 0,
      per_space: [
        {
          space: 'notes',
          converged: true,
          roots: { 'node-1': root, 'node-2': root, 'node-3': root },
          pattern_roots: { 'node-1': root, 'node-2': root, 'node-3': root },
          sequences: { 'node-1': 1, 'node-2': 1, 'node-3': 1 },
        },
      ],
      unanswered: [],
      last_full_sync: moment,
      checked_at: moment,
    },
  },
  {
    endpoint: 'getConfig',
    title: 'What node-1 was told.',
    response: {
      node_id: 'node-1',
      seed_nodes: ['10.0.1.10:7946', '10.0.1.11:7946', '10.0.1.12:7946', '10.0.1.13:7946'],
      file: {
        profile: 'default',
        cluster: {
          enabled: true,
          node_id: 'node-1',
          discovery: {
            type: 'static',
            seed_nodes: ['10.0.1.10:7946', '10.0.1.11:7946', '10.0.1.12:7946', '10.0.1.13:7946'],
          },
          swim: {
            ping_interval: '500ms',
            ack_timeout: '500ms',
            suspicion_timeout: '5s',
            indirect_probes: 3,
            gossip_batch: 1_000,
            dead_reprobe_interval: '1s',
          },
          network: { swim_bind: '10.0.1.10:7946', advertise_addr: '10.0.1.10:7946' },
          gossip: { interval: '5s', fanout: 3, max_patterns_per_sync: 100 },
          replication: {
            factor: 2,
            timeout: '1s',
            ack_mode: 'quorum',
            batch_size: 100,
            catch_up_batch_bytes: 2_097_152,
            placement: 'random',
          },
          partition: { detection_window: '2s' },
          rebalance: {
            auto: true,
            threshold: 0.2,
            bandwidth: 125_000_000,
            max_bandwidth_ratio: 0.3,
            max_concurrent_moves: 2,
            settle_delay: '30s',
            stuck_after: '1m',
          },
        },
        server: { http_bind: '10.0.1.10:7432', tls: null },
        persistence: {
          data_root: '/var/lib/engram',
          segment_bytes: 16_777_216,
          checkpoint_bytes: 33_554_432,
        },
        memory_spaces: { default_space: 'default' },
        backup: { dir: '/var/lib/engram/snapshots', wal_archive_keep: '0s' },
        security: {
          auth_mode: 'none',
          api_keys: { backend: 'file', storage_path: null },
          cluster_secret_file: null,
          rate_limiting: false,
          rate_limits: null,
          audit: { memories: false },
        },
        router: { request_timeout_ms: 5_000 },
        test: { faults: false, faults_file: null, time_scale: 1 },
        consolidation: { interval: '5m', min_episodes: 10, max_episodes: 100 },
        log: { level: 'info' },
      },
      replication: {
        batch_size: 100,
        ack_mode: 'quorum',
        primary_silence_ms: 3_000,
        repair_after_ms: 30_000,
      },
      partition: { heal_ms: 2_000 },
    },
  },
  {
    endpoint: 'getUpgradeStatus',
    title: 'All nodes run the version that the cluster is at.',
    response: {
      cluster_version: '0.2.0',
      target_version: '0.2.0',
      state: 'finalized',
      nodes: nodeIds.map((id) => ({
        id,
        version: '0.2.0',
        state: 'alive',
      })),
      obstacles: [],
    },
  },
  {
    endpoint: 'finalizeUpgrade',
    title: 'Nothing to finalize is a success as well.',
    body: {},
    response: { status: 'finalized', version: '0.2.0' },
  },
];
