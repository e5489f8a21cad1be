/** The way back: from what a node was told, by file, environment and flags, to the one file that says the same. Pure. */
import type { ConfigurationFile } from '../api/contract/configuration-file.ts';
import type { NodeConfig } from '../config.ts';

export function toConfigurationFile(config: NodeConfig): ConfigurationFile {
  const { storage, consolidation, testFaults, http, tls, timeScale } = config;
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
    memory_spaces: { default_space: 'default' },
    backup: { dir: storage.snapshots, wal_archive_keep: toDuration(storage.archiveKeepMs) },
    security: securityTable(config),
    router: { request_timeout_ms: config.requestDeadlineMs },
    test: {
      faults: testFaults !== null,
      faults_file: testFaults?.file ?? null,
      time_scale: timeScale,
    },
    consolidation: {
      interval: toDuration(consolidation.intervalMs / timeScale),
      min_episodes: consolidation.episodesMin,
      max_episodes: consolidation.episodesMax,
    },
    log: { level: config.logLevel },
  };
}

function clusterTable(config: NodeConfig): ConfigurationFile['cluster'] {
  const { timing, gossip, rebalance, limits, timeScale } = config;
  const wait = (scaledMs: number): string => toDuration(scaledMs / timeScale);
  return {
    enabled: config.clustered,
    node_id: config.nodeId,
    discovery: { type: 'static', seed_nodes: [...config.seeds] },
    swim: {
      ping_interval: wait(timing.intervalMs),
      ack_timeout: wait(timing.probeTimeoutMs),
      suspicion_timeout: wait(timing.suspicionMaxMs),
      indirect_probes: timing.indirectProbes,
      gossip_batch: timing.newsMax,
      dead_reprobe_interval: wait(timing.reconnectMs),
    },
    network: { swim_bind: config.swimBind, advertise_addr: config.advertise },
    gossip: {
      interval: wait(gossip.intervalMs),
      fanout: gossip.fanout,
      max_patterns_per_sync: gossip.patternsMax,
    },
    replication: {
      factor: config.replicationFactor,
      timeout: wait(config.replication.answerTimeoutMs),
      ack_mode: limits.ackMode,
      batch_size: limits.batchEntriesMax,
      catch_up_batch_bytes: limits.batchBytesMax,
      placement: 'random',
    },
    partition: { detection_window: wait(config.healMs) },
    rebalance: {
      auto: rebalance.auto,
      threshold: rebalance.threshold,
      bandwidth: rebalance.bandwidth,
      max_bandwidth_ratio: rebalance.bandwidthRatio,
      max_concurrent_moves: rebalance.movesAtOnce,
      settle_delay: wait(rebalance.settleMs),
      stuck_after: wait(rebalance.stuckAfterMs),
    },
  };
}

function securityTable({ security }: NodeConfig): ConfigurationFile['security'] {
  const { keyFile, clusterSecretFile, rate, auditMemories } = security;
  return {
    auth_mode: keyFile === null ? 'none' : 'api_key',
    api_keys: { backend: 'file', storage_path: keyFile },
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

/** To the microsecond, in the largest unit of which it is a whole number, `0s` for none. */
function toDuration(exactMs: number): string {
  const ms = Math.round(exactMs * 1_000) / 1_000;
  if (ms === 0) return '0s';
  const [unit, length] = units.find(([, each]) => ms % each === 0) ?? ['ms', 1];
  return `${ms / length}${unit}`;
}
