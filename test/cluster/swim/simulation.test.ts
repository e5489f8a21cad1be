import { describe, expect, test } from 'vitest';
import { randomInteger } from '../../../cluster/io/random.ts';
import { defaultTiming } from '../../../cluster/swim/timing.ts';
import { SimCluster } from './sim-cluster.ts';
import { deathBoundMs, pick, seeds, simulationTimeoutMs, watched } from './watched-cluster.ts';

describe('a cluster in a simulated network', { timeout: simulationTimeoutMs }, () => {
  test('forms at once when all nodes start together, and with any delay between them', () => {
    for (const seed of seeds(200)) {
      const cluster = new SimCluster({ seed, nodes: 2 + (seed % 6) });
      for (const id of cluster.ids) {
        cluster.start(id);
        cluster.clock.advance(randomInteger(cluster.random, 400));
      }
      const took = cluster.until(() => cluster.agree('alive', cluster.ids), 2_000);
      expect(took, `seed ${seed}`).not.toBeNull();
    }
  });

  test('a node that crashes is dead everywhere within the bound', () => {
    for (const seed of seeds(300)) {
      const { cluster, faults } = watched(seed, 2 + (seed % 6));
      cluster.form();
      cluster.clock.advance(randomInteger(cluster.random, 3_000));
      const victim = pick(cluster, cluster.ids);
      cluster.kill(victim);
      const took = cluster.until(() => cluster.agree('dead', [victim]), deathBoundMs(cluster));
      expect(took, `seed ${seed}`).not.toBeNull();
      expect(faults).toEqual([]);
    }
  });

  test('a crash with 10 % loss, duplicates and reordering is dead everywhere as well', () => {
    for (const seed of seeds(200)) {
      const { cluster, faults } = watched(seed, 3 + (seed % 4));
      cluster.form();
      cluster.network.setFaults({ loss: 0.1, duplicate: 0.1, delayMs: [0, 20] });
      const victim = pick(cluster, cluster.ids);
      cluster.kill(victim);
      const took = cluster.until(() => cluster.agree('dead', [victim]), 2 * deathBoundMs(cluster));
      expect(took, `seed ${seed}`).not.toBeNull();
      expect(faults).toEqual([]);
    }
  });

  test('in a quiet cluster incarnations never rise', () => {
    for (const seed of seeds(20)) {
      const cluster = new SimCluster({ seed, nodes: 5 });
      cluster.form();
      cluster.clock.advance(120_000);
      expect([...cluster.storedIncarnation.values()], `seed ${seed}`).toEqual([1, 1, 1, 1, 1]);
    }
  });

  test('what a node says about itself reaches everybody', () => {
    for (const seed of seeds(50)) {
      const cluster = new SimCluster({ seed, nodes: 5 });
      cluster.form();
      cluster.network.setFaults({ loss: 0.05 });
      cluster.running.get('node-2')?.agent.updateRecord({ draining: true });
      const isKnown = () =>
        [...cluster.running.values()].every(({ agent }) =>
          agent.members().some((member) => member.id === 'node-2' && member.draining),
        );
      expect(cluster.until(isKnown, 3_000), `seed ${seed}`).not.toBeNull();
    }
  });

  test('twenty-five nodes fit into datagrams and find one crash', () => {
    for (const seed of seeds(3)) {
      const cluster = new SimCluster({ seed, nodes: 25 });
      cluster.form();
      cluster.clock.advance(1_000);
      cluster.kill('node-25');
      const took = cluster.until(
        () => cluster.agree('dead', ['node-25']),
        2 * deathBoundMs(cluster),
      );
      expect(took, `seed ${seed}`).not.toBeNull();
      for (const { transport } of cluster.running.values()) {
        expect(transport.counters.sendErrors).toBe(0);
      }
    }
  });

  test('the default timing keeps its documented bound: a crash is dead everywhere within 8 s', () => {
    for (const seed of seeds(60)) {
      const cluster = new SimCluster({ seed, nodes: 3 + (seed % 3), timing: defaultTiming });
      cluster.form();
      cluster.clock.advance(randomInteger(cluster.random, 3_000));
      const victim = pick(cluster, cluster.ids);
      cluster.kill(victim);
      const took = cluster.until(() => cluster.agree('dead', [victim]), 8_000);
      expect(took, `seed ${seed}`).not.toBeNull();
    }
  });
});
