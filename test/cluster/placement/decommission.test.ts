import { expect, test } from 'vitest';
import {
  beginDecommission,
  type Decommission,
  endDecommission,
} from '../../../cluster/placement/decommission.ts';

const at = '2026-01-05T10:00:00.000Z';
const end = { outcome: 'cancelled', at, copiesLeft: 0 } as const;

test('a node that stays ends nothing that has ended, and nothing of others', () => {
  const all = beginDecommission([], { id: 'dec_1', node: 'n1', startedAt: at });
  expect(endDecommission(all, 'n2', end)).toBe(all);
  const ended = endDecommission(all, 'n1', end);
  expect(endDecommission(ended, 'n1', { ...end, copiesLeft: 9 })).toBe(ended);
});

test('the oldest that are over are forgotten, none that is open', () => {
  let all: readonly Decommission[] = [];
  all = beginDecommission(all, { id: 'dec_open', node: 'n0', startedAt: at });
  for (let number = 1; number <= 40; number += 1) {
    all = beginDecommission(all, { id: `dec_${number}`, node: 'n1', startedAt: at });
    all = endDecommission(all, 'n1', end);
  }
  const kept = Array.from({ length: 32 }, (_, index) => `dec_${index + 9}`);
  expect(all.map(({ id }) => id)).toEqual(['dec_open', ...kept]);
});
