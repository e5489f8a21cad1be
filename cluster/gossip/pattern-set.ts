/** All patterns of one space on one node, with the hash tree over them. A change is durable before anybody sees it. */
import { createMerkleTree, type MerkleTree } from '../model/merkle.ts';
import { hashPattern, type Pattern, type PatternId } from './pattern.ts';
import { mergePattern } from './siblings.ts';

/** Makes the whole content durable; rejects if the disk refuses. */
export type SavePatterns = (patterns: readonly Pattern[]) => Promise<void>;

export class PatternSet {
  readonly #patterns: Map<PatternId, Pattern>;
  readonly #save: SavePatterns;
  readonly tree: Pick<MerkleTree, 'root' | 'hashes' | 'leaf'>;
  readonly #tree: MerkleTree;
  /** Changes wait for each other, or one could be computed from what another is about to replace. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(patterns: readonly Pattern[], save: SavePatterns) {
    this.#patterns = new Map(patterns.map((pattern) => [pattern.id, pattern]));
    this.#save = save;
    this.#tree = createMerkleTree((id) => {
      const pattern = this.#patterns.get(id);
      return pattern === undefined ? null : hashPattern(pattern);
    });
    this.tree = this.#tree;
    for (const { id } of patterns) this.#tree.touch(id);
  }

  get(id: PatternId): Pattern | null {
    return this.#patterns.get(id) ?? null;
  }

  all(): readonly Pattern[] {
    return [...this.#patterns.values()];
  }

  /** Patterns with more than one version. */
  inConflict(): readonly Pattern[] {
    return this.all().filter(({ versions }) => versions.length > 1);
  }

  /** Takes in versions from elsewhere; gives the patterns that have changed by that. */
  async merge(incoming: readonly Pattern[]): Promise<readonly Pattern[]> {
    return await this.change(() => incoming);
  }

  /** Merges what `make` makes of the patterns of now; gives the patterns that have changed by that. */
  change(
    make: (known: ReadonlyMap<PatternId, Pattern>) => readonly Pattern[],
  ): Promise<readonly Pattern[]> {
    const changed = this.#last.then(async () => {
      const next = new Map<PatternId, Pattern>();
      for (const pattern of make(this.#patterns)) {
        const known = next.get(pattern.id) ?? this.#patterns.get(pattern.id);
        const merged = mergePattern(known, pattern);
        if (merged !== null) next.set(pattern.id, merged);
      }
      if (next.size === 0) return [];
      await this.#save([...new Map([...this.#patterns, ...next]).values()]);
      for (const [id, pattern] of next) {
        this.#patterns.set(id, pattern);
        this.#tree.touch(id);
      }
      return [...next.values()];
    });
    // Whoever asked for the change hears of its failure; the next one begins all the same.
    this.#last = changed.catch(() => undefined);
    return changed;
  }
}
