import { describe, expect, test } from 'vitest';
import { renamed, seedsOf, withNode, withSeeds } from '../../../ops/addition/configuration.ts';

const running = `# node-1 of the shop's cluster
[cluster]
node_id = "node-1"

[cluster.discovery]
seed_nodes = ["node-1:7946", "node-10:7946"] # all of them

[cluster.network]
advertise_addr = "node-1:7946"
`;

describe('a seed list', () => {
  test('is read on one line, on several, and under its older name', () => {
    expect(seedsOf(running)).toEqual(['node-1:7946', 'node-10:7946']);
    expect(seedsOf('seed_nodes = [\n  "a:1", # first\n  \'b:2\',\n]\n')).toEqual(['a:1', 'b:2']);
    expect(seedsOf('[cluster.seed_nodes]\naddrs = ["a:1"]\n')).toEqual(['a:1']);
    expect(seedsOf('cluster.discovery.seed_nodes = []\n')).toEqual([]);
  });

  test('that is a comment or not there is none', () => {
    expect(seedsOf('# seed_nodes = ["a:1"]\n')).toBeNull();
    expect(seedsOf('')).toBeNull();
    expect(withSeeds('[cluster]\n', ['a:1'])).toBe('[cluster]\n');
  });

  test('is replaced where it stands, and all else stays', () => {
    const changed = withSeeds(running, ['node-1:7946', 'node-2:7946']);
    expect(changed).toBe(running.replace('"node-10:7946"', '"node-2:7946"'));
    expect(withSeeds('seed_nodes = [\n  "a:1",\n]\nx = 1\n', ['a:1', 'b:1'])).toBe(
      'seed_nodes = ["a:1", "b:1"]\nx = 1\n',
    );
  });

  test('that has these seeds already is not touched, not even its form', () => {
    const text = 'seed_nodes = [\n  "a:1",\n]\n';
    expect(withSeeds(text, ['a:1'])).toBe(text);
  });

  test('takes a new node once, at the port of the others', () => {
    expect(withNode(['a:7000', 'b:7001'], 'c', 7946)).toEqual(['a:7000', 'b:7001', 'c:7000']);
    expect(withNode(['a:7000', 'c:7000'], 'c', 7946)).toEqual(['a:7000', 'c:7000']);
    expect(withNode([], 'c', 7946)).toEqual(['c:7946']);
  });
});

describe('the configuration of a new node', () => {
  const seeds = ['node-1:7946', 'node-10:7946', 'node-4:7946'];
  const of = (text: string, from = 'node-1') => renamed(text, { from, to: 'node-4', seeds });

  test('is that of a running one with the name changed, and all nodes in the seed list', () => {
    expect(of(running)).toBe(`# node-4 of the shop's cluster
[cluster]
node_id = "node-4"

[cluster.discovery]
seed_nodes = ["node-1:7946", "node-10:7946", "node-4:7946"] # all of them

[cluster.network]
advertise_addr = "node-4:7946"
`);
  });

  test('keeps names of which the old one is only a part', () => {
    const text = 'a = "node-10"\nb = "old-node-1"\nc = "/data/node-1/x"\nd = "node-1.example"\n';
    expect(of(text)).toBe(
      'a = "node-10"\nb = "old-node-1"\nc = "/data/node-4/x"\nd = "node-4.example"\n',
    );
    expect(of('a = "nodeX1"\n', 'node.1')).toBe('a = "nodeX1"\n');
  });

  test('does not tell the others the address of the node that it was taken from', () => {
    const text = 'advertise_addr = "10.0.1.10:7946"\nadvertise_addr_comment = "10.0.1.10"\n';
    expect(of(text)).toBe('advertise_addr = "node-4:7946"\nadvertise_addr_comment = "10.0.1.10"\n');
    expect(of("cluster.network.advertise_addr = '10.0.1.10'\n")).toBe(
      'cluster.network.advertise_addr = "node-4"\n',
    );
  });
});
