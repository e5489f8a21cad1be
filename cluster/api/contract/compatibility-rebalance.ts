/** Moving spaces under the paths of older programs. New clients use those under `/api/v1/cluster/rebalance`. */
import * as z from 'zod';
import { count, endpoint, moment, nodeId, noFields, spaceId } from './endpoint.ts';

const plan = z.object({
  space: spaceId,
  /** The node that gives its copy or its office away. */
  from: nodeId,
  /** The node that gets it. */
  to: nodeId,
  /** Of the space's row in the catalog, raised by every change of it; 0 for a space that is not there any more. */
  version: count,
  /** `manual`: an operator asked for it. `membership_change`: the cluster began it by itself. */
  reason: z.enum(['membership_change', 'manual']),
  planned_at: moment,
});

export const getRebalanceUpstream = endpoint({
  method: 'GET',
  path: '/cluster/rebalance',
  summary:
    'The newest rebalance in its older form; GET /api/v1/cluster/rebalance/status has the state of each move.',
  params: noFields,
  query: noFields,
  request: null,
  status: 200,
  response: z.object({
    /** Moves that are neither done nor failed. */
    pending: count,
    /** Moves of the newest rebalance; those of earlier ones are not kept. */
    planned_total: count,
    /** When it began; null if there never was one. */
    last_plan: moment.nullable(),
    /** Its last 64 moves, in the order in which they are made. */
    recent: z.array(plan),
  }),
  errors: [],
});

export const rebalanceUpstream = endpoint({
  method: 'POST',
  path: '/cluster/rebalance',
  summary: 'The same as POST /api/v1/cluster/rebalance, with a shorter answer.',
  params: noFields,
  query: noFields,
  request: noFields,
  status: 202,
  response: z.object({
    /** Moves of the rebalance that is open now; 0 when there is nothing to move. */
    planned: count,
  }),
  errors: ['STATE_CONFLICT'],
});

export const migrateUpstream = endpoint({
  method: 'POST',
  path: '/cluster/migrate',
  summary:
    'Makes the first move that an even cluster needs of one space, and none of another. While that move is open the answer names it. Refused while a rebalance without one is open.',
  params: noFields,
  query: noFields,
  request: z.strictObject({ space: spaceId }),
  status: 200,
  response: z.object({
    /** Started now, or open already; null when the space is where it should be. */
    plan: plan.nullable(),
  }),
  errors: ['STATE_CONFLICT'],
});
