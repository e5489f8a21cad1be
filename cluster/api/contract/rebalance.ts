/** Moving copies and primaries between nodes. */
import * as z from 'zod';
import { moveStates, runReasons } from '../../placement/rebalance-run.ts';
import { count, endpoint, moment, nodeId, noFields, spaceId } from './endpoint.ts';

const rebalanceId = z.string().min(1).max(64);

export const rebalance = endpoint({
  method: 'POST',
  path: '/api/v1/cluster/rebalance',
  summary:
    'Evens out copies and primaries at once; the coordinator carries it on by itself. While a rebalance is open the answer names that one. Refused while a promotion is open.',
  params: noFields,
  query: noFields,
  request: noFields,
  status: 202,
  response: z.object({
    /** `rebalancing`: started now, or open already. `balanced`: there is nothing to move, and nothing was started. */
    status: z.enum(['rebalancing', 'balanced']),
    /** Null when nothing was started. */
    rebalance_id: rebalanceId.nullable(),
    /** Moves that it consists of. */
    planned: count,
    /**
     * From the bytes that the copies to be moved have on disk, the bandwidth that moves may use, and two seconds for the
     * steps of each move; 0 when nothing was started.
     */
    estimated_duration_seconds: count,
  }),
  errors: ['STATE_CONFLICT'],
});

const percentDone = z.number().min(0).max(100);

const move = z.object({
  space_id: spaceId,
  /** `copy`: a copy moves. `primary`: the office goes to a copy that is there; no data moves. */
  kind: z.enum(['copy', 'primary']),
  source_node: nodeId,
  target_node: nodeId,
  /**
   * `pending`, `copying` (the new copy is filled), `catching_up` (it is compared with the primary's content), `cutover`
   * (it votes, the office changes, the old copy goes), `done`, `failed`.
   */
  state: z.enum(moveStates),
  progress_pct: percentDone,
  /** Bytes sent to the new copy. */
  bytes: count,
  /** Why it failed; null otherwise. */
  error: z.string().nullable(),
});

export const getRebalanceStatus = endpoint({
  method: 'GET',
  path: '/api/v1/cluster/rebalance/status',
  summary:
    'How far the newest rebalance is, with each of its moves. With `rebalance_id`, that one: the cluster remembers the newest 16, or fewer if they have more than 2,000 moves together.',
  params: noFields,
  query: z.strictObject({ rebalance_id: rebalanceId.optional() }),
  request: null,
  status: 200,
  response: z.object({
    /**
     * `idle`: there never was one. `stuck`: it is open, and nothing has moved on for `cluster.rebalance.stuck_after`.
     * `failed`: it is over, and at least one move failed; those can be retried.
     */
    state: z.enum(['idle', 'in_progress', 'complete', 'stuck', 'failed']),
    rebalance_id: rebalanceId.nullable(),
    /** What began it; null when idle. */
    reason: z.enum(runReasons).nullable(),
    started_at: moment.nullable(),
    /** Null while it is open. */
    finished_at: moment.nullable(),
    /** Moves that are done; a partition is what is placed, that is a space. */
    partitions_moved: count,
    /** Moves that are neither done nor failed. */
    partitions_remaining: count,
    bytes_moved: count,
    /** One row per failed move. */
    recent_failures: z.array(
      z.object({ space_id: spaceId, source_node: nodeId, target_node: nodeId, reason: z.string() }),
    ),
    moves: z.array(move),
  }),
  errors: [],
});

export const retryRebalance = endpoint({
  method: 'POST',
  path: '/api/v1/cluster/rebalance/retry',
  summary:
    'Opens the failed moves of the newest rebalance again. Repeating it changes nothing more.',
  params: noFields,
  query: noFields,
  request: noFields,
  status: 202,
  response: z.object({
    /** Moves that are open again, and those that were stuck; 0 when nothing had failed. */
    retried: count,
    rebalance_id: rebalanceId.nullable(),
  }),
  errors: [],
});

export const getPartitions = endpoint({
  method: 'GET',
  path: '/api/v1/cluster/partitions',
  summary:
    'Every data partition, that is every space as what is placed on nodes, sorted by id, and where it is going.',
  params: noFields,
  query: noFields,
  request: null,
  status: 200,
  response: z.array(
    z.object({
      /** Id of the space. */
      id: spaceId,
      /** A move of it is open. */
      rebalancing: z.boolean(),
      /** The node that gives its copy or its office away; without a move the primary, null while there is none. */
      source_node: nodeId.nullable(),
      /** The node that gets it; null without a move. */
      target_node: nodeId.nullable(),
      /** Of the open move; 100 without one. */
      progress_pct: percentDone,
    }),
  ),
  errors: [],
});

export const promoteReplica = endpoint({
  method: 'POST',
  path: '/api/v1/cluster/spaces/:id/promote-replica',
  summary:
    'Gives a node a copy of the space in place of the replica that is furthest behind, or makes a replica the primary.',
  params: z.strictObject({ id: spaceId }),
  query: noFields,
  request: z.strictObject({
    /** The node that shall hold a copy. If it holds one that lags, the answer is 409. */
    new_replica_node: nodeId,
    /** Make it the primary as well. Default: false. */
    promote_to_primary: z.boolean().default(false),
  }),
  status: 202,
  response: z.object({
    /** `unchanged`: it is as asked already. */
    status: z.enum(['promoting', 'unchanged']),
    space_id: spaceId,
    new_replica_node: nodeId,
    /** The replica that goes; null if none does. */
    replaces: nodeId.nullable(),
    /** Follow it with GET /api/v1/cluster/rebalance/status; null when nothing was started. */
    rebalance_id: rebalanceId.nullable(),
  }),
  errors: ['STATE_CONFLICT'],
});
