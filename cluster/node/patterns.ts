/** The pattern sets of the spaces that this node holds copies of, each with its file. */

import type { DatedConflict } from '../api/internal-gossip.ts';
import { listConflicts } from '../gossip/conflicts.ts';
import type { GossipCounters } from '../gossip/counters.ts';
import type { Pattern, PatternId } from '../gossip/pattern.ts';
import { readPatterns, writePatterns } from '../gossip/pattern-file.ts';
import { PatternSet } from '../gossip/pattern-set.ts';
import type { Clock } from '../io/clock.ts';
import type { Disk } from '../io/disk.ts';
import type { Logger } from '../io/logger.ts';
import type { NodeId, SpaceId } from '../model/ids.ts';
import type { Groups } from './groups.ts';

export type PatternsDeps = {
  readonly self: NodeId;
  readonly groups: Groups;
  readonly disk: Disk;
  readonly dataRoot: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counters: GossipCounters;
};

export class Patterns {
  readonly #deps: PatternsDeps;
  readonly #directory: string;
  readonly #sets = new Map<SpaceId, Promise<PatternSet>>();
  /** Since when a pattern is in conflict here, Unix milliseconds. */
  readonly #since = new Map<SpaceId, Map<PatternId, number>>();

  constructor(deps: PatternsDeps) {
    this.#deps = deps;
    this.#directory = `${deps.dataRoot}/patterns`;
  }

  holds(space: SpaceId): boolean {
    const copies = this.#deps.groups.spaces.get(space)?.status().copies;
    if (copies === undefined) return false;
    return copies.voters.includes(this.#deps.self) || copies.learners.includes(this.#deps.self);
  }

  /** Spaces with a copy here. */
  held(): readonly SpaceId[] {
    return [...this.#deps.groups.spaces.keys()].filter((space) => this.holds(space));
  }

  /** Null if this node holds no copy of the space. Rejects when the disk refuses. */
  async of(space: SpaceId): Promise<PatternSet | null> {
    if (!this.holds(space)) return null;
    const known = this.#sets.get(space);
    if (known !== undefined) return await known;
    const opening = this.#open(space);
    this.#sets.set(space, opening);
    opening.catch(() => this.#sets.delete(space));
    return await opening;
  }

  async root(space: SpaceId): Promise<string | null> {
    return (await this.of(space))?.tree.root() ?? null;
  }

  async conflicts(space: SpaceId): Promise<readonly DatedConflict[] | null> {
    const set = await this.of(space);
    if (set === null) return null;
    const since = this.#since.get(space);
    const now = this.#deps.clock.wallMs();
    return listConflicts(space, set.inConflict()).map((conflict) => ({
      ...conflict,
      detectedAt: Math.min(now, ...conflict.patterns.map((id) => since?.get(id) ?? now)),
    }));
  }

  /** Patterns in conflict, among those spaces that `counts`. */
  inConflict(counts: (space: SpaceId) => boolean): number {
    return [...this.#since].reduce((sum, [space, ids]) => sum + (counts(space) ? ids.size : 0), 0);
  }

  /** Removes what is left of spaces whose copy has moved away. */
  async dropFormer(): Promise<void> {
    const { disk, logger } = this.#deps;
    for (const name of await disk.list(this.#directory)) {
      const space = /^([a-z0-9_-]+)\.json$/.exec(name)?.[1];
      if (space === undefined || this.holds(space)) continue;
      this.#sets.delete(space);
      this.#since.delete(space);
      await disk.remove(this.#pathOf(space));
      logger.info('patterns-dropped', { memory_space: space });
    }
  }

  async #open(space: SpaceId): Promise<PatternSet> {
    const { disk, logger } = this.#deps;
    await disk.makeDirectory(this.#directory);
    const read = await readPatterns(disk, this.#pathOf(space));
    if (read.kind === 'damaged') {
      logger.error('patterns-damaged', { memory_space: space, reason: read.reason });
      await disk.rename(this.#pathOf(space), `${this.#pathOf(space)}.damaged`);
    }
    const patterns = read.kind === 'read' ? read.patterns : [];
    this.#noteConflicts(space, patterns);
    return new PatternSet(patterns, async (all) => {
      await writePatterns(disk, this.#pathOf(space), all);
      this.#noteConflicts(space, all);
    });
  }

  #noteConflicts(space: SpaceId, patterns: readonly Pattern[]): void {
    const { clock, counters, logger } = this.#deps;
    const before = this.#since.get(space) ?? new Map<PatternId, number>();
    const now = clock.wallMs();
    const current = patterns.filter(({ versions }) => versions.length > 1).map(({ id }) => id);
    const fresh = current.filter((id) => !before.has(id)).length;
    counters.conflicts += fresh;
    if (fresh > 0) logger.warn('patterns-in-conflict', { memory_space: space, count: fresh });
    this.#since.set(space, new Map(current.map((id) => [id, before.get(id) ?? now])));
  }

  #pathOf(space: SpaceId): string {
    return `${this.#directory}/${space}.json`;
  }
}
