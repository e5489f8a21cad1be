/** How the node that answers is, and what it thinks of the network. */
import * as z from 'zod';
import { count, endpoint, memberState, moment, nodeId, noFields } from './endpoint.ts';

export const getPartitionStatus = endpoint({
  method: 'GET',
  path: '/api/v1/cluster/partition/status',
  summary: 'Whether the node that answers reaches a strict majority of the voters.',
  params: noFields,
  query: noFields,
  request: null,
  status: 200,
  response: z.object({
    /** True if there is no majority, or there is one and at least one voter is dead. */
    partitioned: z.boolean(),
    /** True if `reachable` is more than half of `total`. */
    is_majority: z.boolean(),
    /** `read_only`: writes are refused with 503. */
    mode: z.enum(['read_only', 'read_write']),
    /** `healing`: it was partitioned until a moment ago. */
    state: z.enum(['connected', 'partitioned', 'healing']),
    /** Voters that are alive, this node included. */
    reachable: count,
    /** Voters: all nodes of the initialized cluster, stopped ones included, for their vote is missing too; before that, the members. */
    total: count,
    /** When `state` last changed in this node's view. */
    since: moment,
    /** Somebody forced the node to be read-only. */
    forced: z.boolean(),
    /** When that order ends by itself; null without an order or an end. */
    forced_until: moment.nullable(),
    /** Ids of voters that are suspect or dead, sorted; one that was stopped in good order is not among them. */
    unreachable: z.array(nodeId),
    /**
     * A crash and a cut look alike from here. `node_failure`: one voter is missing and this side has the majority.
     * `network_partition`: several are missing, or this side has lost the majority. null: nobody is missing.
     */
    suspected_cause: z.enum(['node_failure', 'network_partition']).nullable(),
    /** Who takes part or should, those that were stopped included. A node that was decommissioned or forgotten is not. */
    members: z.array(z.object({ id: nodeId, state: memberState })),
  }),
  errors: [],
});

export const getHealth = endpoint({
  method: 'GET',
  path: '/health',
  summary: 'Whether the node can serve. 503 with the same body when `status` is `unhealthy`.',
  access: 'open',
  params: noFields,
  query: noFields,
  request: null,
  status: 200,
  response: z.object({
    /** `degraded`: serves reads, not all writes; see `reasons`. `unhealthy`: it is stopping. */
    status: z.enum(['healthy', 'degraded', 'unhealthy']),
    /** Why it is not healthy, a sentence each; empty when it is. */
    reasons: z.array(z.string()),
    service: z.literal('engram'),
    version: z.string(),
    timestamp: moment,
    node_id: nodeId,
    draining: z.boolean(),
    /** The node belongs to an initialized cluster. */
    initialized: z.boolean(),
  }),
  errors: [],
});

export const getMetrics = endpoint({
  method: 'GET',
  path: '/metrics',
  summary:
    'Prometheus text format, version 0.0.4; with `Accept: application/json` the same as JSON: a list of `{name, help, type, values: [{labels, value}]}`.',
  access: 'open',
  params: noFields,
  query: noFields,
  request: null,
  status: 200,
  response: null,
  errors: [],
});

export const getAlive = endpoint({
  method: 'GET',
  path: '/health/alive',
  summary:
    'An empty answer: the process answers. For a liveness probe; whether it can serve says GET /health.',
  access: 'open',
  params: noFields,
  query: noFields,
  request: null,
  status: 200,
  response: null,
  errors: [],
});

/** Longest time that an order to be read-only can be given, seconds: a day. What shall last longer has no end. */
export const forcedSecondsMax = 86_400;

const forcedMode = z.object({
  node_id: nodeId,
  /** It is read-only by order. */
  forced: z.boolean(),
  /** When the order was given; null while there is none. */
  since: moment.nullable(),
  /** When it ends by itself; null while there is none, and for one without an end. */
  until: moment.nullable(),
  mode: z.enum(['read_only', 'read_write']),
});

export const forceMinorityMode = endpoint({
  method: 'POST',
  path: '/api/v1/cluster/force-minority-mode',
  summary:
    'Makes the node that answers read-only, whatever it thinks of its majority, until DELETE takes it back or the time given is up: over restarts as well. It hands its offices over where it can. Repeating it sets the end anew and changes nothing else.',
  params: noFields,
  query: noFields,
  request: z.strictObject({
    /**
     * The order ends by itself after so many seconds, at most a second later; time in which the node is down counts. The
     * node is writable then if it has a majority. Default: no end, as a fence that ends unseen may be worse than one that
     * is forgotten; GET /health says in both cases that it is on.
     */
    ttl_seconds: z.int().min(1).max(forcedSecondsMax).optional(),
  }),
  status: 200,
  response: forcedMode,
  errors: [],
});

export const clearMinorityMode = endpoint({
  method: 'DELETE',
  path: '/api/v1/cluster/force-minority-mode',
  summary: 'Takes the order back: the node is writable again if it has a majority.',
  params: noFields,
  query: noFields,
  request: null,
  status: 200,
  response: forcedMode,
  errors: [],
});
