import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { composeConfig, type NodeConfig, parseConfigFile } from '../../../cluster/config.ts';
import { StartError } from '../../../cluster/errors.ts';

const upstream = readFileSync(join(import.meta.dirname, 'upstream.toml'), 'utf8');

function compose(text: string): NodeConfig {
  return composeConfig(parseConfigFile(text, 'engram.toml'), {
    env: { HOME: '/home/engram' },
    flags: {},
  });
}

const keysOf = (text: string): readonly string[] =>
  compose(text).withoutEffect.map(({ key }) => key);

function faultOf(text: string): string {
  try {
    compose(text);
  } catch (thrown) {
    if (thrown instanceof StartError) return thrown.message;
    throw thrown;
  }
  throw new Error('There must be a fault.');
}

test("the keys of upstream's file that mean something here set it", () => {
  expect(compose(upstream)).toMatchObject({
    clustered: false,
    http: { host: '127.0.0.1', port: 7432 },
    dataRoot: '/home/engram/.local/share/engram',
    timing: {
      intervalMs: 1_000,
      probeTimeoutMs: 600,
      suspicionMaxMs: 2_000,
      indirectProbes: 3,
      newsMax: 6,
    },
    replication: { answerTimeoutMs: 1_000 },
    limits: { batchEntriesMax: 100, batchBytesMax: 2_097_152, ackMode: 'quorum' },
    requestDeadlineMs: 3_000,
    healMs: 10_000,
    security: { keyFile: null, rate: null },
  });
});

test('the others are named, unless they ask for what is done anyway', () => {
  expect(keysOf(upstream)).toEqual([
    'cluster.discovery.service',
    'cluster.discovery.port',
    'cluster.discovery.refresh_interval',
    'cluster.discovery.addr',
    'cluster.discovery.service_name',
    'cluster.discovery.tag',
    'cluster.network.api_bind',
    'cluster.network.max_message_size',
    'cluster.network.connection_pool_size',
    'cluster.replication.jump_buckets',
    'cluster.replication.rack_penalty',
    'cluster.replication.zone_penalty',
    'cluster.replication.lag_threshold',
    'cluster.partition.majority_threshold',
    'cluster.partition.check_interval',
    'router.connection_pool_size',
    'router.max_retries',
    'router.retry_base_delay_ms',
    'router.retry_max_delay_ms',
    'router.circuit_breaker_failure_threshold',
    'router.circuit_breaker_reset_ms',
    'router.replica_fallback_enabled',
    'router.replica_fallback_lag_sequences',
    'router.default_read_strategy',
    'persistence.hot_capacity',
    'persistence.warm_capacity',
    'persistence.cold_capacity',
    'memory_spaces.bootstrap_spaces',
    'security.api_keys.rotation_days',
    'security.api_keys.warn_before_expiry_days',
    'security.cors.allowed_origins',
    'security.cors.allowed_methods',
    'security.cors.max_age_seconds',
    'feature_flags.spreading_api_beta',
  ]);
});

test('a file without such keys has nothing to tell', () => {
  expect(keysOf('cluster.swim.gossip_batch = 6\ncluster.replication.compression = "none"')).toEqual(
    [],
  );
});

test('compression is told not to happen', () => {
  expect(compose('cluster.replication.compression = "lz4"').withoutEffect).toEqual([
    {
      key: 'cluster.replication.compression',
      why: 'nodes exchange entries as they are: plan the bandwidth without compression',
    },
  ]);
});

test('the own keys of replication set its limits, and a delay of batches is told not to exist', () => {
  const text = `[cluster.replication]\nack_mode = "async"\nbatch_size = 7\nbatch_delay = "10ms"`;
  expect(compose(text).limits).toMatchObject({ ackMode: 'async', batchEntriesMax: 7 });
  expect(keysOf(text)).toEqual(['cluster.replication.batch_delay']);
  expect(keysOf('cluster.gossip.merkle_depth = 12')).toEqual([]);
  expect(keysOf('cluster.gossip.merkle_depth = 10')).toEqual(['cluster.gossip.merkle_depth']);
});

describe('what cannot be given and would be missed is refused', () => {
  test.each([
    [
      'cluster.discovery.type = "consul"',
      '`cluster.discovery.type`: expected `static`: seeds are not looked up in DNS or Consul, name them in `seed_nodes`',
    ],
    [
      'cluster.replication.placement = "rackaware"',
      '`cluster.replication.placement`: expected `random`: placement knows no racks or zones, so all copies of a space could be lost with one',
    ],
    [
      'cluster.partition.majority_threshold = 0.3',
      '`cluster.partition.majority_threshold`: expected 0.5 or more: two sides of a split that both accept writes would diverge',
    ],
    [
      'memory_spaces.default_space = "prod"',
      '`memory_spaces.default_space`: expected `default`: a request that names no space means that one',
    ],
    [
      'security.api_keys.backend = "vault"',
      '`security.api_keys.backend`: expected `file`: keys are kept in the file of `storage_path`',
    ],
  ])('%s', (text, message) => {
    expect(faultOf(text)).toBe(`engram.toml: Unexpected value for ${message}`);
  });

  test('an append that is waited for longer than its primary may be silent', () => {
    expect(faultOf('profile = "fast"\ncluster.replication.timeout = "1s"')).toBe(
      'Unexpected value `1000ms` for `cluster.replication.timeout`, expected at most `600ms`: after that a silent primary is replaced.',
    );
  });
});

test('the type of a key without effect is checked all the same', () => {
  expect(faultOf('cluster.replication.jump_buckets = "many"')).toMatch(
    /^engram\.toml: Unexpected value for `cluster\.replication\.jump_buckets`: /,
  );
});

test.each([
  ['router.max_retrys = 3', 'router.max_retries'],
  ['cluster.replication.jump_bucket = 3', 'cluster.replication.jump_buckets'],
  ['feature_flag.spreading_api_beta = true', 'feature_flags'],
  ['security.cors.allowed_origin = []', 'security.cors.allowed_origins'],
])('a key that nobody knows is refused with the nearest one: %s', (text, near) => {
  expect(faultOf(text)).toMatch(
    new RegExp(`, did you mean \`${near.replaceAll('.', '\\.')}\`\\?$`),
  );
});

describe('the time scale', () => {
  test('multiplies every wait, of the profile and of the file', () => {
    const text = 'consolidation.interval = "100s"\ncluster.rebalance.stuck_after = "7s"\n';
    const normal = compose(text);
    const scaled = compose(`${text}test.time_scale = 0.5`);
    const waitsOf = (config: NodeConfig): readonly number[] => [
      ...Object.entries(config.timing).flatMap(([name, ms]) => (name.endsWith('Ms') ? [ms] : [])),
      ...Object.values(config.replication),
      config.repairAfterMs,
      config.rebalance.settleMs,
      config.rebalance.stuckAfterMs,
      config.gossip.intervalMs,
      config.consolidation.intervalMs,
      config.healMs,
    ];
    expect(waitsOf(scaled)).toEqual(waitsOf(normal).map((ms) => ms / 2));
    expect(scaled.timing.indirectProbes).toBe(normal.timing.indirectProbes);
    expect(scaled.requestDeadlineMs).toBe(normal.requestDeadlineMs);
  });

  test('no wait becomes shorter than 5 ms', () => {
    const { timing, replication } = compose('profile = "fast"\ntest.time_scale = 0.05');
    expect(timing.gossipMs).toBe(5);
    expect(replication.tickMs).toBe(5);
  });
});
