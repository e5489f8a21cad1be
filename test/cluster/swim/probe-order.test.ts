import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '../../../cluster/io/random.ts';
import { ProbeOrder } from '../../../cluster/swim/probe-order.ts';

const everybody = new Set(['node-1', 'node-2', 'node-3', 'node-4', 'node-5']);

describe('ProbeOrder', () => {
  test('every member is probed exactly once a round, in every round', () => {
    const order = new ProbeOrder(createSeededRandom(1));
    for (let round = 0; round < 20; round += 1) {
      const probed = [...everybody].map(() => order.next(everybody));
      expect(new Set(probed)).toEqual(everybody);
    }
  });

  test('rounds differ from each other', () => {
    const order = new ProbeOrder(createSeededRandom(1));
    const rounds = Array.from({ length: 20 }, () =>
      [...everybody].map(() => order.next(everybody)).join(' '),
    );
    expect(new Set(rounds).size).toBeGreaterThan(1);
  });

  test('a member that is no candidate any more is skipped', () => {
    const order = new ProbeOrder(createSeededRandom(1));
    order.next(everybody);
    const left = new Set(['node-3']);
    expect([order.next(left), order.next(left)]).toEqual(['node-3', 'node-3']);
  });

  test('a newcomer is probed in the round that is under way', () => {
    const order = new ProbeOrder(createSeededRandom(7));
    order.next(everybody);
    order.add('node-6');
    const withNewcomer = new Set([...everybody, 'node-6']);
    const restOfRound = Array.from({ length: 5 }, () => order.next(withNewcomer));
    expect(restOfRound).toContain('node-6');
  });

  test('with nobody to probe there is no next', () => {
    expect(new ProbeOrder(createSeededRandom(1)).next(new Set())).toBeNull();
  });
});
