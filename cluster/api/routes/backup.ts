/** Snapshots of the whole cluster. What reads manifests is loaded with the first request. */
import { ApiError } from '../../errors.ts';
import { compareIds } from '../../model/ids.ts';
import type { NodeParts } from '../../node/parts.ts';
import type { SnapshotStatus } from '../../node/snapshot-status.ts';
import { endpoints, type ResponseOf } from '../contract.ts';
import { type Route, route } from '../route.ts';

export function backupRoutes({ snapshots, logger }: NodeParts): readonly Route[] {
  return [
    route(endpoints.createSnapshot, async ({ body, deadline }) => {
      const answer = await snapshots.start(body.description ?? null, deadline);
      if (answer.kind === 'running') {
        throw new ApiError('STATE_CONFLICT', `The snapshot \`${answer.snapshot}\` is being made.`, {
          hint: `ask GET /api/v1/cluster/backup/snapshot/${answer.snapshot}/status until it is complete or failed`,
          outcome: 'not_applied',
        });
      }
      const { snapshot, time, nodes } = answer;
      logger.info('snapshot-requested', { operation: 'snapshot', snapshot });
      const timestamp = time.wallMs / 1_000;
      return { body: { status: 'in_progress' as const, snapshot_id: snapshot, timestamp, nodes } };
    }),
    route(endpoints.getSnapshotStatus, async ({ params }) => {
      const { statusOf } = await import('../../node/snapshot-status.ts');
      const status = statusOf(params.id, await snapshots.views(params.id));
      if (status !== null) return { body: toStatus(status) };
      throw new ApiError('RESOURCE_NOT_FOUND', `No alive node knows a snapshot \`${params.id}\`.`, {
        hint: 'GET /api/v1/cluster/backup/snapshots lists those that there are',
      });
    }),
    route(endpoints.listSnapshots, async () => {
      const { allStatuses } = await import('../../node/snapshot-status.ts');
      return { body: allStatuses(await snapshots.views(null)).map(toRow) };
    }),
  ];
}

function toStatus(status: SnapshotStatus): ResponseOf<'getSnapshotStatus'> {
  return {
    snapshot_id: status.snapshot,
    status: status.status,
    reason: status.reason,
    nodes_completed: status.completed.length,
    nodes_total: status.nodes.length,
    absent: [...status.absent],
    per_node: status.perNode.map(({ node, status: state }) => ({ node_id: node, status: state })),
    manifest_sha256: status.manifestSha256,
    groups: (status.manifest?.groups ?? []).map((row) => ({
      group: row.group,
      last_sequence: row.sequence,
      root: row.root,
      memories: row.memories,
      bytes: row.bytes,
      sha256: row.sha256,
      nodes: row.voters.filter((voter) => status.nodes.includes(voter)).sort(compareIds),
    })),
  };
}

function toRow(status: SnapshotStatus): ResponseOf<'listSnapshots'>[number] {
  const groups = status.manifest?.groups ?? [];
  return {
    snapshot_id: status.snapshot,
    timestamp: status.timestamp,
    status: status.status,
    nodes: status.nodes.length,
    description: status.description,
    wal_positions: Object.fromEntries(groups.map(({ group, sequence }) => [group, sequence])),
    manifest_sha256: status.manifestSha256,
  };
}
