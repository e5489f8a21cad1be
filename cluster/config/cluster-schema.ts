/** The part of the configuration that says how nodes find each other, watch each other and share the spaces. */
import * as z from 'zod';
import { ackModes } from '../model/ack-mode.ts';
import { address, duration, only, unused } from './values.ts';

const swim = z.strictObject({
  bind_addr: address.optional().describe('Other name of `cluster.network.swim_bind`.'),
  ping_interval: duration
    .optional()
    .describe('Time between two probes by one node. Default: by profile, `500ms` or `200ms`.'),
  ack_timeout: duration
    .optional()
    .describe(
      'How long a probe may stay unanswered before helpers are asked. Default: `500ms` or `100ms`.',
    ),
  suspicion_timeout: duration
    .optional()
    .describe(
      'A suspicion that nobody confirms ends in dead after this long. Default: `5s` or `1s`.',
    ),
  indirect_probes: z
    .int()
    .min(0)
    .max(16)
    .optional()
    .describe('How many helpers are asked about a silent member. Default: 3.'),
  gossip_batch: z
    .int()
    .min(1)
    .max(1_000)
    .optional()
    .describe('Most pieces of news in one datagram. Default: as many as fit.'),
  dead_reprobe_interval: duration
    .optional()
    .describe('How often dead members and seeds are greeted again. Default: `1s` or `400ms`.'),
});

const noLookup = 'only the list in `cluster.discovery.seed_nodes` is asked';

const discovery = z.strictObject({
  type: only('static', 'seeds are not looked up in DNS or Consul, name them in `seed_nodes`')
    .default('static')
    .describe('How seeds are found: by the list below. `dns` and `consul` are refused.'),
  seed_nodes: z
    .array(address)
    .optional()
    .describe('SWIM addresses to join. List every node, this one included, on every node.'),
  service: unused(z.string(), noLookup),
  port: unused(z.int().min(0).max(65_535), noLookup),
  refresh_interval: unused(duration, noLookup),
  addr: unused(z.string(), noLookup),
  service_name: unused(z.string(), noLookup),
  tag: unused(z.string(), noLookup),
});

const network = z.strictObject({
  swim_bind: address.optional().describe('`ip:port` of the SWIM socket. Default: `0.0.0.0:7946`.'),
  advertise_addr: address
    .optional()
    .describe(
      "Where others reach the SWIM socket. Default: `swim_bind`, or the node's name if that is a wildcard.",
    ),
  api_bind: unused(
    address,
    'there is no gRPC, nodes and clients speak to the address of `server.http_bind`',
  ),
  max_message_size: unused(
    z.int().min(1),
    'a message between nodes may have 64 MiB; `cluster.replication.catch_up_batch_bytes` bounds an append',
  ),
  connection_pool_size: unused(
    z.int().min(1),
    'connections between nodes are opened when they are needed, and closed when they were idle for 10 s',
  ),
});

const gossip = z.strictObject({
  interval: duration
    .optional()
    .describe(
      'Time between two rounds in which a node compares what consolidation found with its peers. Default: by profile, `5s` or `500ms`.',
    ),
  fanout: z.int().min(1).max(16).default(3).describe('Peers asked in each round.'),
  max_patterns_per_sync: z
    .int()
    .min(1)
    .max(1_000)
    .default(100)
    .describe('Most patterns in one message.'),
  merkle_depth: unused(
    z.int().min(1).max(32),
    'the trees of all nodes have 12 levels, or their hashes could not be compared',
    12,
  ),
});

const blind = 'placement knows no racks or zones, it spreads by name, load and number of copies';

const replication = z.strictObject({
  factor: z
    .int()
    .min(0)
    .max(6)
    .default(2)
    .describe(
      'Copies of each space besides the primary. A change moves spaces at their next repair.',
    ),
  timeout: duration
    .optional()
    .describe(
      'An append that a copy has not answered for so long is repeated; at most the time after which a silent primary is replaced, `3s` or `600ms`. Default: by profile, `1s` or `200ms`.',
    ),
  ack_mode: z
    .enum(ackModes)
    .optional()
    .describe(
      'When this node, as primary, acknowledges a store: `quorum`, when a majority has it on disk; `async`, when it has it itself, and a failover loses what the others lack. The mode that the whole cluster was told by `POST /api/v1/cluster/replication/config` wins. Default: `quorum`.',
    ),
  batch_size: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe(
      'Most entries in one append; the size that the whole cluster was told wins. Default: 100.',
    ),
  batch_delay: unused(
    duration,
    'nothing waits for a batch to fill: what is there when the last append was answered travels together',
  ),
  catch_up_batch_bytes: z
    .int()
    .min(4_096)
    .max(16 * 1024 * 1024)
    .optional()
    .describe('Payloads in one append, about, bytes; one entry always goes. Default: 2 MiB.'),
  placement: only(
    'random',
    'placement knows no racks or zones, so all copies of a space could be lost with one',
  )
    .optional()
    .describe(
      'Copies are spread by name, load and number. `rackaware` and `zoneaware` are refused.',
    ),
  jump_buckets: unused(
    z.int().min(1),
    'spaces are hashed over the nodes themselves, not over buckets',
  ),
  rack_penalty: unused(z.number().min(0).max(1), blind),
  zone_penalty: unused(z.number().min(0).max(1), blind),
  lag_threshold: unused(
    duration,
    'the lag is measured (`engram_replication_lag_seconds`), and the alert rules have the threshold',
  ),
  compression: unused(
    z.enum(['none', 'lz4', 'zstd']),
    'nodes exchange entries as they are: plan the bandwidth without compression',
    'none',
  ),
  io_uring_enabled: unused(z.boolean(), 'the log is written with ordinary writes and syncs', false),
});

const partition = z.strictObject({
  majority_threshold: unused(
    z
      .number()
      .min(0.5, {
        error: 'expected 0.5 or more: two sides of a split that both accept writes would diverge',
      })
      .max(1),
    'more than half of the nodes decide; a side with half of them or less is read-only',
  ),
  detection_window: duration
    .optional()
    .describe(
      'After a partition a node must have been whole for so long to count as connected again. Default: by profile, `2s` or `500ms`.',
    ),
  check_interval: unused(duration, 'each change of a member is judged at once'),
});

const rebalance = z.strictObject({
  auto: z
    .boolean()
    .default(true)
    .describe(
      'Move copies and primaries without being asked, after nodes came or went and when the imbalance is above the threshold.',
    ),
  threshold: z
    .number()
    .min(0)
    .default(0.2)
    .describe('Imbalance that is tolerated, see `GET /api/v1/cluster/balance`.'),
  bandwidth: z
    .int()
    .min(1_000)
    .default(125_000_000)
    .describe('Bandwidth between the nodes, bytes a second; 125,000,000 is 1 Gbit/s.'),
  max_bandwidth_ratio: z
    .number()
    .gt(0)
    .max(1)
    .default(0.3)
    .describe('Share of the bandwidth that one node may use for filling new copies, above 0.'),
  max_concurrent_moves: z
    .int()
    .min(1)
    .max(64)
    .default(2)
    .describe('Moves that are worked on at a time in the whole cluster.'),
  settle_delay: duration
    .optional()
    .describe(
      'How long the members must have been the same before copies are moved. Default: by profile, `30s` or `5s`.',
    ),
  stuck_after: duration
    .optional()
    .describe(
      'A rebalance without progress for this long is reported as stuck. Default: by profile, `60s` or `10s`.',
    ),
});

export const clusterTable = z.strictObject({
  enabled: z
    .boolean()
    .default(false)
    .describe('False: a node alone, without SWIM; it initializes itself.'),
  node_id: z
    .string()
    .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)?$/, {
      error: 'expected a host name: `a-z`, `0-9` and inner `-`, 1 to 63 characters',
    })
    .optional()
    .describe(
      'Name of the node, equal to its host name. Default, also for an empty one: the host name up to its first dot.',
    ),
  discovery: discovery.prefault({}),
  seed_nodes: z
    .strictObject({
      addrs: z.array(address).optional().describe('Other name of `cluster.discovery.seed_nodes`.'),
    })
    .prefault({}),
  swim: swim.prefault({}),
  network: network.prefault({}),
  gossip: gossip.prefault({}),
  replication: replication.prefault({}),
  partition: partition.prefault({}),
  rebalance: rebalance.prefault({}),
});
