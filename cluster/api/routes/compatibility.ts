/** The older paths: other names for what the newer ones say. */
import { clusterEpochText } from '../../model/cluster-epoch.ts';
import { viewCluster } from '../../node/cluster-view.ts';
import { loadPerNode } from '../../node/node-view.ts';
import type { NodeParts } from '../../node/parts.ts';
import { endpoints, type ResponseOf } from '../contract.ts';
import { type Route, route } from '../route.ts';
import { brokenReasons, metricsAnswer, type StatusParts } from './status.ts';

export function compatibilityRoutes(parts: StatusParts): readonly Route[] {
  return [
    route(endpoints.getClusterNodesUpstream, () => ({ body: nodes(parts) })),
    route(endpoints.getClusterHealthUpstream, () => health(parts)),
    route(endpoints.getMetricsUpstream, ({ headers }) => metricsAnswer(parts, headers.accept)),
    route(endpoints.getSystemHealth, ({ query }) => systemHealth(parts, query.space ?? null)),
  ];
}

function nodes({ peers, clock }: NodeParts): ResponseOf<'getClusterNodesUpstream'> {
  const now = clock.monotonicMs();
  return {
    nodes: peers.members().map((member) => ({
      id: member.id,
      swim_address: member.swimAddress,
      api_address: new URL(member.httpAddress).host,
      rack: null,
      zone: null,
      state: member.state,
      incarnation: member.incarnation,
      last_change_ms_ago: Math.max(0, Math.round(now - member.changedAt)),
      local: member.local,
    })),
  };
}

async function health(
  parts: NodeParts,
): Promise<{ readonly body: ResponseOf<'getClusterHealthUpstream'> }> {
  const { peers, condition, config, fence } = parts;
  const { spaces, report } = await viewCluster(parts);
  const reach = condition.partition();
  const others = peers.members().filter(({ local }) => !local);
  const inState = (wanted: string): number => others.filter(({ state }) => state === wanted).length;
  const replicas = report.nodes.flatMap(({ groups }) =>
    groups
      .filter(({ id, role }) => role === 'primary' && spaces.some((space) => space.id === id))
      .flatMap(({ id, commit, peers: copies }) =>
        copies.map(({ node, matched }) => ({
          space: id,
          replica: node,
          local_sequence: commit,
          replicated_sequence: matched,
          lag: Math.max(0, commit - matched),
        })),
      ),
  );
  return {
    body: {
      node_id: config.nodeId,
      stats: {
        alive: inState('alive'),
        suspect: inState('suspect'),
        dead: inState('dead'),
        left: inState('left'),
        total: others.length,
      },
      partition: {
        state: reach.state,
        reachable_nodes: reach.reachable,
        total_nodes: reach.total,
      },
      epoch: {
        number: fence.own.number,
        recovery: fence.own.recovery === '' ? null : fence.own.recovery,
        refused: fence.refusal(),
        foreign: fence.foreign().map((node) => ({ ...node, epoch: clusterEpochText(node.epoch) })),
      },
      assignments: {
        cached_spaces: spaces.length,
        per_node: loadPerNode(peers.alive(), spaces).map(({ node, primarySpaces }) => ({
          node_id: node,
          primary_spaces: primarySpaces.length,
        })),
      },
      replication: spaces.length === 0 ? null : { replicas },
      router: router(parts),
    },
  };
}

function router({ routing, offices }: NodeParts): ResponseOf<'getClusterHealthUpstream'>['router'] {
  const open = offices.troubled;
  return {
    requests_total: routing.requests.reduce((sum, { count }) => sum + count, 0),
    retries_total: [...routing.retries.values()].reduce((sum, count) => sum + count, 0),
    replica_fallback_total: routing.fallbacks,
    open_breakers: open.length,
    breakers: open.map((space) => ({ space, state: 'open' })),
  };
}

type Check = ResponseOf<'getSystemHealth'>['checks'][number];

function systemHealth(parts: NodeParts, space: string | null) {
  const { condition, clock, groups } = parts;
  const reach = condition.partition();
  const checks = checksOf(parts);
  const status = worst(checks);
  const copies = [...groups.spaces.values()]
    .filter(({ id }) => space === null || id === space)
    .sort((left, right) => (left.id < right.id ? -1 : 1));
  return {
    status: status === 'unhealthy' ? 503 : 200,
    body: {
      status,
      timestamp: new Date(clock.wallMs()).toISOString(),
      checks,
      spaces: copies.map((host) => {
        const { role, peers } = host.status();
        const lag = Math.max(0, ...peers.map(({ lagSeconds }) => lagSeconds * 1_000));
        return {
          space: host.id,
          memories: host.machine.list({ offset: 0, limit: 1 }).total,
          role,
          wal_lag_ms: role === 'primary' ? lag : null,
        };
      }),
      cluster: {
        reachable_nodes: reach.reachable,
        total_nodes: reach.total,
        initialized: condition.isInitialized(),
      },
    },
  };
}

function checksOf(parts: NodeParts): Check[] {
  const { condition } = parts;
  const [broken] = brokenReasons(parts);
  const { isMajority, reachable, total } = condition.partition();
  const isInitialized = condition.isInitialized();
  const forcedSince = condition.forcedSince();
  return [
    {
      name: 'process',
      status: broken === undefined ? 'healthy' : 'unhealthy',
      message: broken ?? 'The node answers.',
    },
    {
      name: 'cluster',
      status: isInitialized ? 'healthy' : 'degraded',
      message: isInitialized ? 'The cluster is initialized.' : 'The cluster is not initialized.',
    },
    {
      name: 'majority',
      status: isMajority ? 'healthy' : 'degraded',
      message: `${reachable} of ${total} voters are reachable.`,
    },
    {
      name: 'forced',
      status: forcedSince === null ? 'healthy' : 'degraded',
      message:
        forcedSince === null
          ? 'No order to be read-only.'
          : `Read-only by order since ${forcedSince}.`,
    },
  ];
}

function worst(checks: readonly Check[]): Check['status'] {
  const has = (wanted: Check['status']): boolean => checks.some(({ status }) => status === wanted);
  if (has('unhealthy')) return 'unhealthy';
  return has('degraded') ? 'degraded' : 'healthy';
}
