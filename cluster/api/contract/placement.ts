/** Where the copies of spaces are, and whether there are enough of them. */
import * as z from 'zod';
import { ackModes } from '../../model/ack-mode.ts';
import { count, endpoint, moment, nodeId, noFields, spaceId } from './endpoint.ts';

const space = z.object({
  id: spaceId,
  /** Node that takes its writes; null while there is none. */
  primary_node: nodeId.nullable(),
  /** Nodes that hold the other copies, sorted. */
  replicas: z.array(nodeId),
  /** Epoch of the space: one more with each change of primary. Copies refuse writes of lower ones. */
  version: count,
  /** Sequence of its last write that is durable on a majority of its copies; null if no copy answers. */
  last_sequence: count.nullable(),
  /** Fewer copies than `factor` + 1 are alive and up to date: at most 1,000 writes and 2 s behind. The metric `engram_cluster_under_replicated_spaces` counts the same. */
  under_replicated: z.boolean(),
  created_at: moment,
});

export const getSpaces = endpoint({
  method: 'GET',
  path: '/api/v1/cluster/spaces',
  summary: 'All spaces and the nodes that hold them, sorted by id.',
  params: noFields,
  query: noFields,
  request: null,
  status: 200,
  response: z.object({ spaces: z.array(space) }),
  errors: [],
});

export const createSpace = endpoint({
  method: 'POST',
  path: '/api/v1/spaces',
  summary: 'Makes a space. One that exists is returned as it is.',
  access: 'memory:write',
  spaceField: 'id',
  params: noFields,
  query: noFields,
  request: z.strictObject({ id: spaceId }),
  status: 201,
  response: space,
  errors: [],
});

export const getBalance = endpoint({
  method: 'GET',
  path: '/api/v1/cluster/balance',
  summary: 'How evenly primaries and copies are spread over the alive nodes.',
  params: noFields,
  query: noFields,
  request: null,
  status: 200,
  response: z.object({
    /**
     * max(0, (most − ⌈mean⌉) / mean), of primaries per node or of copies per node, whichever is larger; 0 is as even as
     * whole spaces allow. Nodes that are drained or about to leave are not counted.
     */
    imbalance: z.number().nonnegative(),
    /** The same number under its other documented name. */
    max_imbalance: z.number().nonnegative(),
    /** Above this a rebalance begins by itself: `cluster.rebalance.threshold`. */
    threshold: z.number(),
    per_node: z.array(
      z.object({
        node_id: nodeId,
        primary_spaces: count,
        replica_spaces: count,
        /** Bytes of its write-ahead log; null if it does not answer. */
        bytes: count.nullable(),
      }),
    ),
  }),
  errors: [],
});

const missingCopy = z.object({
  space_id: spaceId,
  /** Node that should hold it; null if no node is assigned. */
  node_id: nodeId.nullable(),
  /** `unreachable`: its node does not answer. `lagging`: it is behind, or is being filled. `unassigned`: there are too few nodes. */
  reason: z.enum(['unreachable', 'lagging', 'unassigned']),
  /** Sequences behind the primary; null if not known. */
  lag_sequences: count.nullable(),
});

export const getReplicationStatus = endpoint({
  method: 'GET',
  path: '/api/v1/cluster/replication/status',
  summary: 'Whether every space has all its copies, alive and up to date.',
  params: noFields,
  query: noFields,
  request: null,
  status: 200,
  response: z.object({
    /** Copies besides the primary that every space should have. */
    factor: count,
    /** `async`: stores are acknowledged before a majority has them, and a failover may lose them. */
    ack_mode: z.enum(ackModes),
    /** Number of spaces. */
    spaces: count,
    /** True if `under_replicated` is empty and every space has a primary. */
    healthy: z.boolean(),
    /**
     * Ids of the spaces with fewer than `factor` + 1 copies that are alive and up to date, sorted. Up to date: at most 1,000
     * writes and 2 s behind. The metric `engram_cluster_under_replicated_spaces` counts the same, for spaces with a primary.
     */
    under_replicated: z.array(z.string()),
    /** Each copy that these spaces lack, and why. */
    missing: z.array(missingCopy),
  }),
  errors: [],
});

const repairId = z.string().regex(/^repair_[a-z0-9-]+_[0-9a-z]+$/, {
  error: 'expected the `repair_id` that a repair answered with',
});

export const repairReplication = endpoint({
  method: 'POST',
  path: '/api/v1/cluster/replication/repair',
  summary:
    'Gives copies that are missing to spare nodes. It happens by itself as well; this does it at once.',
  params: noFields,
  query: noFields,
  request: noFields,
  status: 202,
  response: z.object({
    /** `waiting_for_node`: copies are missing, and no alive node is free to hold any of them. */
    status: z.enum(['repairing', 'waiting_for_node', 'nothing_to_do']),
    /** Follow it with GET …/repair/{id}; while one is open that was ordered at the same node, it is that one. Null: nothing is missing. */
    repair_id: repairId.nullable(),
    /** Spaces with a copy missing or behind, those that wait for a node included. */
    spaces_affected: count,
    /** Ids of the spaces for which no spare node is alive: add or restart one. */
    waiting_for_node: z.array(z.string()),
  }),
  errors: [],
});

export const getRepair = endpoint({
  method: 'GET',
  path: '/api/v1/cluster/replication/repair/:id',
  summary: 'What came of a repair. The node where it was ordered remembers the last 64.',
  params: z.strictObject({ id: repairId }),
  query: noFields,
  request: null,
  status: 200,
  response: z.object({
    repair_id: repairId,
    /**
     * `complete`: every space that it is about has had all its copies. `failed`: for `cluster.rebalance.stuck_after` nothing
     * has moved on; the cluster goes on trying by itself, `missing` says what it waits for.
     */
    state: z.enum(['repairing', 'complete', 'failed']),
    started_at: moment,
    /** Null while it is open. */
    finished_at: moment.nullable(),
    /** Spaces that it is about. */
    spaces_affected: count,
    /** Those that are under-replicated still, sorted. */
    spaces_remaining: z.array(spaceId),
    /** Each copy that these lack, and why. */
    missing: z.array(missingCopy),
  }),
  errors: [],
});

export const getConvergence = endpoint({
  method: 'GET',
  path: '/api/v1/cluster/convergence',
  summary: 'Compares the content of all copies on all alive nodes.',
  params: noFields,
  query: noFields,
  request: null,
  status: 200,
  response: z.object({
    /** True if every alive node answered and all copies of each space are equal. */
    converged: z.boolean(),
    /** Copies that differ from their space's primary or are behind it. */
    divergence_count: count,
    per_space: z.array(
      z.object({
        space: spaceId,
        converged: z.boolean(),
        /** Root hash of the content per node, 64 hexadecimal digits. */
        roots: z.record(z.string(), z.string()),
        /** The same of its patterns, which gossip carries. */
        pattern_roots: z.record(z.string(), z.string()),
        /** Sequence up to which each copy has applied writes. */
        sequences: z.record(z.string(), count),
      }),
    ),
    /** Alive nodes that did not answer in time; while there are any, `converged` is false. */
    unanswered: z.array(nodeId),
    /** When all copies were last found equal by this node; null since its start. */
    last_full_sync: moment.nullable(),
    checked_at: moment,
  }),
  errors: [],
});

export const getReplicationLag = endpoint({
  method: 'GET',
  path: '/api/v1/cluster/replication/lag',
  summary:
    'How far each replica is behind its primary, the furthest first. A replica that does not answer counts from the oldest write that it lacks.',
  params: noFields,
  query: noFields,
  request: null,
  status: 200,
  response: z.array(
    z.object({
      space_id: spaceId,
      replica_node: nodeId,
      primary_node: nodeId,
      /** Age of the oldest write that it does not have; 0 when it has all. */
      lag_seconds: z.number().nonnegative(),
      /** Writes that it does not have. */
      lag_sequences: count,
      /** Milliseconds since it last acknowledged anything; null if it has not in this term of office. */
      last_ack_ms_ago: z.number().nonnegative().nullable(),
    }),
  ),
  errors: [],
});
