/**
 * The configuration file: every key with its type, default and effect, which are also the reference page. Unknown keys are
 * refused. Keys of upstream's files that do nothing here are `unused`, with the reason.
 */
import * as z from 'zod';
import { clusterTable } from './cluster-schema.ts';
import { routerTable } from './router-schema.ts';
import { securityTable, tlsTable } from './security-schema.ts';
import { duration, only, path, unused } from './values.ts';

const noTiers = 'memories are not tiered: all of a space are in memory and on disk';

const persistence = z.strictObject({
  data_root: path
    .optional()
    .describe(
      'Folder for everything the node remembers; made if missing. `~/` is the home of its user. Default: `./engram-data`.',
    ),
  segment_bytes: z
    .int()
    .min(4_096)
    .default(16 * 1024 * 1024)
    .describe('A file of the write-ahead log is followed by a new one at about this size, bytes.'),
  checkpoint_bytes: z
    .int()
    .min(4_096)
    .default(32 * 1024 * 1024)
    .describe(
      'After this much log, or as much as the last checkpoint was long if that is more, the next checkpoint is written and the log is shortened, or up to a quarter earlier, bytes.',
    ),
  hot_capacity: unused(z.int().min(0), noTiers),
  warm_capacity: unused(z.int().min(0), noTiers),
  cold_capacity: unused(z.int().min(0), noTiers),
});

const backup = z.strictObject({
  dir: path
    .optional()
    .describe('Folder for snapshots; made if missing. Default: `snapshots` in the data folder.'),
  wal_archive_keep: duration
    .default(0)
    .describe(
      'How long the log is kept in `wal-archive` of the data folder after a checkpoint has taken its place. Default: `0s`, not at all.',
    ),
});

const test = z.strictObject({
  faults: z
    .boolean()
    .default(false)
    .describe(
      'True: `/__test__/faults` exists and breaks this node on demand. Never on a node that matters.',
    ),
  faults_file: path
    .optional()
    .describe(
      'A JSON file with the faults to start with, in the form of `POST /__test__/faults`. Default: none.',
    ),
  time_scale: z
    .number()
    .min(0.05)
    .max(20)
    .default(1)
    .describe(
      'Multiplies the waits of membership, replication, repair, rebalancing, gossip and consolidation, those of the profile and those in this file; the same on all nodes. No wait becomes shorter than 5 ms. Deadlines of requests and what is kept for how long are not touched.',
    ),
});

const consolidation = z.strictObject({
  interval: duration
    .optional()
    .describe('Time between two runs. Default: by profile, `300s` or `30s`.'),
  min_episodes: z
    .int()
    .min(1)
    .max(10_000)
    .default(10)
    .describe('A space with fewer memories is left alone.'),
  max_episodes: z
    .int()
    .min(1)
    .max(10_000)
    .default(100)
    .describe('The newest memories that a run looks at.'),
});

export const configFile = z
  .strictObject({
    profile: z
      .enum(['default', 'fast'])
      .default('default')
      .describe('Timings: `default` has the documented ones, `fast` is for tests on one machine.'),
    cluster: clusterTable.prefault({}),
    router: routerTable.prefault({}),
    server: z
      .strictObject({
        http_bind: z
          .string()
          .min(1)
          .optional()
          .describe(
            '`host` or `host:port` of the HTTP server. Default: the host of `swim_bind`, or `127.0.0.1` for a node alone; port 7432.',
          ),
        tls: tlsTable
          .optional()
          .describe('With this table HTTP is HTTPS, between the nodes as well.'),
      })
      .prefault({}),
    persistence: persistence.prefault({}),
    backup: backup.prefault({}),
    memory_spaces: z
      .strictObject({
        default_space: only('default', 'a request that names no space means that one')
          .optional()
          .describe('The space of requests that name none. Another name is refused.'),
        bootstrap_spaces: unused(
          z.array(z.string()),
          'a space is made by its first write, or by `POST /api/v1/spaces`',
        ),
      })
      .prefault({}),
    security: securityTable.prefault({}),
    test: test.prefault({}),
    consolidation: consolidation.prefault({}),
    feature_flags: z
      .strictObject({
        spreading_api_beta: unused(z.boolean(), 'there is no spreading API to switch on', false),
      })
      .prefault({}),
    log: z
      .strictObject({
        level: z
          .enum(['debug', 'info', 'warn', 'error'])
          .default('info')
          .describe('Lines below this level are not written.'),
      })
      .prefault({}),
  })
  .superRefine(({ cluster: { network, swim: swimTable, discovery, seed_nodes } }, context) => {
    const twice = (where: string[], other: string): void => {
      context.addIssue({
        code: 'custom',
        path: where,
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
