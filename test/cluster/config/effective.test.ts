import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { toConfigurationFile } from '../../../cluster/config/effective.ts';
import { configFile } from '../../../cluster/config/schema.ts';
import { composeConfig, parseConfigFile } from '../../../cluster/config.ts';

function effective(text: string, env: Record<string, string> = {}, flags = {}) {
  const config = composeConfig(parseConfigFile(text, 'engram.toml'), { env, flags });
  return { config, file: toConfigurationFile(config) };
}

/** Has every table. */
const full = `
profile = "default"
[router]
request_timeout_ms = 4_000
[cluster]
enabled = true
node_id = "node-2"
discovery.seed_nodes = ["10.0.1.10:7946", "10.0.1.11:7946"]
network.swim_bind = "10.0.1.11:7946"
network.advertise_addr = "node-2.example:7946"
replication.factor = 4
replication.timeout = "900ms"
replication.ack_mode = "async"
replication.batch_size = 50
replication.catch_up_batch_bytes = 65_536
partition.detection_window = "4s"
[cluster.swim]
ping_interval = "1.5s"
ack_timeout = "300ms"
suspicion_timeout = "2m"
indirect_probes = 2
gossip_batch = 6
dead_reprobe_interval = "3s"
[cluster.gossip]
interval = "7s"
fanout = 2
max_patterns_per_sync = 50
[cluster.rebalance]
auto = false
threshold = 0.15
bandwidth = 10_000_019
max_bandwidth_ratio = 0.37
max_concurrent_moves = 3
settle_delay = "90s"
stuck_after = "2m"
[server]
http_bind = "[::1]:7433"
[server.tls]
cert_file = "/etc/engram/node.pem"
key_file = "/etc/engram/node.key"
ca_file = "/etc/engram/ca.pem"
[persistence]
data_root = "/var/lib/engram"
segment_bytes = 8192
checkpoint_bytes = 16384
[backup]
dir = "/srv/snapshots"
wal_archive_keep = "36h"
[security]
auth_mode = "api_key"
api_keys.storage_path = "/etc/engram/keys.json"
cluster_secret_file = "/etc/engram/secret"
rate_limiting = true
rate_limits = { requests_per_second = 5, burst = 7 }
audit.memories = false
[test]
faults = true
faults_file = "/etc/engram/faults.json"
time_scale = 0.3
[consolidation]
interval = "10m"
min_episodes = 3
max_episodes = 30
[log]
level = "debug"
`;

/** Other names of keys that are in the answer. A key that holds a secret itself would belong here; there is none. */
const notShown = ['cluster.swim.bind_addr', 'cluster.seed_nodes.addrs'];

/** Paths of the keys of a schema that do something; a table that may be absent counts as there. */
function keysOf(schema: unknown, path: readonly string[] = []): readonly string[] {
  let table = schema;
  while (
    table instanceof z.ZodPrefault ||
    table instanceof z.ZodOptional ||
    table instanceof z.ZodDefault
  ) {
    table = table.unwrap();
  }
  if (schema instanceof z.ZodType && schema.meta()?.['unused'] !== undefined) return [];
  if (!(table instanceof z.ZodObject)) return [path.join('.')];
  return Object.entries(table.shape).flatMap(([key, value]) => keysOf(value, [...path, key]));
}

function pathsOf(value: unknown, path: readonly string[] = []): readonly string[] {
  const isTable = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isTable) return [path.join('.')];
  return Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]));
}

/** A TOML file has no null: what is not there is left out. */
function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const there = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(there.map(([key, inner]) => [key, withoutNulls(inner)]));
}

describe('the file that would make a node what it is', () => {
  test('has every key of the configuration, but for the other names of some', () => {
    const keys = keysOf(configFile).filter((key) => !notShown.includes(key));
    expect(pathsOf(effective(full).file).toSorted()).toEqual(keys.toSorted());
  });

  test('has the units of the file, whatever set the value', () => {
    const env = { ENGRAM_DATA_DIR: '/data', ENGRAM_HTTP_BIND: '0.0.0.0:9000' };
    const { file } = effective(full, env, { port: 9001, logLevel: 'warn' });
    expect(file).toMatchObject({
      cluster: { swim: { ping_interval: '1500ms', suspicion_timeout: '2m' } },
      backup: { wal_archive_keep: '36h' },
      persistence: { data_root: '/data' },
      server: { http_bind: '0.0.0.0:9001' },
      log: { level: 'warn' },
    });
  });

  const alone = 'cluster.node_id = "node-1"';
  const plain = `${alone}\ncluster.enabled = true`;
  test.each([
    ['every key', full],
    ['a node alone', alone],
    ['a node of a cluster with defaults', plain],
    ['the fast profile', `profile = "fast"\n${plain}`],
  ])('makes the same node when it is read again: %s', (_, text) => {
    const { config, file } = effective(text);
    const again = configFile.parse(withoutNulls(file));
    expect(composeConfig(again, { env: {}, flags: {} })).toEqual(config);
  });
});
