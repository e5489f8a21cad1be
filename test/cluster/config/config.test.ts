import { describe, expect, test } from 'vitest';
import { composeConfig, parseConfigFile } from '../../../cluster/config.ts';
import { StartError } from '../../../cluster/errors.ts';

function compose(text: string, env: Record<string, string> = {}, flags = {}) {
  return composeConfig(parseConfigFile(text, 'engram.toml'), { env, flags });
}

function faultOf(text: string): string {
  try {
    compose(text);
  } catch (thrown) {
    if (thrown instanceof StartError) return thrown.message;
    throw thrown;
  }
  throw new Error('There must be a fault.');
}

const node2 = `
[cluster]
enabled = true
node_id = "node-2"
[cluster.discovery]
seed_nodes = ["10.0.1.10:7946", "10.0.1.11:7946"]
[cluster.network]
swim_bind = "10.0.1.11:7946"
`;

test('the documented file makes a node of a cluster', () => {
  expect(compose(node2)).toMatchObject({
    nodeId: 'node-2',
    clustered: true,
    seeds: ['10.0.1.10:7946', '10.0.1.11:7946'],
    swimBind: '10.0.1.11:7946',
    advertise: '10.0.1.11:7946',
    http: { host: '10.0.1.11', port: 7432 },
    replicationFactor: 2,
  });
});

test('the other documented names of two keys mean the same', () => {
  const aliased = `
    cluster.enabled = true
    cluster.node_id = "node-2"
    cluster.swim.bind_addr = "10.0.1.11:7946"
    cluster.seed_nodes.addrs = ["10.0.1.10:7946", "10.0.1.11:7946"]`;
  expect(compose(aliased)).toEqual(compose(node2));
});

test('both names of a key at once are refused', () => {
  expect(faultOf(`${node2}\n[cluster.swim]\nbind_addr = "10.0.1.11:7946"`)).toBe(
    'engram.toml: Unexpected value for `cluster.swim.bind_addr`: expected only one of this and `cluster.network.swim_bind`',
  );
});

test('the environment wins over the file, and a flag over both', () => {
  const env = {
    ENGRAM_DATA_DIR: '/data',
    ENGRAM_HTTP_BIND: '0.0.0.0:9000',
    ENGRAM_SWIM_BIND: '0.0.0.0:7946',
    ENGRAM_CLUSTER_ADVERTISE_ADDR: 'node-2:7946',
    ENGRAM_HOSTS: '/run/hosts',
  };
  expect(compose(node2, env)).toMatchObject({
    dataRoot: '/data',
    http: { host: '0.0.0.0', port: 9000 },
    swimBind: '0.0.0.0:7946',
    advertise: 'node-2:7946',
    hostsFile: '/run/hosts',
  });
  expect(compose(node2, env, { port: 9001 }).http.port).toBe(9001);
});

test('a node that binds to all addresses is reached by its name', () => {
  expect(compose(node2.replace('swim_bind = "10.0.1.11', 'swim_bind = "0.0.0.0')).advertise).toBe(
    'node-2:7946',
  );
});

test('a node alone listens on loopback and holds the only copy', () => {
  expect(compose('')).toMatchObject({
    clustered: false,
    http: { host: '127.0.0.1', port: 7432 },
    replicationFactor: 0,
  });
});

test('durations are read, and set what they name', () => {
  const { timing } = compose(
    'cluster.swim.ping_interval = "1.5s"\ncluster.swim.suspicion_timeout = "700ms"',
  );
  expect(timing).toMatchObject({ intervalMs: 1500, suspicionMaxMs: 700, suspicionMinMs: 700 });
});

test('the fast profile is faster in every respect', () => {
  const fast = compose('profile = "fast"');
  const documented = compose('');
  expect(fast.timing.suspicionMaxMs).toBeLessThan(documented.timing.suspicionMaxMs);
  expect(fast.replication.primarySilenceMs).toBeLessThan(documented.replication.primarySilenceMs);
  expect(fast.repairAfterMs).toBeLessThan(documented.repairAfterMs);
});

describe('a fault is a sentence with the key', () => {
  test.each([
    [
      '[cluster.swm]\nx = 1',
      'engram.toml: Unexpected key `cluster.swm`, did you mean `cluster.swim`?',
    ],
    [
      'colour = "red"',
      'engram.toml: Unexpected key `colour`, expected one of `profile`, `cluster`, `router`, `server`, `persistence`, `backup`, `memory_spaces`, `security`, `test`, `consolidation`, `feature_flags`, `log`',
    ],
    [
      'cluster.swim.ping_interval = 500',
      'engram.toml: Unexpected value for `cluster.swim.ping_interval`: expected a duration such as `"500ms"` or `"2s"`',
    ],
    [
      'cluster.node_id = "Node 1"',
      'engram.toml: Unexpected value for `cluster.node_id`: expected a host name: `a-z`, `0-9` and inner `-`, 1 to 63 characters',
    ],
    [
      'cluster.network.swim_bind = "10.0.1.11"',
      'engram.toml: Unexpected value for `cluster.network.swim_bind`: expected `host:port`',
    ],
    [
      'server.http_bind = "a b"',
      'Unexpected address `a b:0` for `server.http_bind`, expected `host:port`.',
    ],
  ])('%s', (text, message) => {
    expect(faultOf(text)).toBe(message);
  });

  test('all faults of a file are told at once', () => {
    expect(faultOf('profil = "fast"\nlog.level = "loud"').split('\n')).toHaveLength(2);
  });

  test('text that is no TOML is shown with its place', () => {
    expect(faultOf('[cluster\nenabled = true')).toMatch(/^engram\.toml:1:\d+ /);
  });
});
