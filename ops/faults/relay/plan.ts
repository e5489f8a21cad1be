// Namespace mode: which links pass a relay, what it does there, and the rules that lead the packets through it. Pure.
//
// The relay of a node sits in that node's own network. For a link A → B it works at B on what comes from A, and at A on
// the answers that B's connections get. Datagrams are led through it by rewriting addresses without connection tracking:
// tracked, B's own datagrams to A would count as replies to the relay's and end in the relay.
import { ports } from '../../layout.ts';
import type { LinkEffect } from '../links.ts';

/** What happens to packets of one direction. Shares are 0 to 1, times are milliseconds. */
export type RelayEffect = {
  readonly delayMs: number;
  readonly jitterMs: number;
  readonly duplicate: number;
  readonly reorder: number;
  readonly reorderMs: number;
};

export type RelayedPeer = {
  /** The peer's address. */
  readonly peer: string;
  /** Where the relay takes its packets, UDP and TCP. */
  readonly port: number;
  /** The relay's own source address towards the node; rules turn it into the peer's. */
  readonly alias: string;
  /** What the peer sends. */
  readonly inward: RelayEffect;
  /** What the node answers on the peer's connections. */
  readonly outward: RelayEffect;
};

export type RelayPlan = { readonly address: string; readonly peers: readonly RelayedPeer[] };

const firstPort = 20_000;
const calm: RelayEffect = { delayMs: 0, jitterMs: 0, duplicate: 0, reorder: 0, reorderMs: 0 };

/** What the relay at `node` does; no peers if none of its links needs it. */
export function relayPlan(
  node: string,
  links: readonly LinkEffect[],
  addressOf: (node: string) => string,
): RelayPlan {
  const shaped = links.filter(({ delayMs, duplicate, reorder }) =>
    [delayMs, duplicate, reorder].some((value) => value !== undefined),
  );
  const peers = new Set(
    shaped
      .filter(({ from, to }) => from === node || to === node)
      .map(({ from, to }) => (from === node ? to : from)),
  );
  return {
    address: addressOf(node),
    peers: [...peers].sort().map((peer, index) => ({
      peer: addressOf(peer),
      port: firstPort + index,
      alias: `127.1.0.${index + 1}`,
      inward: sum(shaped.filter(({ from, to }) => from === peer && to === node)),
      outward: sum(shaped.filter(({ from, to }) => from === node && to === peer)),
    })),
  };
}

/** The rules of the node's own network; they replace those that are there. */
export function relayRules({ address, peers }: RelayPlan): string {
  const table = 'table ip engram_relay';
  const clean = `${table}\ndelete ${table}\n`;
  if (peers.length === 0) return clean;
  const chain = (name: string, hook: string, rules: readonly string[]): string =>
    `  chain ${name} {\n    type ${hook}; policy accept;\n${rules.map((rule) => `    ${rule}\n`).join('')}  }`;
  const { swim, http } = ports;
  return [
    `${clean}${table} {`,
    chain(
      'datagrams',
      'filter hook prerouting priority -300',
      peers.flatMap(({ peer, port, alias }) => [
        `iifname != "lo" ip saddr ${peer} udp dport ${swim} notrack udp dport set ${port}`,
        `iifname "lo" ip saddr ${alias} udp dport ${swim} notrack udp sport set ${swim} ip saddr set ${peer}`,
      ]),
    ),
    chain(
      'relayed_datagrams',
      'filter hook output priority -300',
      peers.map(({ alias }) => `ip saddr ${alias} udp dport ${swim} notrack`),
    ),
    chain(
      'connections',
      'nat hook prerouting priority -100',
      peers.map(
        ({ peer, port }) =>
          `iifname != "lo" ip saddr ${peer} ip daddr ${address} tcp dport ${http} redirect to :${port}`,
      ),
    ),
    chain(
      'relayed_connections',
      'nat hook postrouting priority 100',
      peers.map(
        ({ peer, alias }) => `oifname "lo" ip saddr ${alias} tcp dport ${http} snat to ${peer}`,
      ),
    ),
    // Connections from before the rules would pass the relay by.
    chain(
      'older_connections',
      'filter hook input priority 0',
      peers.map(
        ({ peer }) => `iifname != "lo" ip saddr ${peer} tcp dport ${http} reject with tcp reset`,
      ),
    ),
    '}',
    '',
  ].join('\n');
}

function sum(effects: readonly LinkEffect[]): RelayEffect {
  return effects.reduce<RelayEffect>(
    (total, effect) => ({
      delayMs: total.delayMs + (effect.delayMs ?? 0),
      jitterMs: total.jitterMs + (effect.jitterMs ?? 0),
      duplicate: Math.max(total.duplicate, effect.duplicate ?? 0),
      reorder: Math.max(total.reorder, effect.reorder ?? 0),
      reorderMs: Math.max(total.reorderMs, effect.reorderMs ?? 0),
    }),
    calm,
  );
}
