/**
 * Where the seeds are. A host may get its name after this node has started, as pods do, and a name may lead elsewhere
 * later: whoever asked only once, at its start, would stay alone for ever.
 */
import type { NodeConfig } from '../config.ts';
import { sentenceOf } from '../errors.ts';
import type { Logger } from '../io/logger.ts';
import type { Resolve } from '../net/hosts.ts';
import type { Addresses } from './addresses.ts';
import type { Membership } from './membership.ts';

export type SeedWatchDeps = {
  /** The seed list of the configuration, `host:port`. */
  readonly seeds: readonly string[];
  /** What could be resolved at the start, `ip:port`. */
  readonly known: readonly string[];
  readonly resolve: Resolve;
  readonly logger: Logger;
  /** True while no other member is alive. */
  readonly isAlone: () => boolean;
  /** Gets all addresses that are known now, when they are others than before. */
  readonly onChanged: (addresses: readonly string[]) => void;
};

export class SeedWatch {
  readonly #deps: SeedWatchDeps;
  /** Seed to address; one that can no longer be resolved keeps its last. */
  readonly #found = new Map<string, string>();
  #known: ReadonlySet<string>;
  #isLooking = false;

  constructor(deps: SeedWatchDeps) {
    this.#deps = deps;
    this.#known = new Set(deps.known);
  }

  /** To be called every few seconds. Asks for all seeds while one is missing or nobody is there; never rejects. */
  async look(): Promise<void> {
    const { seeds, isAlone } = this.#deps;
    if (this.#isLooking || (this.#known.size >= new Set(seeds).size && !isAlone())) return;
    this.#isLooking = true;
    await Promise.all(seeds.map((seed) => this.#ask(seed)));
    this.#isLooking = false;
    const isEachFound = this.#found.size >= new Set(seeds).size;
    const addresses = new Set([...(isEachFound ? [] : this.#known), ...this.#found.values()]);
    if (addresses.size === 0 || isSame(addresses, this.#known)) return;
    this.#known = addresses;
    this.#deps.logger.info('seeds-found', { seeds: [...addresses] });
    this.#deps.onChanged([...addresses]);
  }

  async #ask(seed: string): Promise<void> {
    try {
      this.#found.set(seed, await this.#deps.resolve(seed));
    } catch (cause) {
      this.#deps.logger.debug('seed-not-resolved', { seed, reason: sentenceOf(cause) });
    }
  }
}

export function watchSeeds(given: {
  readonly config: NodeConfig;
  readonly addresses: Addresses;
  readonly resolve: Resolve;
  readonly logger: Logger;
  readonly membership: Membership;
}): SeedWatch {
  const { config, addresses, resolve, logger, membership } = given;
  return new SeedWatch({
    seeds: config.seeds,
    known: addresses.seeds,
    resolve,
    logger: logger.child('swim'),
    isAlone: () => !membership.members().some(({ local, state }) => !local && state === 'alive'),
    onChanged: (found) => membership.setSeeds(found),
  });
}

function isSame(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return left.size === right.size && [...left].every((address) => right.has(address));
}
