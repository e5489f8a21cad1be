import { describe, expect, test } from 'vitest';
import { randomInteger } from '../../../cluster/io/random.ts';
import type { SimCluster } from './sim-cluster.ts';
import { halves, pick, seeds, simulationTimeoutMs, watched } from './watched-cluster.ts';

describe('a cluster to which anything happens', { timeout: simulationTimeoutMs }, () => {
  test('whatever happened, when it is over the lists of all nodes are equal', () => {
    for (const seed of seeds(400)) {
      const { cluster, faults } = watched(seed, 3 + (seed % 4));
      cluster.startAll();
      for (let event = 0; event < 12; event += 1) disturb(cluster);
      cluster.network.heal();
      cluster.network.setFaults({});
      for (const id of cluster.ids) if (!cluster.running.has(id)) cluster.start(id);
      const took = cluster.until(() => isSettled(cluster), 10_000);
      expect(took, `seed ${seed}`).not.toBeNull();
      expect(faults).toEqual([]);
    }
  });
});

function disturb(cluster: SimCluster): void {
  const id = pick(cluster, cluster.ids);
  const other = pick(cluster, cluster.ids);
  const agent = cluster.running.get(id)?.agent;
  const events: readonly (() => void)[] = [
    () => cluster.kill(id),
    () => cluster.leave(id),
    () => agent === undefined && cluster.start(id),
    () => agent === undefined && cluster.start(id),
    () => cluster.network.cut(cluster.address(id), cluster.address(other)),
    () => cluster.network.split(...halves(cluster, 1 + randomInteger(cluster.random, 2))),
    () => cluster.network.heal(),
    () => cluster.network.setFaults({ loss: 0.3, duplicate: 0.1, delayMs: [0, 150] }),
    () => cluster.network.setFaults({}),
    () => agent?.updateRecord({ draining: cluster.random.fraction() < 0.5 }),
  ];
  events[randomInteger(cluster.random, events.length)]?.();
  cluster.clock.advance(randomInteger(cluster.random, 1_500));
}

function isSettled(cluster: SimCluster): boolean {
  const views = [...cluster.running.values()].map(({ agent }) =>
    JSON.stringify(
      agent
        .members()
        .map(({ id, state, incarnation, draining }) => [id, state, incarnation, draining]),
    ),
  );
  return new Set(views).size === 1 && cluster.agree('alive', cluster.ids);
}
