/** Snapshots of the whole cluster. */
import * as z from 'zod';
import { count, endpoint, nodeId, noFields } from './endpoint.ts';

/** `snap_YYYY_MM_DD_HH_MM_SS`, the time in UTC; a second one within one second gets `_2`. */
const snapshotId = z.string().regex(/^snap_\d{4}(_\d\d){5}(_\d+)?$/, {
  error: 'expected `snap_YYYY_MM_DD_HH_MM_SS`',
});

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const createSnapshot = endpoint({
  method: 'POST',
  path: '/api/v1/cluster/backup/snapshot',
  summary:
    'Cuts all spaces at one moment and starts writing what every copy on an alive node has there; a majority of the copies of each space has to be. Writes wait for the cut, usually some milliseconds.',
  params: noFields,
  query: noFields,
  request: z.strictObject({
    /** What it is for; kept in the manifest. */
    description: z.string().max(1_000).optional(),
  }),
  status: 202,
  response: z.object({
    status: z.literal('in_progress'),
    snapshot_id: snapshotId,
    /** The cut in hybrid time, Unix seconds: what was acknowledged before the request is in, what is invoked after the answer is not. */
    timestamp: z.number(),
    /** Nodes that write a part of it. */
    nodes: count,
  }),
  errors: ['STATE_CONFLICT'],
});

export const getSnapshotStatus = endpoint({
  method: 'GET',
  path: '/api/v1/cluster/backup/snapshot/:id/status',
  summary: 'How far a snapshot is; ask until it is `complete` or `failed`.',
  params: z.strictObject({ id: snapshotId }),
  query: noFields,
  request: null,
  status: 200,
  response: z.object({
    snapshot_id: snapshotId,
    /** `failed`: `reason` says why; take another one. It never becomes complete. */
    status: z.enum(['in_progress', 'complete', 'failed']),
    reason: z.string().nullable(),
    nodes_completed: count,
    /** Nodes that have a part in it. */
    nodes_total: count,
    /**
     * Nodes that hold copies and were not alive, once it is complete. Nothing is missing for that: a majority of every space's
     * copies has written the same, and their files restore these nodes as well.
     */
    absent: z.array(nodeId),
    per_node: z.array(
      z.object({
        node_id: nodeId,
        /** `missing`: the snapshot is complete and this node does not have it. `unreachable`: the node does not answer. */
        status: z.enum(['in_progress', 'complete', 'missing', 'unreachable']),
      }),
    ),
    /** Of the manifest's bytes; null until it is complete. */
    manifest_sha256: sha256.nullable(),
    /** One row per space and one for `_catalog`, once it is complete. Each copy's file has this checksum. */
    groups: z.array(
      z.object({
        group: z.string(),
        /** Up to this write of the space. */
        last_sequence: count,
        /** Root hash of the content, the same on every copy. */
        root: z.string(),
        memories: count,
        bytes: count,
        sha256,
        nodes: z.array(nodeId),
      }),
    ),
  }),
  errors: [],
});

export const listSnapshots = endpoint({
  method: 'GET',
  path: '/api/v1/cluster/backup/snapshots',
  summary: 'The snapshots that alive nodes hold, newest first.',
  params: noFields,
  query: noFields,
  request: null,
  status: 200,
  response: z.array(
    z.object({
      snapshot_id: snapshotId,
      /** The cut in hybrid time, Unix seconds. */
      timestamp: z.number(),
      status: z.enum(['in_progress', 'complete', 'failed']),
      /** Nodes that have a part of it. */
      nodes: count,
      description: z.string().nullable(),
      /** Sequence of each space at the cut: where replay begins. Empty until it is complete. */
      wal_positions: z.record(z.string(), count),
      manifest_sha256: sha256.nullable(),
    }),
  ),
  errors: [],
});
