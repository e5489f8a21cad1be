/** Taking nodes out of service, for a while or for good. All of it may be asked at any node. */
import * as z from 'zod';
import { count, endpoint, nodeId, noFields } from './endpoint.ts';

const ofNode = z.strictObject({ id: nodeId });

export const drainNode = endpoint({
  method: 'POST',
  path: '/api/v1/cluster/nodes/:id/drain',
  summary:
    'The node gives its offices away and gets no new ones, so that it can be stopped. It keeps its copies and answers reads; a restart does not end the drain.',
  params: ofNode,
  query: noFields,
  request: noFields,
  status: 202,
  response: z.object({ status: z.literal('draining'), node_id: nodeId }),
  errors: ['STATE_CONFLICT'],
});

export const getDrainStatus = endpoint({
  method: 'GET',
  path: '/api/v1/cluster/nodes/:id/drain/status',
  summary:
    'How far the drain of a node is, as the node itself says: 409 while it is not alive to say so.',
  params: ofNode,
  query: noFields,
  request: null,
  status: 200,
  response: z.object({
    node_id: nodeId,
    /** `drained`: it holds no office and works on no operation. `none`: it is not being drained. */
    state: z.enum(['none', 'draining', 'drained']),
    /** Operations on memories that the node works on at this moment. */
    in_flight_operations: count,
    /** Spaces whose primary it still is. */
    primaries_remaining: count,
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
    /** Copies that have to go elsewhere. */
    copies: count,
  }),
  errors: ['STATE_CONFLICT'],
});

export const cancelDecommission = endpoint({
  method: 'DELETE',
  path: '/api/v1/cluster/nodes/:id/decommission',
  summary:
    'Calls a decommission off as long as the node has not left, also while it does not answer. Copies that have gone stay where they are.',
  params: ofNode,
  query: noFields,
  request: null,
  status: 200,
  response: z.object({
    /** `active` also for a node that was not being decommissioned. */
    status: z.literal('active'),
    node_id: nodeId,
    /** True: the node is not alive to end its drain, and comes back drained. POST undrain ends that then. */
    draining: z.boolean(),
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
