/** Rebalances: starting, following and retrying them, and what they move. */
import { viewCluster } from '../../node/cluster-view.ts';
import type { NodeParts } from '../../node/parts.ts';
import type { Started } from '../../node/rebalancer.ts';
import { activeMoves, isFinal, isOpen, type RebalanceRun } from '../../placement/rebalance-run.ts';
import { endpoints, type ResponseOf } from '../contract.ts';
import { type Call, type Route, route } from '../route.ts';

/** The steps of a move besides the copying, seconds. */
const stepsSeconds = 2;

export function rebalanceRoutes(parts: NodeParts): readonly Route[] {
  return [
    route(endpoints.rebalance, (call) => rebalance(parts, call)),
    route(endpoints.getRebalanceStatus, async ({ query: { rebalance_id: id }, deadline }) => {
      const newest = parts.groups.catalog?.machine.rebalance() ?? null;
      const run = id === undefined ? newest : await parts.placementRecords.rebalance(id, deadline);
      return { body: status(parts, run) };
    }),
    route(endpoints.retryRebalance, async ({ deadline }) => {
      const { retried, id } = await parts.placementOrders.give({ kind: 'retry' }, deadline);
      return { body: { retried, rebalance_id: id } };
    }),
    route(endpoints.getPartitions, () => partitions(parts)),
    route(endpoints.promoteReplica, (call) => promote(parts, call)),
  ];
}

async function rebalance(
  parts: NodeParts,
  { deadline }: Call<typeof endpoints.rebalance>,
): Promise<{ readonly body: ResponseOf<'rebalance'> }> {
  const started = await parts.placementOrders.give({ kind: 'rebalance' }, deadline);
  if (started === null) {
    const body = { rebalance_id: null, planned: 0, estimated_duration_seconds: 0 };
    return { body: { status: 'balanced', ...body } };
  }
  return {
    body: {
      status: 'rebalancing',
      rebalance_id: started.id,
      planned: started.moves.length,
      estimated_duration_seconds: await estimateSeconds(parts, started),
    },
  };
}

/** A node's log divided by the copies that write to it is what one copy has on disk, near enough. */
async function estimateSeconds(parts: NodeParts, { moves }: Started): Promise<number> {
  const { report } = await viewCluster(parts);
  const logs = report.nodes.reduce((sum, { walBytes }) => sum + walBytes, 0);
  const groups = report.nodes.reduce((sum, node) => sum + node.groups.length, 0);
  const bytesPerCopy = groups === 0 ? 0 : logs / groups;
  const copies = moves.filter(({ kind }) => kind === 'copy').length;
  const { bytesPerSecond, movesAtOnce } = parts.config.rebalance;
  const copying = (copies * bytesPerCopy) / bytesPerSecond;
  return Math.ceil(copying + (moves.length * stepsSeconds) / movesAtOnce);
}

function status(
  { groups, stuck }: NodeParts,
  run: RebalanceRun | null,
): ResponseOf<'getRebalanceStatus'> {
  const moves = run?.moves ?? [];
  const failed = moves.filter(({ state }) => state === 'failed');
  const newest = groups.catalog?.machine.rebalance() ?? null;
  const isStuck = run?.id === newest?.id && stuck.isStuck(newest);
  return {
    state: stateOf(run, isStuck),
    rebalance_id: run?.id ?? null,
    reason: run?.reason ?? null,
    started_at: run?.startedAt ?? null,
    finished_at: run?.finishedAt ?? null,
    partitions_moved: moves.filter(({ state }) => state === 'done').length,
    partitions_remaining: moves.filter(({ state }) => !isFinal(state)).length,
    bytes_moved: moves.reduce((sum, { bytes }) => sum + bytes, 0),
    recent_failures: failed.map(({ space, from, to, error }) => ({
      space_id: space,
      source_node: from,
      target_node: to,
      reason: error ?? 'no reason known',
    })),
    moves: moves.map(({ space, kind, from, to, state, progressPct, bytes, error }) => ({
      space_id: space,
      kind,
      source_node: from,
      target_node: to,
      state,
      progress_pct: progressPct,
      bytes,
      error,
    })),
  };
}

function stateOf(
  run: RebalanceRun | null,
  isStuck: boolean,
): ResponseOf<'getRebalanceStatus'>['state'] {
  if (run === null) return 'idle';
  if (isOpen(run)) return isStuck ? 'stuck' : 'in_progress';
  return run.moves.some(({ state }) => state === 'failed') ? 'failed' : 'complete';
}

async function partitions(parts: NodeParts): Promise<{ body: ResponseOf<'getPartitions'> }> {
  const { spaces } = await viewCluster(parts);
  const run = parts.groups.catalog?.machine.rebalance() ?? null;
  const open = activeMoves(run, Number.POSITIVE_INFINITY);
  return {
    body: spaces.map(({ id, primary }) => {
      const move = open.find(({ space }) => space === id);
      return {
        id,
        rebalancing: move !== undefined,
        source_node: move?.from ?? primary,
        target_node: move?.to ?? null,
        progress_pct: move?.progressPct ?? 100,
      };
    }),
  };
}

async function promote(
  parts: NodeParts,
  { params, body, deadline }: Call<typeof endpoints.promoteReplica>,
) {
  await parts.spaces.require(params.id, deadline);
  const node = body.new_replica_node;
  const toPrimary = body.promote_to_primary;
  const order = { kind: 'promote', space: params.id, node, toPrimary } as const;
  const { id, replaces } = await parts.placementOrders.give(order, deadline);
  return {
    body: {
      status: id === null ? ('unchanged' as const) : ('promoting' as const),
      space_id: params.id,
      new_replica_node: node,
      replaces,
      rebalance_id: id,
    },
  };
}
