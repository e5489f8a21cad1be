/** The configuration of the node, and what all nodes were told while they ran. */
import { toConfigurationFile } from '../../config/effective.ts';
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
  return {
    node_id: config.nodeId,
    seed_nodes: [...config.seeds],
    file: toConfigurationFile(config),
    replication: {
      batch_size: groups.limits.batchEntriesMax,
      ack_mode: groups.limits.ackMode,
      primary_silence_ms: config.replication.primarySilenceMs,
      repair_after_ms: config.repairAfterMs,
    },
    partition: { heal_ms: config.healMs },
  };
}
