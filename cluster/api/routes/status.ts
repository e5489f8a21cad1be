/** How the node that answers is. */
import type { NodeParts } from '../../node/parts.ts';
import { endpoints } from '../contract.ts';
import { type Route, route } from '../route.ts';

export type StatusParts = NodeParts & {
  /** The metrics of now in Prometheus text format. */
  readonly metricsText: () => Promise<string>;
};

export function statusRoutes(parts: StatusParts): readonly Route[] {
  return [
    route(endpoints.getPartitionStatus, () => partitionStatus(parts)),
    route(endpoints.getHealth, () => health(parts)),
    route(endpoints.getMetrics, async () => ({
      body: await parts.metricsText(),
      contentType: 'text/plain; version=0.0.4; charset=utf-8',
    })),
  ];
}

function partitionStatus({ condition, peers }: NodeParts) {
  const reach = condition.partition();
  const writable = reach.isMajority && condition.isInitialized();
  return {
    body: {
      partitioned: reach.isPartitioned,
      is_majority: reach.isMajority,
      mode: writable ? ('read_write' as const) : ('read_only' as const),
      state: reach.state,
      reachable: reach.reachable,
      total: reach.total,
      since: new Date(reach.sinceWallMs).toISOString(),
      forced: false,
      unreachable: [...reach.unreachable],
      suspected_cause: reach.suspectedCause,
      members: peers.members().map(({ id, state }) => ({ id, state })),
    },
  };
}

function health({ condition, config, release, clock }: NodeParts) {
  const broken = brokenReasons(condition);
  const reasons = [...broken, ...degradedReasons(condition)];
  const degraded = reasons.length > 0 ? ('degraded' as const) : ('healthy' as const);
  return {
    status: broken.length > 0 ? 503 : 200,
    body: {
      status: broken.length > 0 ? ('unhealthy' as const) : degraded,
      reasons,
      service: 'engram' as const,
      version: release.version,
      timestamp: new Date(clock.wallMs()).toISOString(),
      node_id: config.nodeId,
      draining: condition.isDraining(),
      initialized: condition.isInitialized(),
    },
  };
}

function brokenReasons(condition: NodeParts['condition']): string[] {
  return condition.isStopping() ? ['The node is stopping.'] : [];
}

function degradedReasons(condition: NodeParts['condition']): string[] {
  const { isMajority, reachable, total } = condition.partition();
  return [
    ...(condition.isInitialized() ? [] : ['The cluster is not initialized.']),
    ...(isMajority ? [] : [`${reachable} of ${total} nodes reachable: writes are refused.`]),
  ];
}
