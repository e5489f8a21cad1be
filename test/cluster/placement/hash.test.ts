import { describe, expect, it } from 'vitest';
import { fnv1a64, jumpHash, rendezvousScore } from '../../../cluster/placement/hash.ts';

describe('FNV-1a', () => {
  it.each([
    ['default', 'ebada5168620c5fe'],
    ['alpha', '8ac625bb85ed202b'],
    ['beta', '7627619b954620a7'],
    ['tenant-a', 'c2ef8128e3eb9efb'],
  ])('of `%s` is %s', (space, hash) => {
    expect(fnv1a64(space).toString(16)).toBe(hash);
  });
});

describe('jump hash', () => {
  it.each([
    ['default', 10_814],
    ['alpha', 346],
    ['beta', 2_514],
    ['tenant-a', 7_028],
  ])('puts `%s` into bucket %d of 16384', (space, bucket) => {
    expect(jumpHash(fnv1a64(space), 16_384)).toBe(bucket);
  });

  it('moves a quarter of the spaces when a fourth node comes, all of them to the new one', () => {
    const spaces = Array.from({ length: 2_000 }, (_, index) => fnv1a64(`space-${index}`));
    const moved = spaces.filter((space) => jumpHash(space, 3) !== jumpHash(space, 4));
    expect(moved.length / spaces.length).toBeCloseTo(0.25, 1);
    expect(moved.every((space) => jumpHash(space, 4) === 3)).toBe(true);
  });
});

describe('the rendezvous score', () => {
  it.each([
    ['default', ['node-2', 'node-1']],
    ['alpha', ['node-3', 'node-1']],
    ['beta', ['node-3', 'node-2']],
    ['tenant-a', ['node-2', 'node-1']],
  ])('orders the other two nodes for `%s` as %s', (space, expected) => {
    const hash = fnv1a64(space);
    const order = expected.toSorted((left, right) =>
      rendezvousScore(hash, left) < rendezvousScore(hash, right) ? 1 : -1,
    );
    expect(order).toEqual(expected);
  });
});
