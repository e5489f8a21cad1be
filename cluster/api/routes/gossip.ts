/** Divergence, conflicts, full sync and the health of gossip. */
import { ApiError } from '../../errors.ts';
import { compareCopies } from '../../node/cluster-view.ts';
import { findDivergence } from '../../node/divergence.ts';
import type { FullSync } from '../../node/full-syncs.ts';
import type { NodeParts } from '../../node/parts.ts';
import { endpoints, type ResponseOf } from '../contract.ts';
import { InvalidRequestError } from '../envelope.ts';
import { type Call, type Route, route } from '../route.ts';

export function gossipRoutes(parts: NodeParts): readonly Route[] {
  const { fullSyncs } = parts.consolidation;
  return [
    route(endpoints.getDivergence, async ({ deadline }) => {
      const { report } = await compareCopies(parts, deadline);
      const found = findDivergence(report, parts.groups.catalog?.machine.spaces() ?? []);
      return {
        body: found.map(({ space, nodeA, nodeB, type, subject }) => ({
          space_id: space,
          node_a: nodeA,
          node_b: nodeB,
          divergence_type: type,
          subject,
        })),
      };
    }),
    route(endpoints.getConflicts, (call) => listConflicts(parts, call)),
    route(endpoints.resolveConflicts, (call) => resolve(parts, call)),
    route(endpoints.startFullSync, () => {
      const sync = fullSyncs.start();
      parts.logger.info('full-sync-requested', { operation: 'full_sync', id: sync.id });
      return { body: showSync(sync) };
    }),
    route(endpoints.getFullSync, async ({ params, deadline }) => {
      const sync = await fullSyncs.find(params.id, deadline);
      if (sync !== null) return { body: showSync(sync) };
      const message = `Unexpected sync \`${params.id}\`, expected one that is remembered.`;
      throw new ApiError('RESOURCE_NOT_FOUND', message);
    }),
    route(endpoints.getGossipHealth, () => ({ body: health(parts) })),
  ];
}

async function listConflicts(parts: NodeParts, call: Call<typeof endpoints.getConflicts>) {
  const { beliefs } = parts.consolidation;
  const { conflicts, missing } = await beliefs.conflicts(call.query.space ?? null, call.deadline);
  const [lost] = missing;
  // An array has no place for what is missing, and an empty one would say that all is well.
  if (lost !== undefined) {
    throw new ApiError(
      'MEMORY_CLUSTER_UNAVAILABLE',
      `The conflicts of \`${lost.space}\` are not known: ${lost.reason}.`,
    );
  }
  return {
    body: conflicts.map(({ id, space, sideA, sideB, patterns, detectedAt }) => ({
      id,
      space_id: space,
      type: 'consolidation_divergence' as const,
      side_a: showSide(sideA),
      side_b: showSide(sideB),
      patterns: [...patterns],
      detected_at: new Date(detectedAt).toISOString(),
      status: 'unresolved' as const,
    })),
  };
}

async function resolve(parts: NodeParts, call: Call<typeof endpoints.resolveConflicts>) {
  const { strategy, conflict_ids, space_id, side, dry_run: dryRun } = call.body;
  if (strategy === 'manual' && side === undefined) {
    const message = 'expected the side that wins: `a`, `b` or the id of a node';
    throw new InvalidRequestError('INVALID_MEMORY_INPUT', `Unexpected body: ${message}.`, [
      { path: 'side', message },
    ]);
  }
  parts.condition.requireWritable();
  const order = { strategy, side: side ?? null, conflictIds: conflict_ids ?? null };
  const settled = await parts.consolidation.beliefs.settle(
    space_id ?? null,
    { order, dryRun },
    call.deadline,
  );
  requireKnown(conflict_ids ?? [], settled);
  const { resolved, remaining, missing } = settled;
  return {
    body: {
      strategy,
      dry_run: dryRun,
      resolved: resolved.length,
      remaining: remaining.length,
      conflicts: resolved.map(({ id, space, patterns }) => ({
        id,
        space_id: space,
        patterns: patterns.length,
      })),
      missing: [...missing],
    },
  };
}

type Settled = Awaited<ReturnType<NodeParts['consolidation']['beliefs']['settle']>>;

function requireKnown(wanted: readonly string[], { resolved, remaining, missing }: Settled): void {
  if (missing.length > 0) return;
  const known = new Set([...resolved, ...remaining].map(({ id }) => id));
  const unknown = wanted.find((id) => !known.has(id));
  if (unknown === undefined) return;
  throw new ApiError(
    'RESOURCE_NOT_FOUND',
    `Unexpected conflict \`${unknown}\`, expected one that GET /api/v1/cluster/conflicts lists.`,
    { hint: 'A conflict gets another id when its versions change: list them again.' },
  );
}

function showSide(side: {
  readonly node: string;
  readonly patternCount: number;
  readonly confidence: number;
}) {
  return { node: side.node, pattern_count: side.patternCount, confidence: side.confidence };
}

function showSync(sync: FullSync): ResponseOf<'startFullSync'> {
  return {
    sync_id: sync.id,
    status: sync.status,
    nodes_total: sync.nodesTotal,
    nodes_completed: sync.nodesCompleted,
    started_at: sync.startedAt,
    finished_at: sync.finishedAt,
    unfinished: [...sync.unfinished],
    failures: sync.failures.map(({ node, reason }) => ({ node, reason })),
  };
}

function health({ consolidation, clock }: NodeParts): ResponseOf<'getGossipHealth'> {
  const { counters } = consolidation;
  const now = clock.monotonicMs();
  const ago = (at: number | null): number | null => (at === null ? null : Math.round(now - at));
  return {
    message_drop_rate: counters.dropRate,
    merkle_mismatches: counters.memoryMismatches,
    merkle_repairs: counters.memoryRepairs,
    pattern_mismatches: counters.patternMismatches,
    rounds_total: counters.rounds,
    last_round_ms_ago: ago(counters.lastRoundAt),
    peers: [...counters.peers].sort().map(([id, { lastSyncAt, failures, lastError }]) => ({
      id,
      last_sync_ms_ago: ago(lastSyncAt),
      failures,
      last_error: lastError,
    })),
  };
}
