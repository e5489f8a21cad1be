/** Who takes part: members, nodes, and bringing a cluster into being. */
import * as z from 'zod';
import { count, endpoint, memberState, moment, nodeId, noFields } from './endpoint.ts';

const member = z.object({
  /** Node id; `$NODE` in runbooks. */
  id: nodeId,
  /** As this node sees it. The own row is always `alive` until the node leaves. */
  state: memberState,
  /** Version number of the member's claim about itself; rises when it refutes a suspicion, not only at restarts. */
  incarnation: count,
  /** Where it listens for SWIM: `ip:port`. */
  swim_address: z.string(),
  /** Base URL of its HTTP API, no trailing slash. */
  http_address: z.url(),
  /** Version of its program. */
  version: z.string(),
  /** Milliseconds since `state` last changed in this node's view. */
  last_change_ms_ago: count,
  /** True for the node that answers. */
  local: z.boolean(),
  /** An operator is draining it. */
  draining: z.boolean(),
  /** When its process started. */
  started_at: moment,
});

export const getMembers = endpoint({
  method: 'GET',
  path: '/api/v1/cluster/members',
  summary: 'The member list of the node that answers, itself included, sorted by id.',
  params: noFields,
  query: z.strictObject({
    /** `left`: also members that left in good order, and those that were forgotten. */
    include: z.literal('left').optional(),
  }),
  request: null,
  status: 200,
  response: z.object({ members: z.array(member) }),
  errors: [],
});

export const initialize = endpoint({
  method: 'POST',
  path: '/api/v1/cluster/initialize',
  summary:
    'Makes the alive members one cluster. Needed once in its life; repeating it changes nothing.',
  params: noFields,
  query: noFields,
  request: z.strictObject({
    /** Refuse with 409 unless exactly this many members are alive. Default: as many as the seed list has nodes. */
    expected_nodes: z.int().min(1).max(1_000).optional(),
  }),
  status: 200,
  response: z.object({
    status: z.enum(['initialized', 'already_initialized']),
    /** Spaces that have a primary. 0 in a new cluster: spaces are made by their first write. */
    spaces_assigned: count,
    /** Nodes with a vote. */
    nodes: count,
  }),
  errors: ['STATE_CONFLICT'],
});

/** A percentage of a whole, 0 to 100; null where the node did not answer or its host has no such figure. */
const percent = z.number().min(0).max(100).nullable();

export const getNodes = endpoint({
  method: 'GET',
  path: '/api/v1/cluster/nodes',
  summary:
    'Load of every node that has not left, sorted by id. Figures are null for nodes that do not answer.',
  params: noFields,
  query: noFields,
  request: null,
  status: 200,
  response: z.array(
    z.object({
      id: nodeId,
      state: memberState,
      version: z.string(),
      /** Used share of the file system that holds the node's data. */
      disk_used_pct: percent,
      /** Used share of the host's memory (total minus available). */
      memory_used_pct: percent,
      /** Busy share of the host's processors since the previous sample, at most some seconds ago. */
      cpu_pct: percent,
      /** Share of the host's processor time that waited for disks, same window. Linux only. */
      io_wait_pct: percent,
      /** Copies of spaces it holds. */
      spaces: count.nullable(),
      /** Bytes of its write-ahead log. */
      data_bytes: count.nullable(),
      /** Resident memory of its process, bytes. */
      memory_bytes: count.nullable(),
    }),
  ),
  errors: [],
});

export const getNode = endpoint({
  method: 'GET',
  path: '/api/v1/cluster/nodes/:id',
  summary: 'What one node holds, according to the catalog.',
  params: z.strictObject({ id: nodeId }),
  query: noFields,
  request: null,
  status: 200,
  response: z.object({
    id: nodeId,
    state: memberState,
    version: z.string(),
    http_address: z.url(),
    /** Ids of the spaces it is the primary of, sorted. */
    primary_spaces: z.array(z.string()),
    /** Ids of the spaces it holds another copy of, sorted. */
    replica_spaces: z.array(z.string()),
    draining: z.boolean(),
    decommissioning: z.boolean(),
    /** True if stopping it now takes no space below its majority and leaves the cluster one. */
    safe_to_stop: z.boolean(),
  }),
  errors: [],
});

export const shutdown = endpoint({
  method: 'POST',
  path: '/api/v1/shutdown',
  summary:
    'Stops the node that answers: it leaves the cluster, finishes its requests, syncs and exits with 0.',
  params: noFields,
  query: noFields,
  request: noFields,
  status: 200,
  response: z.object({
    status: z.literal('shutting_down'),
    node_id: nodeId,
    message: z.string(),
  }),
  errors: [],
});

/** The same operation under the path of the upstream program. */
export const shutdownUpstream = endpoint({ ...shutdown, path: '/shutdown' });

/** The one line a node prints on standard output, once it answers requests. */
export const readyLine = z.object({
  event: z.literal('ready'),
  node_id: nodeId,
  /** Base URL of its HTTP API. */
  http: z.url(),
  /** `ip:port` of its SWIM socket. */
  swim: z.string(),
  pid: z.int().positive(),
});
