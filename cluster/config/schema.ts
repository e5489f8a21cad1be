/** The configuration file: every key, its unit, default and effect. Unknown keys are refused. */
import * as z from 'zod';
import { securityTable, tlsTable } from './security-schema.ts';

const millisecondsPer: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/** `600ms`, `2s`, `1.5s`, `5m`; becomes milliseconds. */
const duration = z
  .string({ error: 'expected a duration such as `"500ms"` or `"2s"`' })
  .regex(/^\d+(\.\d+)?(ms|s|m|h)$/, { error: 'expected a duration such as `"500ms"` or `"2s"`' })
  .transform((text) => {
    const [, amount = '0', unit = 'ms'] = /^([\d.]+)([a-z]+)$/.exec(text) ?? [];
    return Number(amount) * (millisecondsPer[unit] ?? 1);
  });

const address = z.string().regex(/^.+:\d{1,5}$/, { error: 'expected `host:port`' });

const swim = z.strictObject({
  /** Other name of `cluster.network.swim_bind`. */
  bind_addr: address.optional(),
  /** Time between two probes by one node. Default: by profile, `500ms` or `200ms`. */
  ping_interval: duration.optional(),
  /** How long a probe may stay unanswered before helpers are asked. Default: `500ms` or `100ms`. */
  ack_timeout: duration.optional(),
  /** A suspicion that nobody confirms ends in dead after this long. Default: `5s` or `1s`. */
  suspicion_timeout: duration.optional(),
  /** How many helpers are asked about a silent member. Default: 3. */
  indirect_probes: z.int().min(0).max(16).optional(),
  /** How often dead members and seeds are greeted again. Default: `1s` or `400ms`. */
  dead_reprobe_interval: duration.optional(),
});

const rebalance = z.strictObject({
  /** Move copies and primaries by itself after nodes came or went, and when the imbalance is above the threshold. */
  auto: z.boolean().default(true),
  /** Imbalance that is tolerated, see `GET /api/v1/cluster/balance`. Default: 0.2. */
  threshold: z.number().min(0).default(0.2),
  /** Bandwidth between the nodes, bytes a second. Default: 125,000,000, which is 1 Gbit/s. */
  bandwidth: z.int().min(1_000).default(125_000_000),
  /** Share of the bandwidth that one node may use for filling new copies, above 0 to 1. Default: 0.3. */
  max_bandwidth_ratio: z.number().gt(0).max(1).default(0.3),
  /** Moves that are worked on at a time in the whole cluster. Default: 2. */
  max_concurrent_moves: z.int().min(1).max(64).default(2),
  /** How long the members must have been the same before copies are moved. Default: by profile, `30s` or `5s`. */
  settle_delay: duration.optional(),
  /** A rebalance without progress for this long is reported as stuck. Default: `60s` or `10s`. */
  stuck_after: duration.optional(),
});

const cluster = z.strictObject({
  /** False: a node alone, without SWIM; it initializes itself. Default: false. */
  enabled: z.boolean().default(false),
  /** Name of the node, equal to its host name. Default: the host name up to its first dot. */
  node_id: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, {
      error: 'expected a host name: `a-z`, `0-9` and inner `-`, 1 to 63 characters',
    })
    .optional(),
  discovery: z
    .strictObject({
      /** How seeds are found. Default: `static`, the list below. */
      type: z.literal('static').default('static'),
      /** SWIM addresses to join, `host:port`. List every node, this one included, on every node. */
      seed_nodes: z.array(address).optional(),
    })
    .prefault({}),
  /** Other home of the seed list. */
  seed_nodes: z.strictObject({ addrs: z.array(address).optional() }).prefault({}),
  swim: swim.prefault({}),
  network: z
    .strictObject({
      /** `ip:port` of the SWIM socket. Default: `0.0.0.0:7946`. */
      swim_bind: address.optional(),
      /** `host:port` others reach it by. Default: `swim_bind`, or the node's name if that is a wildcard. */
      advertise_addr: address.optional(),
    })
    .prefault({}),
  gossip: z
    .strictObject({
      /** Time between two rounds in which a node compares what consolidation found with its peers. Default: `5s` or `500ms`. */
      interval: duration.optional(),
      /** Peers asked in each round. Default: 3. */
      fanout: z.int().min(1).max(16).default(3),
      /** Most patterns in one message. Default: 100. */
      max_patterns_per_sync: z.int().min(1).max(1_000).default(100),
    })
    .prefault({}),
  replication: z
    .strictObject({
      /** Copies of each space besides the primary. Default: 2. A change moves spaces at their next repair. */
      factor: z.int().min(0).max(6).default(2),
    })
    .prefault({}),
  rebalance: rebalance.prefault({}),
});

export const configFile = z
  .strictObject({
    /** Timings: `default` has the documented ones, `fast` is for tests on one machine. */
    profile: z.enum(['default', 'fast']).default('default'),
    cluster: cluster.prefault({}),
    server: z
      .strictObject({
        /** `host` or `host:port` of the HTTP server. Default: the host of `swim_bind`, or `127.0.0.1` for a node alone; port 7432. */
        http_bind: z.string().min(1).optional(),
        /** With this table HTTP is HTTPS, between the nodes as well. */
        tls: tlsTable.optional(),
      })
      .prefault({}),
    persistence: z
      .strictObject({
        /** Folder for everything the node remembers; made if missing. Default: `./engram-data`. */
        data_root: z.string().min(1).optional(),
        /** A file of the write-ahead log is followed by a new one at about this size, bytes. Default: 16 MiB. */
        segment_bytes: z
          .int()
          .min(4_096)
          .default(16 * 1024 * 1024),
        /**
         * After this much log, or as much as the last checkpoint was long if that is more, the next checkpoint is written
         * and the log is shortened, or up to a quarter earlier, bytes. Default: 32 MiB.
         */
        checkpoint_bytes: z
          .int()
          .min(4_096)
          .default(32 * 1024 * 1024),
      })
      .prefault({}),
    backup: z
      .strictObject({
        /** Folder for snapshots; made if missing. Default: `snapshots` in the data folder. */
        dir: z.string().min(1).optional(),
        /**
         * How long the log is kept in `wal-archive` of the data folder after a checkpoint has taken its place. `0s`: not at
         * all. Default: `0s`.
         */
        wal_archive_keep: duration.default(0),
      })
      .prefault({}),
    security: securityTable.prefault({}),
    test: z
      .strictObject({
        /** True: `/__test__/faults` exists and breaks this node on demand. Never on a node that matters. Default: false. */
        faults: z.boolean().default(false),
        /** A JSON file with the faults to start with, in the form of `POST /__test__/faults`. Default: none. */
        faults_file: z.string().min(1).optional(),
      })
      .prefault({}),
    consolidation: z
      .strictObject({
        /** Time between two runs. Default: by profile, `300s` or `30s`. */
        interval: duration.optional(),
        /** A space with fewer memories is left alone. Default: 10. */
        min_episodes: z.int().min(1).max(10_000).default(10),
        /** The newest memories that a run looks at. Default: 100. */
        max_episodes: z.int().min(1).max(10_000).default(100),
      })
      .prefault({}),
    log: z
      .strictObject({
        /** Lines below this level are not written. Default: `info`. */
        level: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
      })
      .prefault({}),
  })
  .superRefine(({ cluster: { network, swim: swimTable, discovery, seed_nodes } }, context) => {
    const twice = (path: string[], other: string): void => {
      context.addIssue({
        code: 'custom',
        path,
        message: `expected only one of this and \`${other}\``,
      });
    };
    if (network.swim_bind !== undefined && swimTable.bind_addr !== undefined) {
      twice(['cluster', 'swim', 'bind_addr'], 'cluster.network.swim_bind');
    }
    if (discovery.seed_nodes !== undefined && seed_nodes.addrs !== undefined) {
      twice(['cluster', 'seed_nodes', 'addrs'], 'cluster.discovery.seed_nodes');
    }
  });

export type ConfigFile = z.infer<typeof configFile>;
