/**
 * A hash tree over items with ids: one root says whether two copies are equal, and its leaves say where they differ.
 *
 * - leaf of an id: the upper 12 bits of its 32-bit FNV-1a hash, so 4,096 leaves
 * - hash of a leaf: SHA-256 over its items' hashes in the order of their ids; 32 zero bytes when it is empty
 * - hash of an inner node: SHA-256(left, right); twelve levels up is the root
 *
 * Changing an item costs next to nothing: the work is done when somebody asks for the root, once per changed id.
 */
import { compareIds } from './ids.ts';
import { sha256 } from './sha256.ts';

/** Levels below the root: 2^12 = 4,096 leaves. */
export const merkleDepth = 12;

const depth = merkleDepth;
const hashBytes = 32;
const emptyLeaf = '00'.repeat(hashBytes);
/** The children of the inner node that is being hashed. */
const pair = Buffer.alloc(2 * hashBytes);

export type MerkleTree = {
  /** The item with this id is new, changed or gone. */
  touch(id: string): void;
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
  const touched = new Set<string>();
  const leaves = new Map<number, Map<string, string>>();
  /** Level 0 is the root; sparse, as most leaves of a small space are empty. */
  let nodes: Map<number, string>[] = newLevels();

  function place(id: string): number {
    const index = leafIndex(id);
    const leaf = leaves.get(index) ?? new Map<string, string>();
    const hash = hashOf(id);
    if (hash === null) leaf.delete(id);
    else leaf.set(id, hash);
    if (leaf.size === 0) leaves.delete(index);
    else leaves.set(index, leaf);
    return index;
  }

  function hashAt(level: number, index: number): string {
    return nodes[level]?.get(index) ?? emptyHash(level);
  }

  function rehash(changed: ReadonlySet<number>): void {
    for (const index of changed) nodes[depth]?.set(index, leafHash(leaves.get(index)));
    let indexes = changed;
    for (let level = depth - 1; level >= 0; level -= 1) {
      indexes = new Set([...indexes].map((index) => index >> 1));
      for (const index of indexes) {
        const left = hashAt(level + 1, index * 2);
        nodes[level]?.set(index, hashPair(left, hashAt(level + 1, index * 2 + 1)));
      }
    }
  }

  function settle(): void {
    if (touched.size === 0) return;
    const changed = new Set([...touched].map(place));
    touched.clear();
    rehash(changed);
  }

  return {
    touch: (id) => touched.add(id),
    root() {
      settle();
      return hashAt(0, 0);
    },
    hashes(level, indexes) {
      settle();
      return indexes.map((index) => hashAt(level, index));
    },
    leaf(index) {
      settle();
      return sortedItems(leaves.get(index));
    },
    clear() {
      touched.clear();
      leaves.clear();
      nodes = newLevels();
    },
  };
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
