/** Spaces, where their copies are, and whether those are equal. */
import { ApiError } from '../../errors.ts';
import { compareCopies, viewCluster } from '../../node/cluster-view.ts';
import { loadPerNode } from '../../node/node-view.ts';
import type { NodeParts } from '../../node/parts.ts';
import { nodeLoads } from '../../node/placement-view.ts';
import type { MissingInSpace, Repair } from '../../node/repairs.ts';
import type { SpaceView } from '../../node/space-view.ts';
import { imbalanceOf } from '../../placement/imbalance.ts';
import { endpoints, type ResponseOf } from '../contract.ts';
import type { Deadline } from '../deadline.ts';
import { type Route, route } from '../route.ts';

export function spaceRoutes(parts: NodeParts): readonly Route[] {
  return [
    route(endpoints.getSpaces, async () => {
      const { spaces } = await viewCluster(parts);
      return { body: { spaces: spaces.map(toRow) } };
    }),
    route(endpoints.createSpace, ({ body, deadline }) => create(parts, body.id, deadline)),
    route(endpoints.getBalance, () => balance(parts)),
    route(endpoints.getReplicationStatus, () => replicationStatus(parts)),
    route(endpoints.repairReplication, async ({ deadline }) => {
      parts.condition.requireWritable();
      const { affected, waiting, id } = await parts.repairs.start(deadline);
      parts.logger.info('repair-requested', { operation: 'repair', id, affected, waiting });
      const status = repairStatus(affected.length, waiting.length);
      const spaces_affected = affected.length + waiting.length;
      const waiting_for_node = [...waiting];
      return { body: { status, repair_id: id, spaces_affected, waiting_for_node } };
    }),
    route(endpoints.getRepair, async ({ params, deadline }) => {
      const repair = await parts.repairs.find(params.id, deadline);
      if (repair !== null) return { body: showRepair(repair) };
      const message = `Unexpected repair \`${params.id}\`, expected one that is remembered.`;
      throw new ApiError('RESOURCE_NOT_FOUND', message);
    }),
    route(endpoints.getReplicationLag, () => lag(parts)),
    route(endpoints.getConvergence, ({ deadline }) => convergence(parts, deadline)),
  ];
}

function repairStatus(
  repaired: number,
  waiting: number,
): ResponseOf<'repairReplication'>['status'] {
  if (repaired > 0) return 'repairing';
  return waiting > 0 ? 'waiting_for_node' : 'nothing_to_do';
}

function showRepair(repair: Repair): ResponseOf<'getRepair'> {
  return {
    repair_id: repair.id,
    state: repair.state,
    started_at: repair.startedAt,
    finished_at: repair.finishedAt,
    spaces_affected: repair.spaces.length,
    spaces_remaining: [...repair.remaining],
    missing: repair.missing.map(toMissingCopy),
  };
}

function toMissingCopy({ space, node, reason, lagSequences }: MissingInSpace) {
  return { space_id: space, node_id: node, reason, lag_sequences: lagSequences };
}

function toRow(space: SpaceView): ResponseOf<'createSpace'> {
  return {
    id: space.id,
    primary_node: space.primary,
    replicas: [...space.replicas],
    version: space.epoch,
    last_sequence: space.lastSequence,
    under_replicated: space.underReplicated,
    created_at: space.createdAt,
  };
}

async function create(parts: NodeParts, id: string, deadline: Deadline) {
  parts.condition.requireWritable();
  await parts.spaces.ensure(id, deadline);
  // The answer names the primary, so it waits for the election, but no longer than the request lasts.
  for (;;) {
    const { spaces } = await viewCluster(parts);
    const space = spaces.find((candidate) => candidate.id === id);
    if (space !== undefined && (space.primary !== null || deadline.remainingMs() < 1_000)) {
      parts.logger.info('space-ready', { operation: 'create_space', memory_space: id });
      return { body: toRow(space) };
    }
    await parts.changed.wait(20);
  }
}

async function balance(parts: NodeParts) {
  const { spaces, report } = await viewCluster(parts);
  const loads = loadPerNode(parts.peers.alive(), spaces);
  const catalog = parts.groups.catalog?.machine;
  const takers = catalog === undefined ? [] : nodeLoads(catalog, parts.peers.members());
  const counted = loads.filter(({ node }) => takers.some((taker) => taker.node === node));
  const ratio = imbalanceOf(
    counted.map(({ primarySpaces, replicaSpaces }) => ({
      primaries: primarySpaces.length,
      copies: primarySpaces.length + replicaSpaces.length,
    })),
  );
  return {
    body: {
      imbalance: ratio,
      max_imbalance: ratio,
      threshold: parts.config.rebalance.threshold,
      per_node: loads.map(({ node, primarySpaces, replicaSpaces }) => ({
        node_id: node,
        primary_spaces: primarySpaces.length,
        replica_spaces: replicaSpaces.length,
        bytes: report.nodes.find((candidate) => candidate.node === node)?.walBytes ?? null,
      })),
    },
  };
}

async function replicationStatus(parts: NodeParts) {
  const { spaces } = await viewCluster(parts);
  const lacking = spaces.filter(({ underReplicated }) => underReplicated);
  return {
    body: {
      factor: parts.config.replicationFactor,
      ack_mode: parts.groups.limits.ackMode,
      spaces: spaces.length,
      healthy: lacking.length === 0 && spaces.every(({ primary }) => primary !== null),
      under_replicated: lacking.map(({ id }) => id),
      missing: lacking.flatMap(({ id, missing }) =>
        missing.map((copy) => toMissingCopy({ ...copy, space: id })),
      ),
    },
  };
}

async function convergence(parts: NodeParts, deadline: Deadline) {
  const { converged, divergenceCount, perSpace, unanswered } = await compareCopies(parts, deadline);
  const now = new Date(parts.clock.wallMs()).toISOString();
  return {
    body: {
      converged,
      divergence_count: divergenceCount,
      per_space: perSpace.map(({ space, converged: equal, roots, patternRoots, sequences }) => ({
        space,
        converged: equal,
        roots,
        pattern_roots: patternRoots,
        sequences,
      })),
      unanswered: [...unanswered],
      last_full_sync: parts.lastComparison.convergedAt,
      checked_at: now,
    },
  };
}

async function lag(parts: NodeParts): Promise<{ readonly body: ResponseOf<'getReplicationLag'> }> {
  const { spaces, report } = await viewCluster(parts);
  const rows = spaces.flatMap(({ id, primary }) => {
    const reported = report.nodes.find(({ node }) => node === primary);
    const group = reported?.groups.find((candidate) => candidate.id === id);
    if (primary === null || group === undefined) return [];
    return group.peers.map((copy) => ({
      space_id: id,
      replica_node: copy.node,
      primary_node: primary,
      lag_seconds: copy.lagSeconds,
      lag_sequences: copy.lagSequences,
      last_ack_ms_ago: copy.lastAnswerMsAgo === null ? null : Math.max(0, copy.lastAnswerMsAgo),
    }));
  });
  return { body: rows.sort((left, right) => right.lag_seconds - left.lag_seconds) };
}
