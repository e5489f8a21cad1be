// Namespace mode: cuts and losses as packet filters in the bridge that joins the nodes. What the operator sends does not
// pass the bridge's forward hook, so whoever works on the cluster still reaches every node.

import type { LinkEffect } from './links.ts';
import { runNft } from './nft.ts';

const table = 'table bridge engram_faults';

/** The whole rule set for these links, to be loaded in one step. Addresses are IPv4. */
export function bridgeRules(
  links: readonly LinkEffect[],
  addressOf: (node: string) => string,
): string {
  const pair = ({ from, to }: LinkEffect, between: string): string =>
    `${addressOf(from)}${between}${addressOf(to)}`;
  const cut = new Set(links.filter(({ drop = 0 }) => drop >= 1).map((link) => pair(link, ' . ')));
  const lossy = links.filter(({ drop = 0 }) => drop > 0 && drop < 1);
  // Without the empty table first, deleting would fail where there is none yet.
  const clean = `${table}\ndelete ${table}\n`;
  if (cut.size + lossy.length === 0) return clean;
  const elements = cut.size === 0 ? '' : `elements = { ${[...cut].join(', ')} }; `;
  const losses = lossy.map(
    (link) =>
      `    ip saddr ${pair(link, ' ip daddr ')} numgen random mod 1000 < ${Math.round((link.drop ?? 0) * 1_000)} drop`,
  );
  return [
    `${clean}${table} {`,
    `  set cut { type ipv4_addr . ipv4_addr; ${elements}}`,
    '  chain pass {',
    '    type filter hook forward priority 0; policy accept;',
    '    ip saddr . ip daddr @cut drop',
    ...losses,
    '  }',
    '}',
    '',
  ].join('\n');
}

/** Loads the rules in the operator's place. */
export class PacketFilter {
  #loaded: string;
  readonly #addressOf: (node: string) => string;

  constructor(addressOf: (node: string) => string) {
    this.#addressOf = addressOf;
    this.#loaded = bridgeRules([], addressOf);
  }

  async set(links: readonly LinkEffect[]): Promise<void> {
    const rules = bridgeRules(links, this.#addressOf);
    if (rules === this.#loaded) return;
    await runNft(rules);
    this.#loaded = rules;
  }
}
