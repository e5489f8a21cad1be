/**
 * Finds memories by words and by embedding. The rules, which every node follows to the last digit:
 *
 * - words: the share of the question's weight that the memory's content and tags contain. A word weighs
 *   ln(1 + N / n), where N memories are in the space and n of them contain it, so rare words weigh more.
 * - embedding: the cosine of both vectors, 0 where it is negative or the memory has none.
 * - both given: the mean of the two.
 *
 * Equal similarities are ordered by confidence, then by id. Words are found through postings, embeddings by one pass
 * over all vectors. Suppressed memories are not found. All is indexed when somebody asks the first question, and what has
 * changed since then at the next one: a space that nobody asks, and most copies, have no index, and a write costs nothing.
 */
import { compareIds, type MemoryId } from '../model/ids.ts';
import { wordsOf } from '../model/words.ts';
import type { Recalled, RecallQuestion } from './recall-question.ts';
import type { StoredMemory } from './record.ts';

type Indexed = {
  readonly words: readonly string[];
  /** Of length 1; null without an embedding. */
  readonly direction: Float32Array | null;
};

type Hit = {
  readonly id: MemoryId;
  readonly confidence: number;
  readonly similarity: number;
  readonly memory: StoredMemory;
};

/** Where the memories are. */
export type Indexable = {
  readonly get: (id: MemoryId) => StoredMemory | null;
  readonly all: () => Iterable<StoredMemory>;
  readonly count: () => number;
};

export class RecallIndex {
  readonly #memories: Indexable;
  /** What has changed since the last question; null before the first one. */
  #touched: Set<MemoryId> | null = null;
  readonly #indexed = new Map<MemoryId, Indexed>();
  readonly #postings = new Map<string, Set<MemoryId>>();

  constructor(memories: Indexable) {
    this.#memories = memories;
  }

  /** The memory with this id is new, changed or gone. */
  touch(id: MemoryId): void {
    this.#touched?.add(id);
  }

  clear(): void {
    this.#touched = null;
    this.#indexed.clear();
    this.#postings.clear();
  }

  recall(question: RecallQuestion): Recalled {
    this.#settle();
    const hits: Hit[] = [];
    for (const [id, similarity] of this.#similarities(question)) {
      const memory = this.#memories.get(id);
      if (memory === null || similarity < question.threshold) continue;
      const { confidence } = memory;
      if (passesFilters(memory, question)) hits.push({ id, confidence, similarity, memory });
    }
    hits.sort(compareSimilar);
    return {
      memories: hits.slice(0, question.limit).map(({ memory, similarity }) => {
        const { embedding: _, hlc: __, ...record } = memory;
        return { ...record, similarity };
      }),
      matches: hits.length,
      searched: this.#memories.count(),
    };
  }

  #similarities({ text, embedding }: RecallQuestion): ReadonlyMap<MemoryId, number> {
    const byWords = text === null ? null : this.#byWords(wordsOf(text));
    const byDirection = embedding === null ? null : this.#byDirection(toDirection(embedding));
    if (byWords === null) return byDirection ?? new Map();
    if (byDirection === null) return byWords;
    const ids = new Set([...byWords.keys(), ...byDirection.keys()]);
    return new Map(
      [...ids].map((id) => [id, ((byWords.get(id) ?? 0) + (byDirection.get(id) ?? 0)) / 2]),
    );
  }

  #byWords(words: readonly string[]): ReadonlyMap<MemoryId, number> {
    const similarities = new Map<MemoryId, number>();
    const total = this.#indexed.size;
    const weights = words.map((word) => {
      const containing = this.#postings.get(word)?.size ?? 0;
      // A word that nobody has weighs as much as one that a single memory has.
      return Math.log(1 + total / Math.max(containing, 1));
    });
    const sum = weights.reduce((left, right) => left + right, 0);
    if (sum === 0) return similarities;
    words.forEach((word, index) => {
      for (const id of this.#postings.get(word) ?? []) {
        similarities.set(id, (similarities.get(id) ?? 0) + (weights[index] ?? 0));
      }
    });
    // Divided at the end: a memory with every word has added up the same numbers in the same order, so it gets exactly 1.
    for (const [id, weight] of similarities) similarities.set(id, weight / sum);
    return similarities;
  }

  #byDirection(wanted: Float32Array | null): ReadonlyMap<MemoryId, number> {
    const similarities = new Map<MemoryId, number>();
    if (wanted === null) return similarities;
    for (const [id, { direction }] of this.#indexed) {
      if (direction === null) continue;
      const cosine = product(wanted, direction);
      if (cosine > 0) similarities.set(id, Math.min(1, cosine));
    }
    return similarities;
  }

  #settle(): void {
    if (this.#touched === null) {
      for (const memory of this.#memories.all()) this.#add(memory);
      this.#touched = new Set();
      return;
    }
    for (const id of this.#touched) {
      this.#drop(id);
      const memory = this.#memories.get(id);
      if (memory !== null) this.#add(memory);
    }
    this.#touched.clear();
  }

  #add({ id, content, tags, embedding, suppressed }: StoredMemory): void {
    if (suppressed === true) return;
    const words = wordsOf([content, ...tags].join('\n'));
    this.#indexed.set(id, { words, direction: embedding === null ? null : toDirection(embedding) });
    for (const word of words) {
      const posting = this.#postings.get(word) ?? new Set<MemoryId>();
      posting.add(id);
      this.#postings.set(word, posting);
    }
  }

  #drop(id: MemoryId): void {
    for (const word of this.#indexed.get(id)?.words ?? []) {
      const posting = this.#postings.get(word);
      posting?.delete(id);
      if (posting?.size === 0) this.#postings.delete(word);
    }
    this.#indexed.delete(id);
  }
}

/** The best first. */
export function compareSimilar(
  left: { readonly id: MemoryId; readonly confidence: number; readonly similarity: number },
  right: { readonly id: MemoryId; readonly confidence: number; readonly similarity: number },
): number {
  return (
    right.similarity - left.similarity ||
    right.confidence - left.confidence ||
    compareIds(left.id, right.id)
  );
}

function passesFilters(memory: StoredMemory, question: RecallQuestion): boolean {
  const { requiredTags, excludedTags, from, to } = question;
  if (!requiredTags.every((tag) => memory.tags.includes(tag))) return false;
  if (excludedTags.some((tag) => memory.tags.includes(tag))) return false;
  if (from === null && to === null) return true;
  const observed = Date.parse(memory.observedAt);
  return observed >= (from ?? -Infinity) && observed <= (to ?? Infinity);
}

/** The vector at length 1; null if it has no length, as then it points nowhere. */
function toDirection(vector: readonly number[]): Float32Array | null {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (!(squares > 0) || !Number.isFinite(squares)) return null;
  const direction = new Float32Array(vector);
  const scale = 1 / Math.sqrt(squares);
  for (let index = 0; index < direction.length; index += 1) {
    direction[index] = (vector[index] as number) * scale;
  }
  return direction;
}

/** Both have the same length. Casts, not fallbacks: this line is where recall spends its time. */
function product(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index += 1) {
    sum += (left[index] as number) * (right[index] as number);
  }
  return sum;
}
