// A copy that its space has given up ends, whatever it heard of that itself.
import { expect, test } from 'vitest';
import { createSilentLogger } from '../../../cluster/io/logger.ts';
import { FormerCopies } from '../../../cluster/node/former-copies.ts';
import type { Groups } from '../../../cluster/node/groups.ts';

const self = 'node-4';
const others = { voters: ['node-1', 'node-2', 'node-3'], learners: [] };

type Log = {
  readonly lastSequence: number;
  readonly lastEpoch?: number;
  /** Where its log states that it is removed; null: it does not. */
  readonly removedAt?: number | null;
};

/** A copy on node-4 that knows nothing of commits, and a catalog that states the others as of entry 35 of epoch 4. */
function copy({ lastSequence, lastEpoch = 4, removedAt = null }: Log) {
  const dropped: string[] = [];
  const status = () => ({
    role: 'learner',
    lastSequence,
    lastEpoch,
    copies: removedAt === null ? { ...others, learners: [self] } : others,
    copiesSequence: removedAt ?? 10,
    copiesSettled: false,
  });
  const row = { version: 3, copies: others, epoch: 4, sequence: 35 };
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
  expect(copy({ lastSequence: 35, removedAt: 35 })).toEqual(['orders']);
});

test('a copy ends that has its own removal and what was written behind it, and not the news that it is committed', () => {
  expect(copy({ lastSequence: 40, removedAt: 33 })).toEqual(['orders']);
});

test('a copy ends that was away when the space gave it up', () => {
  expect(copy({ lastSequence: 20 })).toEqual(['orders']);
});

test('a copy ends that has more entries than the catalog knows of, all of an older epoch', () => {
  expect(copy({ lastSequence: 40, lastEpoch: 3 })).toEqual(['orders']);
});

test('a copy stays that has newer entries than the catalog knows of: it may have been taken in again', () => {
  expect(copy({ lastSequence: 36 })).toEqual([]);
});

test('a copy stays whose removal is newer than what the catalog knows, and may be undone', () => {
  expect(copy({ lastSequence: 40, removedAt: 38 })).toEqual([]);
});
