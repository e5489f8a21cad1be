/** Draining, decommissioning, stopping and forgetting nodes. */
import { ApiError } from '../../errors.ts';
import { viewDecommission } from '../../node/decommission-view.ts';
import type { DrainRecord } from '../../node/identity.ts';
import type { NodeParts } from '../../node/parts.ts';
import { newestDecommission } from '../../placement/decommission.ts';
import { endpoints, type ResponseOf } from '../contract.ts';
import { type Call, type Route, route } from '../route.ts';

export function nodeLifeRoutes(parts: NodeParts): readonly Route[] {
  const { nodeOrders, placementOrders, condition } = parts;
  return [
    route(endpoints.drainNode, async ({ params: { id }, deadline }) => {
      nodeOrders.member(id);
      condition.requireWritable();
      const { drain } = await nodeOrders.give(id, 'drain', deadline);
      return { body: { status: 'draining' as const, node_id: id, drain_id: idOfDrain(id, drain) } };
    }),
    route(endpoints.getDrainStatus, (call) => drainStatus(parts, call)),
    route(endpoints.undrainNode, async ({ params: { id }, deadline }) => {
      nodeOrders.member(id);
      condition.requireWritable();
      requireStaying(parts, id);
      await nodeOrders.give(id, 'undrain', deadline);
      return { body: { status: 'active' as const, node_id: id } };
    }),
    route(endpoints.decommissionNode, async ({ params: { id }, deadline }) => {
      const order = { kind: 'decommission', node: id } as const;
      const { id: decommission_id, copies } = await placementOrders.give(order, deadline);
      const noted = { operation: 'decommission', member: id, decommission_id };
      parts.logger.info('decommission-requested', noted);
      return { body: { status: 'draining' as const, node_id: id, decommission_id, copies } };
    }),
    route(endpoints.getDecommission, async (call) => ({ body: await decommission(parts, call) })),
    route(endpoints.cancelDecommission, async ({ params: { id }, deadline }) => {
      await placementOrders.give({ kind: 'keep', node: id }, deadline);
      const draining = await nodeOrders.keep(id, deadline);
      return { body: { status: 'active' as const, node_id: id, draining } };
    }),
    route(endpoints.shutdownNode, (call) => shutdown(parts, call)),
    route(endpoints.forgetNode, async ({ params: { id }, deadline }) => {
      const { nodes } = await placementOrders.give({ kind: 'forget', node: id }, deadline);
      parts.logger.info('forget-requested', { operation: 'forget', member: id });
      return { body: { status: 'forgotten' as const, node_id: id, nodes } };
    }),
  ];
}

async function drainStatus(
  { nodeOrders }: NodeParts,
  { params, query, deadline }: Call<typeof endpoints.getDrainStatus>,
) {
  const report = await nodeOrders.give(params.id, 'drain-status', deadline);
  const { drain } = report;
  requireDrain(params.id, drain, query.drain_id);
  return {
    body: {
      node_id: params.id,
      drain_id: drain?.id ?? null,
      state: report.state,
      started_at: drain?.startedAt ?? null,
      ended_at: drain?.endedAt ?? null,
      spaces_without_heir: [...report.withoutHeir],
      in_flight_operations: report.inFlight,
      primaries_remaining: report.primariesRemaining,
      coordinator: report.isCoordinator,
      replication_lag_sequences: report.lagSequences,
      safe_to_stop: report.safeToStop,
    },
  };
}

async function shutdown(
  { nodeOrders, groups, logger }: NodeParts,
  { params: { id }, query, deadline }: Call<typeof endpoints.shutdownNode>,
) {
  nodeOrders.member(id);
  const held = groups.catalog?.machine.spaces().filter(({ copies }) => copies.voters.includes(id));
  const count = held?.length ?? 0;
  if (count > 0 && query.force !== 'true') {
    throw new ApiError('STATE_CONFLICT', `\`${id}\` holds copies of ${count} spaces.`, {
      hint: `Decommission it first, or repeat with ?force=true if it comes back soon.`,
    });
  }
  logger.info('stop-requested', { operation: 'shutdown', member: id });
  await nodeOrders.give(id, 'stop', deadline);
  return { body: { status: 'shutting_down' as const, node_id: id } };
}

/** A node on its way out cannot be made active by half. */
function requireStaying({ groups }: NodeParts, id: string): void {
  if (groups.catalog?.machine.decommissioning().includes(id) !== true) return;
  throw new ApiError('STATE_CONFLICT', `\`${id}\` is being decommissioned.`, {
    hint: `Call that off with DELETE /api/v1/cluster/nodes/${id}/decommission.`,
  });
}

/** A node that is being drained has a drain: it says so itself. */
function idOfDrain(node: string, drain: DrainRecord | null): string {
  if (drain !== null) return drain.id;
  throw new ApiError('MEMORY_SYSTEM_ERROR', `\`${node}\` did not say what its drain is called.`);
}

/** Throws a 404 if somebody asks for a drain that is not the node's newest. */
function requireDrain(node: string, drain: DrainRecord | null, wanted: string | undefined): void {
  if (wanted === undefined || wanted === drain?.id) return;
  const newest = drain === null ? 'it was never drained' : `its newest is \`${drain.id}\``;
  throw new ApiError(
    'RESOURCE_NOT_FOUND',
    `Unexpected drain \`${wanted}\` of \`${node}\`: ${newest}.`,
  );
}

const spacesShown = 100;

async function decommission(
  parts: NodeParts,
  { params: { id: node }, query, deadline }: Call<typeof endpoints.getDecommission>,
): Promise<ResponseOf<'getDecommission'>> {
  const { groups, placementRecords, peers, stuck } = parts;
  const id = query.decommission_id;
  const catalog = groups.catalog?.machine;
  const all = catalog?.decommissions() ?? [];
  const found =
    id === undefined
      ? newestDecommission(all, node)
      : await placementRecords.decommission(id, deadline);
  if (found !== null && found.node !== node) {
    const message = `The decommission \`${found.id}\` is one of \`${found.node}\`, not of \`${node}\`.`;
    throw new ApiError('RESOURCE_NOT_FOUND', message);
  }
  if (found === null || catalog === undefined) {
    parts.nodeOrders.member(node);
    return { node_id: node, ...noDecommission };
  }
  const isStuck = stuck.isStuck(catalog.rebalance());
  const members = peers.members();
  const view = viewDecommission({ decommission: found, catalog, members, isStuck });
  return {
    node_id: node,
    decommission_id: found.id,
    state: view.state,
    started_at: found.startedAt,
    finished_at: found.end?.at ?? null,
    copies_remaining: view.copiesLeft.length,
    spaces_remaining: view.copiesLeft.slice(0, spacesShown),
    rebalance_id: view.rebalance?.id ?? null,
    recent_failures: view.failures.map(({ space, to, error }) => ({
      space_id: space,
      target_node: to,
      reason: error ?? 'no reason known',
    })),
  };
}

const noDecommission: Omit<ResponseOf<'getDecommission'>, 'node_id'> = {
  decommission_id: null,
  state: 'none',
  started_at: null,
  finished_at: null,
  copies_remaining: 0,
  spaces_remaining: [],
  rebalance_id: null,
  recent_failures: [],
};
