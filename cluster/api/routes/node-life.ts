/** Draining, decommissioning, stopping and forgetting nodes. */
import { ApiError } from '../../errors.ts';
import type { NodeParts } from '../../node/parts.ts';
import { endpoints } from '../contract.ts';
import { type Call, type Route, route } from '../route.ts';

export function nodeLifeRoutes(parts: NodeParts): readonly Route[] {
  const { nodeOrders, placementOrders, condition } = parts;
  return [
    route(endpoints.drainNode, async ({ params: { id }, deadline }) => {
      nodeOrders.member(id);
      condition.requireWritable();
      await nodeOrders.give(id, 'drain', deadline);
      return { body: { status: 'draining' as const, node_id: id } };
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
      const { copies } = await placementOrders.give(order, deadline);
      parts.logger.info('decommission-requested', { operation: 'decommission', member: id });
      return { body: { status: 'draining' as const, node_id: id, copies } };
    }),
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
  { params, deadline }: Call<typeof endpoints.getDrainStatus>,
) {
  const report = await nodeOrders.give(params.id, 'drain-status', deadline);
  return {
    body: {
      node_id: params.id,
      state: report.state,
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
