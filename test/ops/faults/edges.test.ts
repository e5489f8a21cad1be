// From faults to edges: links, packet filters, relays, and what a node is told.
import { expect, test } from 'vitest';
import type { Fault } from '../../../ops/faults/fault.ts';
import { linkEffects } from '../../../ops/faults/links.ts';
import { nodeFaults } from '../../../ops/faults/node-faults.ts';
import { bridgeRules } from '../../../ops/faults/packet-filter.ts';
import { relayPlan, relayRules } from '../../../ops/faults/relay/plan.ts';
import type { Isolation } from '../../../ops/state/record.ts';
import { recordOf } from './record.ts';

const addressOf = (id: string): string => `10.0.1.${9 + Number(id.slice('node-'.length))}`;
const delay = { kind: 'delay', from: 'node-1', to: 'node-2', byMs: 60, jitterMs: 0 } as const;

function told(node: number, faults: readonly Fault[], isolation: Isolation = 'loopback') {
  const { hosts } = recordOf(3, isolation);
  const host = hosts[node - 1];
  if (host === undefined) throw new Error(`There is no node ${node}.`);
  return nodeFaults(faults, host, hosts, isolation);
}

test('a partition cuts both ways between sides, and nothing within a side or to a node on no side', () => {
  const effects = linkEffects({ kind: 'partition', sides: [['node-1', 'node-2'], ['node-3']] });
  expect(effects.map(({ from, to, drop }) => `${from}>${to} ${drop}`)).toEqual([
    'node-1>node-3 1',
    'node-2>node-3 1',
    'node-3>node-1 1',
    'node-3>node-2 1',
  ]);
});

test('the bridge drops pairs of a cut and a share of the packets of a lossy link', () => {
  const links = [
    { kind: 'drop', from: 'node-2', to: 'node-1', share: 1 },
    { kind: 'drop', from: 'node-1', to: 'node-3', share: 0.2 },
  ] as const;
  expect(bridgeRules(links.flatMap(linkEffects), addressOf)).toBe(`table bridge engram_faults
delete table bridge engram_faults
table bridge engram_faults {
  set cut { type ipv4_addr . ipv4_addr; elements = { 10.0.1.11 . 10.0.1.10 }; }
  chain pass {
    type filter hook forward priority 0; policy accept;
    ip saddr . ip daddr @cut drop
    ip saddr 10.0.1.10 ip daddr 10.0.1.12 numgen random mod 1000 < 200 drop
  }
}
`);
});

test('without a cut the bridge has no rules', () => {
  expect(bridgeRules(linkEffects(delay), addressOf)).toBe(
    'table bridge engram_faults\ndelete table bridge engram_faults\n',
  );
});

test('a delayed link passes a relay at both of its ends, each for its way', () => {
  const links = linkEffects(delay);
  const at = (node: string) =>
    relayPlan(node, links, addressOf).peers.map(({ peer, inward, outward }) => [
      peer,
      inward.delayMs,
      outward.delayMs,
    ]);
  expect(at('node-2')).toEqual([['10.0.1.10', 60, 0]]);
  expect(at('node-1')).toEqual([['10.0.1.11', 0, 60]]);
  expect(at('node-3')).toEqual([]);
});

test('a node without a relay has no rules, and a plan without peers takes them away', () => {
  expect(relayRules(relayPlan('node-3', linkEffects(delay), addressOf))).toBe(
    'table ip engram_relay\ndelete table ip engram_relay\n',
  );
  expect(relayRules(relayPlan('node-2', linkEffects(delay), addressOf))).toContain(
    'ip saddr 10.0.1.10 ip daddr 10.0.1.11 tcp dport 7432 redirect to :20000',
  );
});

test('in loopback mode the sender drops what it sends and the receiver the answers', () => {
  const cut = [{ kind: 'drop', from: 'node-1', to: 'node-2', share: 1 }] as const;
  expect(told(1, cut).links).toEqual([{ peer: '10.0.1.11', way: 'out', drop: 1 }]);
  expect(told(2, cut).links).toEqual([{ peer: '10.0.1.10', way: 'back', drop: 1 }]);
  expect(told(3, cut).links).toEqual([]);
});

test('in namespaces a node is told nothing about cuts and delays', () => {
  const faults = [delay, { kind: 'partition', sides: [['node-1'], ['node-2']] }] as const;
  expect(told(1, faults, 'namespace').links).toEqual([]);
});

test('in namespaces a node doubles its own requests, because packets cannot show it', () => {
  const doubled = [{ kind: 'duplicate', from: 'node-1', to: 'node-2', share: 0.5 }] as const;
  expect(told(1, doubled, 'namespace').links).toEqual([
    {
      peer: '10.0.1.11',
      way: 'out',
      lanes: ['replication', 'requests', 'reports', 'gossip', 'bulk'],
      duplicate: 0.5,
    },
  ]);
  expect(told(1, doubled).links).toEqual([{ peer: '10.0.1.11', way: 'out', duplicate: 0.5 }]);
});

test('a lagging replica is a matter of the others, a stuck rebalance of the node itself', () => {
  expect(told(1, [{ kind: 'lagging-replica', node: 'node-3', byMs: 500 }]).links).toEqual([
    { peer: '10.0.1.12', way: 'out', lanes: ['replication', 'bulk'], delay_ms: 500 },
  ]);
  expect(told(3, [{ kind: 'lagging-replica', node: 'node-3', byMs: 500 }]).links).toEqual([]);
  expect(told(1, [{ kind: 'stuck-rebalance', node: 'node-1' }]).links).toEqual([
    { peer: '*', way: 'out', lanes: ['bulk'], drop: 1 },
  ]);
});

test('faults of disk, clock and content are told to their node only', () => {
  const faults: readonly Fault[] = [
    { kind: 'slow-disk', node: 'node-1', byMs: 100 },
    { kind: 'full-disk', node: 'node-1', bytesLeft: 0 },
    { kind: 'failing-fsync', node: 'node-1' },
    { kind: 'torn-write', node: 'node-1' },
    { kind: 'power-loss', node: 'node-1' },
    { kind: 'clock-skew', node: 'node-1', byMs: -5_000 },
    { kind: 'merkle-mismatch', node: 'node-1', space: 'notes' },
  ];
  expect(told(1, faults)).toEqual({
    links: [],
    disk: [
      { kind: 'slow', delay_ms: 100 },
      { kind: 'full', bytes_left: 0 },
      { kind: 'sync-fails' },
      { kind: 'torn-write' },
      { kind: 'power-loss' },
    ],
    clock_offset_ms: -5_000,
    rot: ['notes'],
  });
  expect(told(2, faults)).toEqual({ links: [], disk: [], clock_offset_ms: 0, rot: [] });
});
