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
import { composeTimers, type Timers } from './config/timers.ts';
import { type KeyWithoutEffect, keysWithoutEffect } from './config/without-effect.ts';
import { StartError, sentenceOf } from './errors.ts';
import type { LogLevel } from './io/logger.ts';
import { formatAddress, parseAddress } from './net/address.ts';
import {
  defaultLimits,
  type ReplicationLimits,
  type ReplicationTiming,
} from './replication/timing.ts';
import type { SwimTiming } from './swim/timing.ts';

export type NodeConfig = {
  /** Where timings come from that nothing else sets. */
  readonly profile: ConfigFile['profile'];
  /** What all waits were multiplied by. */
  readonly timeScale: number;
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
  /** How a primary on this node replicates until the cluster is told otherwise. */
  readonly limits: ReplicationLimits;
  /** How long a request of a client may take, milliseconds. */
  readonly requestDeadlineMs: number;
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
  /** Keys of the file that are upstream's and do nothing. */
  readonly withoutEffect: readonly KeyWithoutEffect[];
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
  const nodeId = cluster.node_id || defaultNodeId();
  const advertise = env['ENGRAM_CLUSTER_ADVERTISE_ADDR'] ?? cluster.network.advertise_addr;
  const advertised =
    advertise === undefined
      ? { host: isWildcard(bind.host) ? nodeId : bind.host, port: bind.port }
      : requireAddress(advertise, 'cluster.network.advertise_addr');
  const httpBind = env['ENGRAM_HTTP_BIND'] ?? file.server.http_bind;
  const http = httpAddress(httpBind ?? (cluster.enabled ? bind.host : '127.0.0.1'));
  const dataRoot = fromHome(
    env['ENGRAM_DATA_DIR'] ?? file.persistence.data_root ?? './engram-data',
    env,
  );
  const timers = composeTimers(file);
  return {
    profile: file.profile,
    timeScale: file.test.time_scale,
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
      snapshots: resolve(fromHome(file.backup.dir ?? `${dataRoot}/snapshots`, env)),
    },
    replicationFactor: cluster.enabled ? cluster.replication.factor : 0,
    timing: timers.timing,
    replication: timers.replication,
    limits: composeLimits(cluster.replication),
    requestDeadlineMs: file.router.request_timeout_ms,
    repairAfterMs: timers.repairAfterMs,
    rebalance: composeRebalance(cluster.rebalance, timers),
    gossip: {
      intervalMs: timers.gossipMs,
      fanout: cluster.gossip.fanout,
      patternsMax: cluster.gossip.max_patterns_per_sync,
    },
    consolidation: {
      intervalMs: timers.consolidationMs,
      episodesMin: file.consolidation.min_episodes,
      episodesMax: file.consolidation.max_episodes,
    },
    healMs: timers.healMs,
    hostsFile: env['ENGRAM_HOSTS'] ?? null,
    security: composeSecurity(file.security, env, cluster.enabled),
    tls: composeTls(file.server.tls),
    logLevel: flags.logLevel ?? file.log.level,
    testFaults: file.test.faults ? { file: file.test.faults_file ?? null } : null,
    withoutEffect: keysWithoutEffect(configFile, file),
  };
}

function composeLimits(replication: ConfigFile['cluster']['replication']): ReplicationLimits {
  return {
    ...defaultLimits,
    batchEntriesMax: replication.batch_size ?? defaultLimits.batchEntriesMax,
    batchBytesMax: replication.catch_up_batch_bytes ?? defaultLimits.batchBytesMax,
    ackMode: replication.ack_mode ?? defaultLimits.ackMode,
  };
}

function composeRebalance(
  rebalance: ConfigFile['cluster']['rebalance'],
  { settleMs, stuckAfterMs }: Timers,
): RebalanceConfig {
  return {
    auto: rebalance.auto,
    threshold: rebalance.threshold,
    bandwidth: rebalance.bandwidth,
    bandwidthRatio: rebalance.max_bandwidth_ratio,
    bytesPerSecond: rebalance.bandwidth * rebalance.max_bandwidth_ratio,
    movesAtOnce: rebalance.max_concurrent_moves,
    settleMs,
    stuckAfterMs,
  };
}

/** `~/data` as a shell would read it: a folder that is really called `~` is what nobody wants. */
function fromHome(path: string, env: ConfigSources['env']): string {
  const home = env['HOME'];
  return path.startsWith('~/') && home !== undefined ? `${home}${path.slice(1)}` : path;
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
