/** How the node that answers is. */

import type { Metrics } from '../../metrics/registry.ts';
import { membersOfCluster } from '../../node/node-view.ts';
import type { NodeParts } from '../../node/parts.ts';
import { endpoints, type ResponseOf } from '../contract.ts';
import { type Answer, type Route, route } from '../route.ts';

export type StatusParts = NodeParts & {
  /** The metrics, brought up to date. */
  readonly currentMetrics: () => Metrics;
};

export function statusRoutes(parts: StatusParts): readonly Route[] {
  return [
    route(endpoints.getPartitionStatus, () => partitionStatus(parts)),
    route(endpoints.getHealth, () => health(parts)),
    route(endpoints.getAlive, () => ({ body: '' })),
    route(endpoints.forceMinorityMode, async ({ body: { ttl_seconds: ttl } }) => {
      await parts.forced.force(ttl === undefined ? null : ttl * 1_000);
      parts.groups.handOver();
      const until = parts.condition.forcedUntil();
      parts.logger.warn('read-only-forced', { operation: 'force-minority-mode', until });
      return { body: forcedMode(parts) };
    }),
    route(endpoints.clearMinorityMode, async () => {
      await parts.forced.clear();
      parts.logger.info('read-only-cleared', { operation: 'force-minority-mode' });
      return { body: forcedMode(parts) };
    }),
    route(endpoints.getMetrics, ({ headers }) => metricsAnswer(parts, headers.accept)),
  ];
}

/** Prometheus text for everybody but those who ask for JSON and for nothing else. */
export async function metricsAnswer(
  { currentMetrics }: Pick<StatusParts, 'currentMetrics'>,
  accept: string | undefined,
): Promise<Answer<string>> {
  const metrics = currentMetrics();
  if (accept?.split(';')[0]?.trim() === 'application/json') {
    const body = `${JSON.stringify(await metrics.toJson())}\n`;
    return { body, contentType: 'application/json' };
  }
  return {
    body: await metrics.toText(),
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
  };
}

function isWritable({ condition }: NodeParts): boolean {
  const { isMajority } = condition.partition();
  return isMajority && condition.isInitialized() && condition.forcedSince() === null;
}

function forcedMode(parts: NodeParts): ResponseOf<'forceMinorityMode'> {
  const since = parts.condition.forcedSince();
  return {
    node_id: parts.config.nodeId,
    forced: since !== null,
    since,
    until: parts.condition.forcedUntil(),
    mode: isWritable(parts) ? 'read_write' : 'read_only',
  };
}

function partitionStatus(parts: NodeParts) {
  const { condition, peers } = parts;
  const reach = condition.partition();
  return {
    body: {
      partitioned: reach.isPartitioned,
      is_majority: reach.isMajority,
      mode: isWritable(parts) ? ('read_write' as const) : ('read_only' as const),
      state: reach.state,
      reachable: reach.reachable,
      total: reach.total,
      since: new Date(reach.sinceWallMs).toISOString(),
      forced: condition.forcedSince() !== null,
      forced_until: condition.forcedUntil(),
      unreachable: [...reach.unreachable],
      suspected_cause: reach.suspectedCause,
      members: membersOfCluster(peers.members(), condition.voters()).map(({ id, state }) => ({
        id,
        state,
      })),
    },
  };
}

function health(parts: NodeParts) {
  const { condition, config, release, clock } = parts;
  const broken = brokenReasons(parts);
  const reasons = [...broken, ...degradedReasons(parts)];
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

/** A node that is kept out and has no majority of its own can neither write nor know what is true. */
export function brokenReasons({ condition, fence }: NodeParts): string[] {
  const refusal = condition.partition().isMajority ? null : fence.refusal();
  return [
    ...(condition.isStopping() ? ['The node is stopping.'] : []),
    ...(refusal === null ? [] : [refusal]),
  ];
}

function degradedReasons({ condition, fence }: NodeParts): string[] {
  const { isMajority, reachable, total } = condition.partition();
  return [
    ...(isMajority ? [fence.refusal() ?? []].flat() : []),
    ...(condition.isInitialized() ? [] : ['The cluster is not initialized.']),
    ...(condition.forcedSince() === null ? [] : [readOnlyReason(condition.forcedUntil())]),
    ...(isMajority ? [] : [`${reachable} of ${total} nodes reachable: writes are refused.`]),
  ];
}

function readOnlyReason(until: string | null): string {
  return `Read-only by order: force-minority-mode is on${until === null ? '' : ` until ${until}`}.`;
}
