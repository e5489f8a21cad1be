// A copy that its space has given up ends, whatever it heard of that itself.
import { expect, test } from 'vitest';
import { createSilentLogger } from '../../../cluster/io/logger.ts';
import { FormerCopies } from '../../../cluster/node/former-copies.ts';
import type { Groups } from '../../../cluster/node/groups.ts';

const self = 'node-4';
const others = { voters: ['node-1', 'node-2', 'node-3'], learners: [] };

/** A copy on node-4 whose log ends at `lastSequence`, and a catalog that states the others as of `sequence`. */
function copy(lastSequence: number, sequence: number) {
  const dropped: string[] = [];
  const status = () => ({
    role: 'learner',
    lastSequence,
    copies: others,
    // It never heard that its removal is committed.
    copiesSettled: false,
  });
  const row = { version: 3, copies: others, sequence };
  const groups = {
    catalog: { machine: { space: () => row, rebalance: () => null } },
    spaces: new Map([['orders', { status }]]),
    drop: async (space: string) => void dropped.push(space),
  };
  // Of its neighbours it uses what is above.
  const former = new FormerCopies(groups as unknown as Groups, createSilentLogger());
  for (let round = 0; round < 3; round += 1) former.run(self);
  return dropped;
}

test('a copy ends that has its own removal as its last entry, and not the news that it is committed', () => {
  expect(copy(35, 35)).toEqual(['orders']);
});

test('a copy ends that was away when the space gave it up', () => {
  expect(copy(20, 35)).toEqual(['orders']);
});

test('a copy stays that has newer entries than the catalog knows of: it may have been taken in again', () => {
  expect(copy(36, 35)).toEqual([]);
});
