/** What the node was told, and what the whole cluster was told while it ran. */
import * as z from 'zod';
import { ackModes } from '../../model/ack-mode.ts';
import { configurationFile } from './configuration-file.ts';
import { endpoint, nodeId, noFields } from './endpoint.ts';

const milliseconds = z.number().nonnegative();

export const getConfig = endpoint({
  method: 'GET',
  path: '/api/v1/cluster/config',
  summary:
    'The configuration in effect on the node that answers: file, environment and flags put together. Secrets are not in it, only the paths of the files that hold them.',
  params: noFields,
  query: noFields,
  request: null,
  status: 200,
  response: z.object({
    node_id: nodeId,
    /** `host:port` of the SWIM sockets to join, as written. */
    seed_nodes: z.array(z.string()),
    /** The file that would make this node what it is: every key, defaults, environment and flags included. */
    file: configurationFile,
    /** How copies are kept; what the file does not set. */
    replication: z.object({
      /** Entries in one append, as the cluster has agreed on. */
      batch_size: z.int().positive(),
      ack_mode: z.enum(ackModes),
      /** A primary that is silent for so long loses its office. By profile. */
      primary_silence_ms: milliseconds,
      /** A copy whose node is gone for so long gets a new home. By profile. */
      repair_after_ms: milliseconds,
    }),
    partition: z.object({
      /** Whole for so long after a partition, a node counts as connected. By profile. */
      heal_ms: milliseconds,
    }),
  }),
  errors: [],
});

/** Entries in one append: fewer are acknowledged sooner, more make a busy space faster. */
const batchSize = z.int().min(1).max(10_000);

export const setReplicationConfig = endpoint({
  method: 'POST',
  path: '/api/v1/cluster/replication/config',
  summary:
    'Changes how all nodes replicate, from the next append on and for good; what is not named stays. An empty body changes nothing and shows what is.',
  params: noFields,
  query: noFields,
  request: z.strictObject({
    /** Default of a cluster that was never told: 100. */
    batch_size: batchSize.optional(),
    /**
     * `quorum`, the default: a write is acknowledged when a majority of its copies has it on disk. `async` is lossy: a store
     * is acknowledged when its primary has it on disk, and a failover loses what the others do not have yet. Deletions, and
     * requests with one, wait for the majority in both modes.
     */
    ack_mode: z.enum(ackModes).optional(),
  }),
  status: 200,
  response: z.object({
    batch_size: batchSize,
    ack_mode: z.enum(ackModes),
    scope: z.literal('cluster'),
    /** It survives restarts. */
    persist: z.literal(true),
  }),
  errors: [],
});
