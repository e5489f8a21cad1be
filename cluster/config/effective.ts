/** The way back: from what a node was told, by file, environment and flags, to the one file that says the same. Pure. */
import type { ConfigurationFile } from '../api/contract/configuration-file.ts';
import type { NodeConfig } from '../config.ts';

export function toConfigurationFile(config: NodeConfig): ConfigurationFile {
  const { storage, consolidation, testFaults, http, tls } = config;
  return {
    profile: config.profile,
    cluster: clusterTable(config),
    server: {
      http_bind: `${http.host.includes(':') ? `[${http.host}]` : http.host}:${http.port}`,
      tls: tls && { cert_file: tls.certFile, key_file: tls.keyFile, ca_file: tls.caFile },
    },
    persistence: {
      data_root: config.dataRoot,
      segment_bytes: storage.segmentBytes,
      checkpoint_bytes: storage.checkpointBytes,
    },
    backup: { dir: storage.snapshots, wal_archive_keep: toDuration(storage.archiveKeepMs) },
    security: securityTable(config),
    test: { faults: testFaults !== null, faults_file: testFaults?.file ?? null },
    consolidation: {
      interval: toDuration(consolidation.intervalMs),
      min_episodes: consolidation.episodesMin,
      max_episodes: consolidation.episodesMax,
    },
    log: { level: config.logLevel },
  };
}

function clusterTable(config: NodeConfig): ConfigurationFile['cluster'] {
  const { timing, gossip, rebalance } = config;
  return {
    enabled: config.clustered,
    node_id: config.nodeId,
    discovery: { type: 'static', seed_nodes: [...config.seeds] },
    swim: {
      ping_interval: toDuration(timing.intervalMs),
      ack_timeout: toDuration(timing.probeTimeoutMs),
      suspicion_timeout: toDuration(timing.suspicionMaxMs),
      indirect_probes: timing.indirectProbes,
      dead_reprobe_interval: toDuration(timing.reconnectMs),
    },
    network: { swim_bind: config.swimBind, advertise_addr: config.advertise },
    gossip: {
      interval: toDuration(gossip.intervalMs),
      fanout: gossip.fanout,
      max_patterns_per_sync: gossip.patternsMax,
    },
    replication: { factor: config.replicationFactor },
    rebalance: {
      auto: rebalance.auto,
      threshold: rebalance.threshold,
      bandwidth: rebalance.bandwidth,
      max_bandwidth_ratio: rebalance.bandwidthRatio,
      max_concurrent_moves: rebalance.movesAtOnce,
      settle_delay: toDuration(rebalance.settleMs),
      stuck_after: toDuration(rebalance.stuckAfterMs),
    },
  };
}

function securityTable({ security }: NodeConfig): ConfigurationFile['security'] {
  const { keyFile, clusterSecretFile, rate, auditMemories } = security;
  return {
    auth_mode: keyFile === null ? 'none' : 'api_key',
    api_keys: { storage_path: keyFile },
    cluster_secret_file: clusterSecretFile,
    rate_limiting: rate !== null,
    rate_limits: rate && { requests_per_second: rate.perSecond, burst: rate.burst },
    audit: { memories: auditMemories },
  };
}

const units = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** In the largest unit of which it is a whole number, `0s` for none. */
function toDuration(ms: number): string {
  if (ms === 0) return '0s';
  const [unit, length] = units.find(([, each]) => ms % each === 0) ?? ['ms', 1];
  return `${ms / length}${unit}`;
}
