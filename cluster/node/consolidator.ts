/**
 * Consolidates the memories of spaces, now and then. One copy does it: the primary; in a partition, on each side, the
 * first copy that is there. So nothing stops while the network is split, and what was found then is trusted less.
 */
import { sentenceOf } from '../errors.ts';
import { confidenceFactor } from '../gossip/confidence.ts';
import { findTopics, revisePatterns } from '../gossip/consolidate.ts';
import type { Clock } from '../io/clock.ts';
import type { Logger } from '../io/logger.ts';
import type { SpaceId } from '../model/ids.ts';
import type { Groups, SpaceHost } from './groups.ts';
import type { Patterns } from './patterns.ts';
import type { Peers } from './peers.ts';

export type ConsolidatorDeps = {
  readonly groups: Groups;
  readonly peers: Peers;
  readonly patterns: Patterns;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly isPartitioned: () => boolean;
  /**
   * Fetches what was found on the other side of a partition. Gives the spaces of which that is not known yet: a run now
   * would settle by its timing what is for an operator to decide.
   */
  readonly meetReturned: () => Promise<ReadonlySet<SpaceId>>;
  readonly options: {
    /** A space without an alive primary for so long is consolidated by another copy, milliseconds. */
    readonly absenceMs: number;
    /** Fewer memories than this are left alone. */
    readonly episodesMin: number;
    /** The newest so many count. */
    readonly episodesMax: number;
  };
};

export class Consolidator {
  readonly #deps: ConsolidatorDeps;
  runs = 0;
  failures = 0;
  /** Unix milliseconds. A run that found nothing to do is a success, and so is the start. */
  lastSuccessMs: number;
  #running = false;
  /** When a space last had an alive primary, or was first looked at; monotonic milliseconds. */
  readonly #ledAt = new Map<SpaceId, number>();

  constructor(deps: ConsolidatorDeps) {
    this.#deps = deps;
    this.lastSuccessMs = deps.clock.wallMs();
  }

  /** One run over the spaces that are this node's to consolidate. Never rejects, never overlaps with itself. */
  async run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    const { clock, logger } = this.#deps;
    const startedAt = clock.monotonicMs();
    try {
      let changed = 0;
      const unknown = await this.#deps.meetReturned();
      for (const host of this.#deps.groups.spaces.values()) {
        if (this.#isOnDuty(host) && !unknown.has(host.id)) changed += await this.#consolidate(host);
      }
      this.runs += 1;
      this.lastSuccessMs = clock.wallMs();
      const duration_ms = Math.round(clock.monotonicMs() - startedAt);
      logger.info('consolidated', { operation: 'consolidate', patterns: changed, duration_ms });
    } catch (thrown) {
      this.failures += 1;
      logger.error('consolidation-failed', {
        operation: 'consolidate',
        reason: sentenceOf(thrown),
      });
    } finally {
      this.#running = false;
    }
  }

  #isOnDuty(host: SpaceHost): boolean {
    const { peers, patterns, clock, options } = this.#deps;
    if (!patterns.holds(host.id)) return false;
    const { primary, copies } = host.status();
    const alive = new Set(peers.alive());
    const now = clock.monotonicMs();
    const ledAt = this.#ledAt.get(host.id) ?? now;
    if (primary !== null && alive.has(primary)) {
      this.#ledAt.set(host.id, now);
      return primary === peers.self;
    }
    // Nodes that have just started see nobody yet: each of them would think that it is alone.
    this.#ledAt.set(host.id, ledAt);
    if (now - ledAt < options.absenceMs) return false;
    return copies.voters.find((node) => alive.has(node)) === peers.self;
  }

  /** Gives the number of patterns that are new or changed. */
  async #consolidate(host: SpaceHost): Promise<number> {
    const { options, patterns, peers, clock } = this.#deps;
    const episodes = host.machine.newest(options.episodesMax);
    if (episodes.length < options.episodesMin) return 0;
    const set = await patterns.of(host.id);
    if (set === null) return 0;
    const found = findTopics(episodes, this.#factor(host.status().copies.voters));
    const by = { author: peers.self, at: new Date(clock.wallMs()).toISOString() };
    return (await set.change((known) => revisePatterns(known, found, by))).length;
  }

  #factor(voters: readonly string[]): number {
    const { peers, isPartitioned } = this.#deps;
    const alive = new Set(peers.alive());
    return confidenceFactor({
      responding: voters.filter((node) => alive.has(node)).length,
      expected: voters.length,
      partitioned: isPartitioned(),
    });
  }
}
