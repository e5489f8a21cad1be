/**
 * The configuration file that would make a node what it is now. The names, units and effects of the keys are those of
 * `config/schema.ts`; a test holds the two together. No key of the file is a secret: secrets are in files of their own,
 * and only the paths of those are here. Keys of upstream's files that do nothing are left out.
 */
import * as z from 'zod';
import { ackModes } from '../../model/ack-mode.ts';
import { count, nodeId } from './endpoint.ts';

/** `500ms`, `2s`, `5m`, `1h`. */
const duration = z.string();
/** `host:port`. */
const address = z.string();
/** Null: there is none. */
const path = z.string().nullable();

const cluster = z.object({
  enabled: z.boolean(),
  node_id: nodeId,
  /** Seeds of either name of the list, as written. */
  discovery: z.object({ type: z.literal('static'), seed_nodes: z.array(address) }),
  swim: z.object({
    ping_interval: duration,
    ack_timeout: duration,
    suspicion_timeout: duration,
    indirect_probes: count,
    gossip_batch: count,
    dead_reprobe_interval: duration,
  }),
  network: z.object({ swim_bind: address, advertise_addr: address }),
  gossip: z.object({ interval: duration, fanout: count, max_patterns_per_sync: count }),
  replication: z.object({
    /** 0 for a node alone. */
    factor: count,
    timeout: duration,
    /** Of this node, until the cluster is told another one; so is `batch_size`. */
    ack_mode: z.enum(ackModes),
    batch_size: count,
    catch_up_batch_bytes: count,
    placement: z.literal('random'),
  }),
  partition: z.object({ detection_window: duration }),
  rebalance: z.object({
    auto: z.boolean(),
    threshold: z.number(),
    /** Bytes a second. */
    bandwidth: z.number(),
    max_bandwidth_ratio: z.number(),
    max_concurrent_moves: count,
    settle_delay: duration,
    stuck_after: duration,
  }),
});

const security = z.object({
  auth_mode: z.enum(['none', 'api_key']),
  api_keys: z.object({ backend: z.literal('file'), storage_path: path }),
  cluster_secret_file: path,
  rate_limiting: z.boolean(),
  /** Null: no limit. */
  rate_limits: z
    .object({ requests_per_second: z.number().positive(), burst: z.number().positive() })
    .nullable(),
  audit: z.object({ memories: z.boolean() }),
});

export const configurationFile = z.object({
  profile: z.enum(['default', 'fast']),
  cluster,
  server: z.object({
    http_bind: address,
    /** Null: plain HTTP. */
    tls: z.object({ cert_file: z.string(), key_file: z.string(), ca_file: path }).nullable(),
  }),
  persistence: z.object({ data_root: z.string(), segment_bytes: count, checkpoint_bytes: count }),
  memory_spaces: z.object({ default_space: z.literal('default') }),
  backup: z.object({ dir: z.string(), wal_archive_keep: duration }),
  security,
  router: z.object({ request_timeout_ms: count }),
  test: z.object({
    faults: z.boolean(),
    faults_file: path,
    /** The durations in this file are those before they are multiplied by it. */
    time_scale: z.number().positive(),
  }),
  consolidation: z.object({ interval: duration, min_episodes: count, max_episodes: count }),
  log: z.object({ level: z.enum(['debug', 'info', 'warn', 'error']) }),
});

export type ConfigurationFile = z.infer<typeof configurationFile>;
