/** Taking nodes out of service, for a while or for good. All of it may be asked at any node. */
import * as z from 'zod';
import { decommissionStates } from '../../placement/decommission.ts';
import { count, endpoint, moment, nodeId, noFields, spaceId } from './endpoint.ts';

const ofNode = z.strictObject({ id: nodeId });

const drainId = z.string().min(1).max(64);
const decommissionId = z.string().min(1).max(64);

export const drainNode = endpoint({
  method: 'POST',
  path: '/api/v1/cluster/nodes/:id/drain',
  summary:
    'The node gives its offices away and gets no new ones, so that it can be stopped. It keeps its copies and answers reads; a restart does not end the drain.',
  params: ofNode,
  query: noFields,
  request: noFields,
  status: 202,
  response: z.object({
    status: z.literal('draining'),
    node_id: nodeId,
    /** Follow it with GET …/drain/status. A node that is being drained already gives the id of that drain. */
    drain_id: drainId,
  }),
  errors: ['STATE_CONFLICT'],
});

export const getDrainStatus = endpoint({
  method: 'GET',
  path: '/api/v1/cluster/nodes/:id/drain/status',
  summary:
    'How far the newest drain of a node is, as the node itself says: 409 while it is not alive to say so. With `drain_id`, that drain: 404 if a newer one has begun, or if there never was one of that id.',
  params: ofNode,
  query: z.strictObject({ drain_id: drainId.optional() }),
  request: null,
  status: 200,
  response: z.object({
    node_id: nodeId,
    /** The newest drain; null if there never was one. */
    drain_id: drainId.nullable(),
    /** `drained`: it holds no office and works on no operation. `none`: it is not being drained; if it was, `ended_at` says until when. */
    state: z.enum(['none', 'draining', 'drained']),
    started_at: moment.nullable(),
    /** When an undrain, or the end of a decommission that was called off, ended it; null before that. */
    ended_at: moment.nullable(),
    /** Operations on memories that the node works on at this moment. */
    in_flight_operations: count,
    /** Spaces whose primary it still is. */
    primaries_remaining: count,
    /** Those of them whose office no other copy could take over now: the drain waits for one to come back. */
    spaces_without_heir: z.array(spaceId),
    /** It still is the coordinator. */
    coordinator: z.boolean(),
    /** Writes, in the spaces whose primary it still is, that not even the most advanced other copy has. */
    replication_lag_sequences: count,
    /** It is drained, and without it neither the cluster nor any space is below its majority. */
    safe_to_stop: z.boolean(),
  }),
  errors: ['STATE_CONFLICT'],
});

export const undrainNode = endpoint({
  method: 'POST',
  path: '/api/v1/cluster/nodes/:id/undrain',
  summary: 'Ends a drain: the node may get offices and new copies again.',
  params: ofNode,
  query: noFields,
  request: noFields,
  status: 200,
  response: z.object({ status: z.literal('active'), node_id: nodeId }),
  errors: ['STATE_CONFLICT'],
});

export const decommissionNode = endpoint({
  method: 'POST',
  path: '/api/v1/cluster/nodes/:id/decommission',
  summary:
    'Takes a node out for good: it is drained, its copies are made anew elsewhere, it leaves, and the cluster forgets it.',
  params: ofNode,
  query: noFields,
  request: noFields,
  status: 202,
  response: z.object({
    status: z.literal('draining'),
    node_id: nodeId,
    /** Follow it with GET …/decommission. A node that is being decommissioned already gives the id of that. */
    decommission_id: decommissionId,
    /** Copies that have to go elsewhere. */
    copies: count,
  }),
  errors: ['STATE_CONFLICT'],
});

export const cancelDecommission = endpoint({
  method: 'DELETE',
  path: '/api/v1/cluster/nodes/:id/decommission',
  summary:
    'Calls a decommission off, also while the node does not answer, until the node is empty and is told to stop: then it is 409. Copies that have gone stay where they are.',
  params: ofNode,
  query: noFields,
  request: null,
  status: 200,
  response: z.object({
    /** `active` also for a node that was not being decommissioned. */
    status: z.literal('active'),
    node_id: nodeId,
    /** True: the node is not alive to end its drain. It does so when it is back and has heard of this. */
    draining: z.boolean(),
  }),
  errors: ['STATE_CONFLICT'],
});

const failedMove = z.object({ space_id: spaceId, target_node: nodeId, reason: z.string() });

export const getDecommission = endpoint({
  method: 'GET',
  path: '/api/v1/cluster/nodes/:id/decommission',
  summary:
    'How far the newest decommission of a node is, also when the node is long gone. With `decommission_id`, that one. The cluster remembers all that are open, and 32 that are over.',
  params: ofNode,
  query: z.strictObject({ decommission_id: decommissionId.optional() }),
  request: null,
  status: 200,
  response: z.object({
    node_id: nodeId,
    /** Null: none is remembered. */
    decommission_id: decommissionId.nullable(),
    /**
     * `none`: none is remembered. `draining`: it gives its offices away. `moving`: its copies are made anew elsewhere.
     * `stuck`: that does not go on, or has failed; it is tried again. `leaving`: it is empty, and about to go. At the end
     * `complete`; `cancelled`: called off, the node stays; `failed`: it was forgotten while it held copies.
     */
    state: z.enum(['none', ...decommissionStates]),
    started_at: moment.nullable(),
    /** Null while it is open. */
    finished_at: moment.nullable(),
    /** Spaces of which it holds a copy. */
    copies_remaining: count,
    /** Up to 100 of them, sorted. */
    spaces_remaining: z.array(spaceId),
    /** The rebalance that takes its copies elsewhere, if that is the newest one. */
    rebalance_id: z.string().nullable(),
    /** Moves of that one which have failed, and why. */
    recent_failures: z.array(failedMove),
  }),
  errors: [],
});

export const shutdownNode = endpoint({
  method: 'POST',
  path: '/api/v1/cluster/nodes/:id/shutdown',
  summary:
    'Stops the named node in good order: it leaves, finishes its requests, syncs and exits. Refused while it holds copies.',
  params: ofNode,
  query: z.strictObject({
    /** `true`: stop it although it holds copies. */
    force: z.enum(['true', 'false']).optional(),
  }),
  request: noFields,
  status: 202,
  response: z.object({ status: z.literal('shutting_down'), node_id: nodeId }),
  errors: ['STATE_CONFLICT'],
});

export const forgetNode = endpoint({
  method: 'POST',
  path: '/api/v1/cluster/nodes/:id/forget',
  summary:
    'Strikes a node that will never come back from the list of nodes, so that it counts for no majority. Refused while it is alive; 404 for a name that the cluster never had. Repeating it changes nothing.',
  params: ofNode,
  query: noFields,
  request: noFields,
  status: 200,
  response: z.object({
    status: z.literal('forgotten'),
    node_id: nodeId,
    /** Nodes with a vote that are left. */
    nodes: count,
  }),
  errors: ['STATE_CONFLICT'],
});
