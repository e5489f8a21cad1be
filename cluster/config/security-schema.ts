/** The part of the configuration that says who may do what, and how much. */
import * as z from 'zod';

const path = z.string().min(1);

export const securityTable = z.strictObject({
  /**
   * `none`: whoever reaches the port may do everything. `api_key`: every operation but /health, /health/alive and /metrics
   * wants `Authorization: Bearer engram_key_…`. Default: `none`.
   */
  auth_mode: z.enum(['none', 'api_key']).default('none'),
  api_keys: z
    .strictObject({
      /** File with the keys, made by `engram key create`. Needed with `api_key`; the node does not start without it. */
      storage_path: path.optional(),
    })
    .prefault({}),
  /**
   * File with a secret that all nodes share, 32 characters or more: calls and datagrams of whoever does not know it are
   * dropped. Needed by a node of a cluster with `api_key`; useful without.
   */
  cluster_secret_file: path.optional(),
  /** Refuse with 429 who asks more than `rate_limits` allow. /health and /metrics are never refused. Default: false. */
  rate_limiting: z.boolean().default(false),
  rate_limits: z
    .strictObject({
      /** Requests a second, for each key, or for each address without one. Default: 1000. */
      requests_per_second: z.number().positive().max(1_000_000).default(1_000),
      /** Requests at once after a pause. Default: 2000. */
      burst: z.number().min(1).max(1_000_000).default(2_000),
    })
    .prefault({}),
  audit: z
    .strictObject({
      /** An audit line for each memory that is stored or deleted, too. Default: true with `api_key`, else false. */
      memories: z.boolean().optional(),
    })
    .prefault({}),
});

export const tlsTable = z.strictObject({
  /** Certificate of the node with its chain, PEM. It must name the address that others reach the node by. */
  cert_file: path,
  /** Its private key, PEM. */
  key_file: path,
  /** Certificates that the other nodes' certificates are checked against, PEM. Default: those of the system. */
  ca_file: path.optional(),
});
