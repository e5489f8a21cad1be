/** Upgrades: which versions the nodes run, and making the newest one the cluster's. */
import * as z from 'zod';
import { endpoint, memberState, nodeId, noFields } from './endpoint.ts';

const version = z.string();

export const getUpgradeStatus = endpoint({
  method: 'GET',
  path: '/api/v1/cluster/upgrade/status',
  summary: 'Which version each voter runs, and what keeps the upgrade from being finalized.',
  params: noFields,
  query: noFields,
  request: null,
  status: 200,
  response: z.object({
    /** Version that the cluster is finalized at; null until it is initialized. Programs below it cannot take part. */
    cluster_version: version.nullable(),
    /** The newest version that a voter runs. */
    target_version: version,
    /** `finalized`: every voter runs `cluster_version`. `ready`: every voter runs `target_version`, which is newer. `mixed`: neither. */
    state: z.enum(['finalized', 'ready', 'mixed']),
    /** The voters, sorted by id; null for what is not known at the moment. */
    nodes: z.array(
      z.object({ id: nodeId, version: version.nullable(), state: memberState.nullable() }),
    ),
    /** What keeps it from being finalized, a sentence each. */
    obstacles: z.array(z.string()),
  }),
  errors: [],
});

export const finalizeUpgrade = endpoint({
  method: 'POST',
  path: '/api/v1/cluster/finalize-upgrade',
  summary:
    'Makes the version that all voters run the cluster’s: its features open, and older programs cannot come back. Cannot be undone; repeating it changes nothing. 409 names the nodes that are not there yet.',
  params: noFields,
  query: noFields,
  request: noFields,
  status: 200,
  response: z.object({ status: z.literal('finalized'), version }),
  errors: ['STATE_CONFLICT'],
});
