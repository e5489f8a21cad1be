/** What a node is told: a TOML file, then the environment, then flags; each wins over the one before. */
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { explainIssues } from './config/explain.ts';
import { type ConfigFile, configFile } from './config/schema.ts';
import {
  composeSecurity,
  composeTls,
  type SecurityConfig,
  type TlsConfig,
} from './config/security.ts';
import { StartError, sentenceOf } from './errors.ts';
import type { LogLevel } from './io/logger.ts';
import { formatAddress, parseAddress } from './net/address.ts';
import {
  defaultTiming as defaultReplication,
  type ReplicationTiming,
  scaleTiming,
} from './replication/timing.ts';
import { defaultTiming, fastTiming, type SwimTiming } from './swim/timing.ts';

export type NodeConfig = {
  /** Where timings come from that nothing else sets. */
  readonly profile: ConfigFile['profile'];
  readonly nodeId: string;
  /** False: a node alone, which initializes itself. */
  readonly clustered: boolean;
  /** `host:port` of the SWIM sockets to join; names are resolved by the node. The own address may be among them. */
  readonly seeds: readonly string[];
  /** `ip:port` of the SWIM socket. */
  readonly swimBind: string;
  /** `host:port` that others reach the SWIM socket by; its host is also that of the advertised HTTP address. */
  readonly advertise: string;
  readonly http: { readonly host: string; readonly port: number };
  /** Absolute path of the folder that holds everything the node remembers. */
  readonly dataRoot: string;
  readonly storage: {
    /** A file of the write-ahead log ends at about this size, bytes. */
    readonly segmentBytes: number;
    /** A checkpoint is due after this many bytes of log, or up to a quarter less. */
    readonly checkpointBytes: number;
    /** How long the log in front of a checkpoint is kept, milliseconds; 0 for not at all. */
    readonly archiveKeepMs: number;
    /** Absolute path of the folder for snapshots. */
    readonly snapshots: string;
  };
  /** Copies of each space besides the primary. */
  readonly replicationFactor: number;
  readonly timing: SwimTiming;
  readonly replication: ReplicationTiming;
  /** A copy whose node is gone for so long gets a new home, where there is a spare node, milliseconds. */
  readonly repairAfterMs: number;
  readonly rebalance: RebalanceConfig;
  /** How patterns are kept equal on all copies. */
  readonly gossip: {
    readonly intervalMs: number;
    readonly fanout: number;
    readonly patternsMax: number;
  };
  readonly consolidation: {
    readonly intervalMs: number;
    readonly episodesMin: number;
    readonly episodesMax: number;
  };
  /** After a partition a node must have been whole for so long to count as connected again, milliseconds. */
  readonly healMs: number;
  /** A hosts file that is asked before the system's resolver; null for none. */
  readonly hostsFile: string | null;
  readonly security: SecurityConfig;
  /** Null: plain HTTP. */
  readonly tls: TlsConfig | null;
  readonly logLevel: LogLevel;
  /** Set on a test cluster only: its faults can be asked for, and those in the file are there from the start. */
  readonly testFaults: { readonly file: string | null } | null;
};

export type RebalanceConfig = {
  readonly auto: boolean;
  readonly threshold: number;
  /** Between the nodes, bytes a second. */
  readonly bandwidth: number;
  /** Share of it for filling new copies, all of this node's together. */
  readonly bandwidthRatio: number;
  /** The product of the two. */
  readonly bytesPerSecond: number;
  readonly movesAtOnce: number;
  readonly settleMs: number;
  readonly stuckAfterMs: number;
};

export type ConfigSources = {
  /** Path of the TOML file; null: everything has its default. */
  readonly path: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly flags: { readonly port?: number; readonly logLevel?: LogLevel };
};

export async function loadConfig(sources: ConfigSources): Promise<NodeConfig> {
  const file = sources.path === null ? configFile.parse({}) : await readConfigFile(sources.path);
  return composeConfig(file, sources);
}

async function readConfigFile(path: string): Promise<ConfigFile> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new StartError(`Cannot read the configuration \`${path}\`: ${sentenceOf(cause)}.`, {
      cause,
    });
  });
  return parseConfigFile(text, path);
}

/** The file's content checked against the schema; `path` is for messages. */
export function parseConfigFile(text: string, path: string): ConfigFile {
  let values: unknown;
  try {
    values = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason] = error.message.split('\n');
    throw new StartError(`${path}:${error.line}:${error.column} ${reason}\n${error.codeblock}`);
  }
  const checked = configFile.safeParse(values);
  if (!checked.success) throw new StartError(explainIssues(checked.error, path, configFile));
  return checked.data;
}

/** Pure: the file's values, overridden by environment and flags, with everything that follows from them. */
export function composeConfig(file: ConfigFile, sources: Omit<ConfigSources, 'path'>): NodeConfig {
  const { env, flags } = sources;
  const { cluster } = file;
  const swimBind = env['ENGRAM_SWIM_BIND'] ?? cluster.network.swim_bind ?? cluster.swim.bind_addr;
  const bind = requireAddress(swimBind ?? '0.0.0.0:7946', 'cluster.network.swim_bind');
  const nodeId = cluster.node_id ?? defaultNodeId();
  const advertise = env['ENGRAM_CLUSTER_ADVERTISE_ADDR'] ?? cluster.network.advertise_addr;
  const advertised =
    advertise === undefined
      ? { host: isWildcard(bind.host) ? nodeId : bind.host, port: bind.port }
      : requireAddress(advertise, 'cluster.network.advertise_addr');
  const httpBind = env['ENGRAM_HTTP_BIND'] ?? file.server.http_bind;
  const http = httpAddress(httpBind ?? (cluster.enabled ? bind.host : '127.0.0.1'));
  const dataRoot = env['ENGRAM_DATA_DIR'] ?? file.persistence.data_root ?? './engram-data';
  return {
    profile: file.profile,
    nodeId,
    clustered: cluster.enabled,
    seeds: [...(cluster.discovery.seed_nodes ?? []), ...(cluster.seed_nodes.addrs ?? [])],
    swimBind: formatAddress(bind),
    advertise: formatAddress(advertised),
    http: { host: http.host, port: flags.port ?? http.port },
    dataRoot: resolve(dataRoot),
    storage: {
      segmentBytes: file.persistence.segment_bytes,
      checkpointBytes: file.persistence.checkpoint_bytes,
      archiveKeepMs: file.backup.wal_archive_keep,
      snapshots: resolve(file.backup.dir ?? `${dataRoot}/snapshots`),
    },
    replicationFactor: cluster.enabled ? cluster.replication.factor : 0,
    timing: composeTiming(file),
    replication: scaleTiming(defaultReplication, file.profile === 'fast' ? 0.2 : 1),
    repairAfterMs: file.profile === 'fast' ? 3_000 : 30_000,
    rebalance: composeRebalance(file),
    gossip: {
      intervalMs: cluster.gossip.interval ?? (file.profile === 'fast' ? 500 : 5_000),
      fanout: cluster.gossip.fanout,
      patternsMax: cluster.gossip.max_patterns_per_sync,
    },
    consolidation: {
      intervalMs: file.consolidation.interval ?? (file.profile === 'fast' ? 30_000 : 300_000),
      episodesMin: file.consolidation.min_episodes,
      episodesMax: file.consolidation.max_episodes,
    },
    healMs: file.profile === 'fast' ? 500 : 2_000,
    hostsFile: env['ENGRAM_HOSTS'] ?? null,
    security: composeSecurity(file.security, env, cluster.enabled),
    tls: composeTls(file.server.tls),
    logLevel: flags.logLevel ?? file.log.level,
    testFaults: file.test.faults ? { file: file.test.faults_file ?? null } : null,
  };
}

function composeRebalance({ profile, cluster: { rebalance } }: ConfigFile): RebalanceConfig {
  const fast = profile === 'fast';
  return {
    auto: rebalance.auto,
    threshold: rebalance.threshold,
    bandwidth: rebalance.bandwidth,
    bandwidthRatio: rebalance.max_bandwidth_ratio,
    bytesPerSecond: rebalance.bandwidth * rebalance.max_bandwidth_ratio,
    movesAtOnce: rebalance.max_concurrent_moves,
    settleMs: rebalance.settle_delay ?? (fast ? 5_000 : 30_000),
    stuckAfterMs: rebalance.stuck_after ?? (fast ? 10_000 : 60_000),
  };
}

function composeTiming({ profile, cluster: { swim } }: ConfigFile): SwimTiming {
  const preset = profile === 'fast' ? fastTiming : defaultTiming;
  const suspicionMaxMs = swim.suspicion_timeout ?? preset.suspicionMaxMs;
  return {
    ...preset,
    intervalMs: swim.ping_interval ?? preset.intervalMs,
    probeTimeoutMs: swim.ack_timeout ?? preset.probeTimeoutMs,
    indirectProbes: swim.indirect_probes ?? preset.indirectProbes,
    suspicionMaxMs,
    suspicionMinMs: Math.min(preset.suspicionMinMs, suspicionMaxMs),
    reconnectMs: swim.dead_reprobe_interval ?? preset.reconnectMs,
  };
}

export function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

function httpAddress(text: string): { readonly host: string; readonly port: number } {
  const withPort = parseAddress(text);
  if (withPort !== null) return withPort;
  return {
    ...requireAddress(text.includes(':') ? `[${text}]:0` : `${text}:0`, 'server.http_bind'),
    port: 7432,
  };
}

function requireAddress(
  text: string,
  key: string,
): { readonly host: string; readonly port: number } {
  const address = parseAddress(text);
  if (address !== null) return address;
  throw new StartError(`Unexpected address \`${text}\` for \`${key}\`, expected \`host:port\`.`);
}

/** The host's name, so that the id is also a name that others can resolve. */
function defaultNodeId(): string {
  const [name = ''] = hostname().toLowerCase().split('.');
  if (/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) return name;
  throw new StartError('Expected `cluster.node_id` to be set, the host name is no usable default.');
}
