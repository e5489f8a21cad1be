/** The node's addresses, with all names resolved. */
import { isWildcard, type NodeConfig } from '../config.ts';
import { StartError, sentenceOf } from '../errors.ts';
import type { Logger } from '../io/logger.ts';
import { formatAddress, parseAddress } from '../net/address.ts';
import type { Resolve } from '../net/hosts.ts';

export type Addresses = {
  /** `ip:port` that others send datagrams to. */
  readonly swim: string;
  /** Base URL that others reach the HTTP API by. */
  readonly http: string;
  /** Source address of connections to other nodes; undefined lets the system choose. */
  readonly source: string | undefined;
  /** `ip:port` of the seeds that could be resolved. */
  readonly seeds: readonly string[];
  /** Seeds in the list that are other nodes than this one, resolved or not. */
  readonly otherSeeds: number;
};

/** `httpPort` is the port that was bound, which is not the configured one when that is 0. */
export async function resolveAddresses(
  config: NodeConfig,
  httpPort: number,
  deps: { readonly resolve: Resolve; readonly logger: Logger },
): Promise<Addresses> {
  const swim = await deps.resolve(config.advertise).catch((cause: unknown) => {
    throw new StartError(
      `Cannot resolve the own address \`${config.advertise}\`: ${sentenceOf(cause)}`,
      {
        cause,
        hint: 'set `cluster.network.advertise_addr` to an address of this host',
      },
    );
  });
  const swimHost = parseAddress(swim)?.host ?? '127.0.0.1';
  const httpHost = await deps.resolve(formatAddress({ host: config.http.host, port: httpPort }));
  const host = isWildcard(config.http.host) ? swimHost : (parseAddress(httpHost)?.host ?? swimHost);
  const seeds = await Promise.all(config.seeds.map((seed) => resolveSeed(seed, deps)));
  const others = new Set(seeds.map((seed, index) => seed ?? config.seeds[index]));
  others.delete(swim);
  return {
    swim,
    http: `${config.tls === null ? 'http' : 'https'}://${formatAddress({ host, port: httpPort })}`,
    source: isWildcard(host) ? undefined : host,
    seeds: seeds.filter((seed) => seed !== null),
    otherSeeds: others.size,
  };
}

/** Null for a seed that cannot be resolved now: it may not have started yet, and then it joins us. */
async function resolveSeed(
  seed: string,
  { resolve, logger }: { readonly resolve: Resolve; readonly logger: Logger },
): Promise<string | null> {
  try {
    return await resolve(seed);
  } catch (cause) {
    logger.warn('seed-not-resolved', { seed, reason: sentenceOf(cause) });
    return null;
  }
}
