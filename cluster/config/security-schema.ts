/** The part of the configuration that says who may do what, and how much. */
import * as z from 'zod';
import { only, path, unused } from './values.ts';

const expiry =
  'a key is good until the moment that `engram key create --valid-for` gave it, if any; nobody renews it or warns';
const noHeaders = 'no CORS headers are sent, so pages of other origins cannot read the answers';

export const securityTable = z.strictObject({
  auth_mode: z
    .enum(['none', 'api_key'])
    .default('none')
    .describe(
      '`none`: whoever reaches the port may do everything. `api_key`: every operation but /health, /health/alive and /metrics wants `Authorization: Bearer engram_key_…`.',
    ),
  api_keys: z
    .strictObject({
      backend: only('file', 'keys are kept in the file of `storage_path`')
        .optional()
        .describe('Where keys are kept.'),
      storage_path: path
        .optional()
        .describe(
          'File with the keys, made by `engram key create`. Needed with `api_key`; the node does not start without it.',
        ),
      rotation_days: unused(z.int().min(0), expiry),
      warn_before_expiry_days: unused(z.int().min(0), expiry),
    })
    .prefault({}),
  cluster_secret_file: path
    .optional()
    .describe(
      'File with a secret that all nodes share, 32 characters or more: calls and datagrams of whoever does not know it are dropped. Needed by a node of a cluster with `api_key`; useful without.',
    ),
  rate_limiting: z
    .boolean()
    .default(false)
    .describe(
      'Refuse with 429 who asks more than `rate_limits` allow. /health and /metrics are never refused.',
    ),
  rate_limits: z
    .strictObject({
      requests_per_second: z
        .number()
        .positive()
        .max(1_000_000)
        .default(1_000)
        .describe('Requests a second, for each key, or for each address without one.'),
      burst: z
        .number()
        .min(1)
        .max(1_000_000)
        .default(2_000)
        .describe('Requests at once after a pause.'),
    })
    .prefault({}),
  audit: z
    .strictObject({
      memories: z
        .boolean()
        .optional()
        .describe(
          'An audit line for each memory that is stored or deleted, too. Default: true with `api_key`, else false.',
        ),
    })
    .prefault({}),
  cors: z
    .strictObject({
      allowed_origins: unused(z.array(z.string()), noHeaders),
      allowed_methods: unused(z.array(z.string()), noHeaders),
      max_age_seconds: unused(z.int().min(0), noHeaders),
    })
    .prefault({}),
});

export const tlsTable = z.strictObject({
  cert_file: path.describe(
    'Certificate of the node with its chain, PEM. It must name the address that others reach the node by.',
  ),
  key_file: path.describe('Its private key, PEM.'),
  ca_file: path
    .optional()
    .describe(
      "Certificates that the other nodes' certificates are checked against, PEM. Default: those of the system.",
    ),
});
