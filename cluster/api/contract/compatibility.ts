/** Paths of older programs, answered from the same state. New clients use those under `/api/v1/cluster`. */
import * as z from 'zod';
import { count, endpoint, memberState, moment, nodeId, noFields, spaceId } from './endpoint.ts';
import { getMetrics } from './status.ts';

export const getClusterNodesUpstream = endpoint({
  method: 'GET',
  path: '/cluster/nodes',
  summary: 'The member list in its older form; see GET /api/v1/cluster/members.',
  params: noFields,
  query: noFields,
  request: null,
  status: 200,
  response: z.object({
    nodes: z.array(
      z.object({
        id: nodeId,
        swim_address: z.string(),
        /** `host:port` of the HTTP API. */
        api_address: z.string(),
        /** Always null: nodes have no rack. */
        rack: z.null(),
        /** Always null: nodes have no zone. */
        zone: z.null(),
        state: memberState,
        incarnation: count,
        last_change_ms_ago: count,
        local: z.boolean(),
      }),
    ),
  }),
  errors: [],
});

export const getClusterHealthUpstream = endpoint({
  method: 'GET',
  path: '/cluster/health',
  summary: 'Members, partition, placement and replication in one answer, in their older form.',
  params: noFields,
  query: noFields,
  request: null,
  status: 200,
  response: z.object({
    node_id: nodeId,
    /** Without the node that answers: a healthy cluster of three shows 2 alive. */
    stats: z.object({ alive: count, suspect: count, dead: count, left: count, total: count }),
    /** With it. */
    partition: z.object({
      state: z.enum(['connected', 'partitioned', 'healing']),
      reachable_nodes: count,
      total_nodes: count,
    }),
    /** The cluster epoch: how often the whole cluster was recovered from a backup. Others are kept out. */
    epoch: z.object({
      number: count,
      /** Which recovery was the last, 8 hex digits; null if there was none. */
      recovery: z.string().nullable(),
      /** Why others keep this node out; null if nobody does. */
      refused: z.string().nullable(),
      /** Nodes of other epochs that were heard in the last 30 s: where from, and what theirs is, seen from here. */
      foreign: z.array(
        z.object({
          address: z.string(),
          epoch: z.string(),
          relation: z.enum(['older', 'newer', 'other']),
        }),
      ),
    }),
    assignments: z.object({
      cached_spaces: count,
      per_node: z.array(z.object({ node_id: nodeId, primary_spaces: count })),
    }),
    /** Null until there is a space. Sequences, not seconds. */
    replication: z
      .object({
        replicas: z.array(
          z.object({
            space: spaceId,
            replica: nodeId,
            local_sequence: count,
            replicated_sequence: count,
            lag: count,
          }),
        ),
      })
      .nullable(),
    /** Requests of this node's clients on their way to spaces, since its start. */
    router: z.object({
      requests_total: count,
      retries_total: count,
      replica_fallback_total: count,
      /** Spaces whose primary does not answer this node now. */
      open_breakers: count,
      breakers: z.array(z.object({ space: spaceId, state: z.literal('open') })),
    }),
  }),
  errors: [],
});

export const getMetricsUpstream = endpoint({
  ...getMetrics,
  path: '/metrics/prometheus',
  summary: 'The same as GET /metrics, under its older path.',
});

export const getSystemHealth = endpoint({
  method: 'GET',
  path: '/api/v1/system/health',
  summary:
    'The state of the node, check by check, and of the copies it holds. 503 with the same body when `status` is `unhealthy`.',
  params: noFields,
  query: z.strictObject({ space: spaceId.optional() }),
  request: null,
  status: 200,
  response: z.object({
    status: z.enum(['healthy', 'degraded', 'unhealthy']),
    timestamp: moment,
    checks: z.array(
      z.object({
        name: z.enum(['process', 'cluster', 'majority', 'forced']),
        status: z.enum(['healthy', 'degraded', 'unhealthy']),
        message: z.string(),
      }),
    ),
    /** Copies that this node holds, sorted by id; only the one of `?space=` if that is given. */
    spaces: z.array(
      z.object({
        space: spaceId,
        memories: count,
        role: z.enum(['primary', 'replica', 'candidate', 'learner']),
        /** Milliseconds since the oldest write that a replica lacks; null where this node is not the primary. */
        wal_lag_ms: z.number().nonnegative().nullable(),
      }),
    ),
    cluster: z.object({ reachable_nodes: count, total_nodes: count, initialized: z.boolean() }),
  }),
  errors: [],
});
