/** The configuration of the node, and what all nodes were told while they ran. */
import type { NodeConfig } from '../../config.ts';
import type { NodeParts } from '../../node/parts.ts';
import { settingNames } from '../../placement/settings.ts';
import { endpoints, type RequestOf, type ResponseOf } from '../contract.ts';
import type { Deadline } from '../deadline.ts';
import { type Route, route } from '../route.ts';

export function configurationRoutes(parts: NodeParts): readonly Route[] {
  return [
    route(endpoints.getConfig, () => ({ body: effective(parts) })),
    route(endpoints.setReplicationConfig, async ({ body, deadline }) => ({
      body: await setReplication(parts, body, deadline),
    })),
  ];
}

async function setReplication(
  { condition, desk, groups, logger }: NodeParts,
  { batch_size: batchSize, ack_mode: ackMode }: RequestOf<'setReplicationConfig'>,
  deadline: Deadline,
): Promise<ResponseOf<'setReplicationConfig'>> {
  const wanted = [
    [settingNames.replicationBatchSize, batchSize],
    [settingNames.replicationAckMode, ackMode],
  ] as const;
  for (const [name, value] of wanted) {
    if (value === undefined) continue;
    condition.requireWritable();
    await desk.commit({ kind: 'set-setting', name, value }, deadline);
  }
  if (batchSize !== undefined || ackMode !== undefined) {
    logger.info('replication-config-set', {
      operation: 'replication-config',
      batch_size: batchSize,
      ack_mode: ackMode,
    });
  }
  return {
    // The own copy of the catalog follows the coordinator's by one append.
    batch_size: batchSize ?? groups.limits.batchEntriesMax,
    ack_mode: ackMode ?? groups.limits.ackMode,
    scope: 'cluster',
    persist: true,
  };
}

function effective({ config, groups }: NodeParts): ResponseOf<'getConfig'> {
  const { timing, replication } = config;
  return {
    node_id: config.nodeId,
    enabled: config.clustered,
    seed_nodes: [...config.seeds],
    swim_bind: config.swimBind,
    advertise_addr: config.advertise,
    http_bind: `${config.http.host}:${config.http.port}`,
    data_root: config.dataRoot,
    log_level: config.logLevel,
    swim: {
      ping_interval_ms: timing.intervalMs,
      ack_timeout_ms: timing.probeTimeoutMs,
      suspicion_timeout_ms: timing.suspicionMaxMs,
      indirect_probes: timing.indirectProbes,
      dead_reprobe_interval_ms: timing.reconnectMs,
    },
    replication: {
      factor: config.replicationFactor,
      batch_size: groups.limits.batchEntriesMax,
      ack_mode: groups.limits.ackMode,
      primary_silence_ms: replication.primarySilenceMs,
      repair_after_ms: config.repairAfterMs,
    },
    partition: { heal_ms: config.healMs },
    security: effectiveSecurity(config),
  };
}

function effectiveSecurity({ security, tls }: NodeConfig): ResponseOf<'getConfig'>['security'] {
  const { keyFile, clusterSecretFile, rate } = security;
  return {
    auth_mode: keyFile === null ? 'none' : 'api_key',
    api_keys: keyFile,
    cluster_secret_file: clusterSecretFile,
    tls: tls !== null,
    rate_limit: rate === null ? null : { requests_per_second: rate.perSecond, burst: rate.burst },
  };
}
