import { describe, expect, test } from 'vitest';
import { randomInteger } from '../../../cluster/io/random.ts';
import { fastTiming } from '../../../cluster/swim/timing.ts';
import { nobodyIsBuriedAlive, nobodyIsSuspected } from './checkers.ts';
import { halves, pick, seeds, simulationTimeoutMs, watched } from './watched-cluster.ts';

describe('a cluster in a network with faults', { timeout: simulationTimeoutMs }, () => {
  test('5 % loss, duplicates and reordering kill nobody within a minute', () => {
    for (const seed of seeds(60)) {
      const { cluster, faults } = watched(seed, 3 + (seed % 4), ({ running }) => [
        nobodyIsBuriedAlive((id) => running.has(id)),
      ]);
      cluster.form();
      cluster.network.setFaults({ loss: 0.05, duplicate: 0.05, delayMs: [0, 20] });
      cluster.clock.advance(60_000);
      expect(faults).toEqual([]);
    }
  });

  test('a link that is cut one way only makes nobody suspect, because helpers answer for it', () => {
    for (const seed of seeds(100)) {
      const { cluster, faults } = watched(seed, 3 + (seed % 4), () => [nobodyIsSuspected]);
      cluster.form();
      const [from, to] = [pick(cluster, cluster.ids), pick(cluster, cluster.ids)];
      if (from !== to) cluster.network.cut(cluster.address(from), cluster.address(to));
      cluster.clock.advance(20_000);
      expect(faults).toEqual([]);
    }
  });

  test('a node that is cut off for a moment is suspected at most, refutes, and is alive everywhere', () => {
    for (const seed of seeds(100)) {
      const { cluster, faults } = watched(seed, 3 + (seed % 4), ({ running }) => [
        nobodyIsBuriedAlive((id) => running.has(id)),
      ]);
      cluster.form();
      cluster.clock.advance(randomInteger(cluster.random, 1_000));
      const [cutOff, rest] = halves(cluster, 1);
      cluster.network.split(cutOff, rest);
      cluster.clock.advance(fastTiming.suspicionMinMs);
      cluster.network.heal();
      const took = cluster.until(() => cluster.agree('alive', cluster.ids), 3_000);
      expect(took, `seed ${seed}`).not.toBeNull();
      expect(faults).toEqual([]);
    }
  });

  test('after any split heals, everybody is alive everywhere', () => {
    for (const seed of seeds(150)) {
      const { cluster, faults } = watched(seed, 3 + (seed % 5));
      cluster.form();
      const [one, other] = halves(
        cluster,
        1 + randomInteger(cluster.random, cluster.ids.length - 1),
      );
      cluster.network.split(one, other);
      cluster.clock.advance(randomInteger(cluster.random, 15_000));
      cluster.network.heal();
      const took = cluster.until(() => cluster.agree('alive', cluster.ids), 5_000);
      expect(took, `seed ${seed}`).not.toBeNull();
      expect(faults).toEqual([]);
    }
  });

  test('healing a split buries nobody: members that always saw each other keep each other', () => {
    for (const seed of seeds(150)) {
      let healing = false;
      const { cluster, faults } = watched(seed, 5, ({ running }) => [
        nobodyIsBuriedAlive((id) => healing && running.has(id)),
      ]);
      cluster.form();
      cluster.network.split(...halves(cluster, 2));
      cluster.clock.advance(10_000);
      healing = true;
      cluster.network.heal();
      cluster.clock.advance(5_000);
      expect(cluster.agree('alive', cluster.ids), `seed ${seed}`).toBe(true);
      expect(faults).toEqual([]);
    }
  });

  test('who leaves is left everywhere and stays so', () => {
    for (const seed of seeds(150)) {
      const { cluster, faults } = watched(seed, 3 + (seed % 4));
      cluster.form();
      cluster.network.setFaults({ loss: 0.05 });
      const leaver = pick(cluster, cluster.ids);
      cluster.leave(leaver);
      const took = cluster.until(() => cluster.agree('left', [leaver]), 3_000);
      expect(took, `seed ${seed}`).not.toBeNull();
      cluster.clock.advance(10_000);
      expect(cluster.agree('left', [leaver]), `seed ${seed}`).toBe(true);
      expect(faults).toEqual([]);
    }
  });

  test('a node that comes back is alive everywhere, whether it left or crashed, with its disk or without', () => {
    for (const seed of seeds(200)) {
      const { cluster, faults } = watched(seed, 3 + (seed % 4));
      cluster.form();
      const id = pick(cluster, cluster.ids);
      if (seed % 2 === 0) cluster.kill(id);
      else cluster.leave(id);
      if (seed % 3 === 0) cluster.storedIncarnation.delete(id);
      cluster.clock.advance(randomInteger(cluster.random, 4_000));
      cluster.start(id);
      const took = cluster.until(() => cluster.agree('alive', cluster.ids), 3_000);
      expect(took, `seed ${seed}`).not.toBeNull();
      expect(faults).toEqual([]);
    }
  });
});
