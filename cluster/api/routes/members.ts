/** Members, nodes, founding and stopping. */
import { ApiError } from '../../errors.ts';
import { catalogGroup } from '../../model/ids.ts';
import type { Member } from '../../model/member.ts';
import { viewCluster } from '../../node/cluster-view.ts';
import { isSafeToStop, loadPerNode, membersOfCluster } from '../../node/node-view.ts';
import type { NodeParts } from '../../node/parts.ts';
import { endpoints } from '../contract.ts';
import type { NodeReport } from '../internal.ts';
import { type Call, type Route, route } from '../route.ts';

export function memberRoutes(parts: NodeParts): readonly Route[] {
  const stop = () => shutdown(parts);
  return [
    route(endpoints.getMembers, ({ query }) => members(parts, query.include === 'left')),
    route(endpoints.initialize, async ({ body, deadline }) => {
      const request = { expectedNodes: body.expected_nodes ?? null };
      return { body: await parts.initializer.initialize(request, deadline) };
    }),
    route(endpoints.getNodes, () => nodes(parts)),
    route(endpoints.getNode, (call) => node(parts, call)),
    route(endpoints.shutdown, stop),
    route(endpoints.shutdownUpstream, stop),
  ];
}

function members(parts: NodeParts, includeLeft: boolean) {
  const now = parts.clock.monotonicMs();
  const listed = includeLeft ? parts.peers.members() : present(parts);
  return {
    body: {
      members: listed.map((member) => ({
        id: member.id,
        state: member.state,
        incarnation: member.incarnation,
        swim_address: member.swimAddress,
        http_address: member.httpAddress,
        version: member.version,
        last_change_ms_ago: Math.max(0, Math.round(now - member.changedAt)),
        local: member.local,
        draining: member.draining,
        started_at: new Date(member.startedAt).toISOString(),
      })),
    },
  };
}

/** Who takes part or should, but for those that were stopped in good order. */
function present({ peers, condition }: NodeParts): readonly Member[] {
  const all = membersOfCluster(peers.members(), condition.voters());
  return all.filter(({ state }) => state !== 'left');
}

async function nodes(parts: NodeParts) {
  const { nodes: reported } = await parts.reports.all();
  return {
    body: present(parts).map(({ id, state, version }) => {
      const report = reported.find((candidate) => candidate.node === id);
      return {
        id,
        state,
        version,
        disk_used_pct: report?.load.diskUsedPct ?? null,
        memory_used_pct: report?.load.memoryUsedPct ?? null,
        cpu_pct: report?.load.cpuPct ?? null,
        io_wait_pct: report?.load.ioWaitPct ?? null,
        spaces: report === undefined ? null : spacesIn(report),
        data_bytes: report?.walBytes ?? null,
        memory_bytes: report?.memoryBytes ?? null,
      };
    }),
  };
}

async function node(parts: NodeParts, { params }: Call<typeof endpoints.getNode>) {
  const { peers, condition } = parts;
  const member = peers.members().find(({ id }) => id === params.id);
  if (member === undefined) {
    throw new ApiError(
      'RESOURCE_NOT_FOUND',
      `Unexpected node \`${params.id}\`, expected a member.`,
    );
  }
  const { spaces } = await viewCluster(parts);
  const load = loadPerNode([member.id], spaces)[0];
  return {
    body: {
      id: member.id,
      state: member.state,
      version: member.version,
      http_address: member.httpAddress,
      primary_spaces: [...(load?.primarySpaces ?? [])],
      replica_spaces: [...(load?.replicaSpaces ?? [])],
      draining: member.draining,
      decommissioning: parts.groups.catalog?.machine.decommissioning().includes(member.id) ?? false,
      safe_to_stop: isSafeToStop(member.id, condition.partition(), spaces),
    },
  };
}

function spacesIn({ groups }: NodeReport): number {
  return groups.filter(({ id }) => id !== catalogGroup).length;
}

function shutdown({ requestStop, config, logger }: NodeParts) {
  logger.info('stop-requested', { operation: 'shutdown' });
  requestStop();
  return {
    body: {
      status: 'shutting_down' as const,
      node_id: config.nodeId,
      message: 'The node leaves the cluster, finishes its requests and exits.',
    },
  };
}
