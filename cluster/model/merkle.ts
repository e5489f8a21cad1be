/**
 * A hash tree over items with ids: one root says whether two copies are equal, and its leaves say where they differ.
 *
 * - leaf of an id: the upper 12 bits of its 32-bit FNV-1a hash, so 4,096 leaves
 * - hash of a leaf: SHA-256 over its items' hashes in the order of their ids; 32 zero bytes when it is empty
 * - hash of an inner node: SHA-256(left, right); twelve levels up is the root
 *
 * Changing an item costs next to nothing: the work is done when somebody asks for the root, once per changed id. Whoever
 * can wait for the root takes the steps that lead to it first, as a thousand changed items are milliseconds of work.
 */
import { compareIds } from './ids.ts';
import { sha256 } from './sha256.ts';

/** Levels below the root: 2^12 = 4,096 leaves. */
export const merkleDepth = 12;

const depth = merkleDepth;
const hashBytes = 32;
const emptyLeaf = '00'.repeat(hashBytes);
/** Items and subtrees that one step takes. */
const stepItems = 128;
const stepSubtrees = 4;
/** Leaves of one subtree: it spans so many levels. */
const subtreeLevels = 6;
/** The children of the inner node that is being hashed. */
const pair = Buffer.alloc(2 * hashBytes);

export type MerkleTree = {
  /** The item with this id is new, changed or gone. */
  touch(id: string): void;
  /** Does what `root` would have to do for all that has changed until now, a small part before each element. */
  steps(): Iterable<void>;
  /** Hex, 64 digits. */
  root(): string;
  /** Hex hashes of the inner nodes or leaves at `level` (0 is the root) with these indexes, in their order. */
  hashes(level: number, indexes: readonly number[]): readonly string[];
  /** Ids and hex hashes of the items of a leaf, sorted by id. */
  leaf(index: number): readonly (readonly [id: string, hash: string])[];
  clear(): void;
};

/** `hashOf` gives the hash of an item in hex, or null when there is none with this id. */
export function createMerkleTree(hashOf: (id: string) => string | null): MerkleTree {
  return new SparseTree(hashOf);
}

/** Most leaves of a small space are empty, and so are most subtrees: only what is not stands in maps. */
class SparseTree implements MerkleTree {
  readonly #hashOf: (id: string) => string | null;
  readonly #touched = new Set<string>();
  /** Those of them that steps are taken for. */
  #inSteps: string[] = [];
  readonly #leaves = new Map<number, Map<string, string>>();
  /** Leaves whose items have changed since their hash was made, by their subtree. */
  readonly #stale = new Map<number, Set<number>>();
  /** Level 0 is the root. */
  #nodes: Map<number, string>[] = newLevels();

  constructor(hashOf: (id: string) => string | null) {
    this.#hashOf = hashOf;
  }

  touch(id: string): void {
    this.#touched.add(id);
  }

  *steps(): Iterable<void> {
    this.#inSteps = [...this.#inSteps, ...this.#touched];
    this.#touched.clear();
    while (this.#inSteps.length > 0) {
      yield;
      for (const id of this.#inSteps.splice(-stepItems)) this.#place(id);
    }
    const subtrees = [...this.#stale.keys()];
    while (subtrees.length > 0) {
      yield;
      this.#rehash(subtrees.splice(-stepSubtrees));
    }
  }

  root(): string {
    this.#settle();
    return this.#hashAt(0, 0);
  }

  hashes(level: number, indexes: readonly number[]): readonly string[] {
    this.#settle();
    return indexes.map((index) => this.#hashAt(level, index));
  }

  leaf(index: number): readonly (readonly [id: string, hash: string])[] {
    this.#settle();
    return sortedItems(this.#leaves.get(index));
  }

  clear(): void {
    this.#touched.clear();
    this.#inSteps = [];
    this.#leaves.clear();
    this.#stale.clear();
    this.#nodes = newLevels();
  }

  #settle(): void {
    for (const id of this.#inSteps) this.#place(id);
    for (const id of this.#touched) this.#place(id);
    this.#inSteps = [];
    this.#touched.clear();
    if (this.#stale.size > 0) this.#rehash([...this.#stale.keys()]);
  }

  #place(id: string): void {
    const index = leafIndex(id);
    const leaf = this.#leaves.get(index) ?? new Map<string, string>();
    const hash = this.#hashOf(id);
    if (hash === null) leaf.delete(id);
    else leaf.set(id, hash);
    if (leaf.size === 0) this.#leaves.delete(index);
    else this.#leaves.set(index, leaf);
    const subtree = index >> subtreeLevels;
    const neighbours = this.#stale.get(subtree) ?? new Set<number>();
    this.#stale.set(subtree, neighbours.add(index));
  }

  #hashAt(level: number, index: number): string {
    return this.#nodes[level]?.get(index) ?? emptyHash(level);
  }

  #rehash(subtrees: readonly number[]): void {
    const changed = new Set(subtrees.flatMap((subtree) => [...(this.#stale.get(subtree) ?? [])]));
    for (const subtree of subtrees) this.#stale.delete(subtree);
    for (const index of changed) {
      this.#nodes[depth]?.set(index, leafHash(this.#leaves.get(index)));
    }
    let indexes: ReadonlySet<number> = changed;
    for (let level = depth - 1; level >= 0; level -= 1) {
      indexes = new Set([...indexes].map((index) => index >> 1));
      for (const index of indexes) {
        const left = this.#hashAt(level + 1, index * 2);
        this.#nodes[level]?.set(index, hashPair(left, this.#hashAt(level + 1, index * 2 + 1)));
      }
    }
  }
}

/** Which leaf an id belongs to: 0 to 4095. */
export function leafIndex(id: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(id, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> (32 - depth);
}

function leafHash(leaf: ReadonlyMap<string, string> | undefined): string {
  if (leaf === undefined) return emptyLeaf;
  const hashes = sortedItems(leaf).map(([, hash]) => hash);
  return sha256(Buffer.from(hashes.join(''), 'hex'));
}

function hashPair(left: string, right: string): string {
  pair.write(left, 'hex');
  pair.write(right, hashBytes, 'hex');
  return sha256(pair);
}

function sortedItems(leaf: ReadonlyMap<string, string> | undefined): [string, string][] {
  return [...(leaf ?? [])].sort(([left], [right]) => compareIds(left, right));
}

const emptyHashes: string[] = [];

/** Hash of a subtree without items whose top is at `level`. */
function emptyHash(level: number): string {
  const known = emptyHashes[level];
  if (known !== undefined) return known;
  const below = level === depth ? null : emptyHash(level + 1);
  const hash = below === null ? emptyLeaf : hashPair(below, below);
  emptyHashes[level] = hash;
  return hash;
}

function newLevels(): Map<number, string>[] {
  return Array.from({ length: depth + 1 }, () => new Map<number, string>());
}
