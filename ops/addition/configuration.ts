// What adding a node writes into configuration files. They are changed as texts, so that comments and order stay. Pure.

/** The list that is in force: `seed_nodes`, or the older `addrs` of its own table. It may span lines. */
const seedList = /^([ \t]*(?:[\w.]+\.)?(?:seed_nodes|addrs)[ \t]*=[ \t]*)\[([^\]]*)\]/m;

/** What the node tells the others to call it at; beside the name it may be the address of the host that the text is from. */
const ownAddress = /^([ \t]*(?:[\w.]+\.)?advertise_addr[ \t]*=[ \t]*)["'][^"']*?(:\d+)?["']/gm;

/** The seeds, in their order; null where the text has no list. */
export function seedsOf(text: string): readonly string[] | null {
  const list = seedList.exec(text)?.[2];
  if (list === undefined) return null;
  return [...list.matchAll(/"([^"]*)"|'([^']*)'/g)].map(
    ([, double, single]) => double ?? single ?? '',
  );
}

/** The text with these seeds in its list, on one line; the same text if they are there already. */
export function withSeeds(text: string, seeds: readonly string[]): string {
  const now = seedsOf(text);
  if (now === null || (now.length === seeds.length && now.every((seed, at) => seed === seeds[at])))
    return text;
  return text.replace(
    seedList,
    (_, key: string) => `${key}[${seeds.map((seed) => JSON.stringify(seed)).join(', ')}]`,
  );
}

/** The seeds with the new node behind them, at the port of the first of them. `host:port` each. */
export function withNode(seeds: readonly string[], node: string, port: number): readonly string[] {
  const common = /:(\d+)$/.exec(seeds[0] ?? '')?.[1] ?? String(port);
  const seed = `${node}:${common}`;
  return seeds.includes(seed) ? seeds : [...seeds, seed];
}

/**
 * The configuration of `from` as that of `to`: every mention of the name changes, except in the seed list, and the others
 * are told to call the new node by its name.
 */
export function renamed(
  text: string,
  {
    from,
    to,
    seeds,
  }: { readonly from: string; readonly to: string; readonly seeds: readonly string[] },
): string {
  // `node-1` is no part of `node-10`, nor of `old-node-1`. A node id has no other sign of regular expressions than dots.
  const name = new RegExp(`(?<![\\w-])${from.replaceAll('.', '\\.')}(?![\\w-])`, 'g');
  const own = text
    .replace(name, to)
    .replace(ownAddress, (_, key: string, port = '') => `${key}"${to}${port}"`);
  return withSeeds(own, seeds);
}
