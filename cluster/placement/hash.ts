/** Hashes that place spaces. All of them are specified, so every node and every version computes the same. */

const mask64 = (1n << 64n) - 1n;
const utf8 = new TextEncoder();

/** FNV-1a, 64 bits, over the UTF-8 bytes of `text`. */
export function fnv1a64(text: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of utf8.encode(text)) {
    hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & mask64;
  }
  return hash;
}

/**
 * Jump consistent hash (Lamping, Veach 2014): a bucket from 0 to `buckets` - 1. Going from n to n + 1 buckets moves
 * 1 / (n + 1) of the keys, all of them to the new bucket; any further `mod` on the result would lose that.
 */
export function jumpHash(hash: bigint, buckets: number): number {
  let key = hash;
  let bucket = -1n;
  let next = 0n;
  while (next < BigInt(buckets)) {
    bucket = next;
    key = (key * 2862933555777941757n + 1n) & mask64;
    next = BigInt(Math.floor((Number(bucket) + 1) * (2 ** 31 / (Number(key >> 33n) + 1))));
  }
  return Number(bucket);
}

/** Rendezvous score of a node for a space: the order by falling score is the space's order of preference. */
export function rendezvousScore(space: bigint, node: string): bigint {
  let score = space ^ 0x9e3779b97f4a7c15n;
  for (const byte of utf8.encode(node)) {
    score = ((score ^ BigInt(byte)) * 0xff51afd7ed558ccdn) & mask64;
  }
  return score;
}
