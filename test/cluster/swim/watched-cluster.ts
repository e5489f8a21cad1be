/** What the simulations share: which seeds, a cluster under watch, and how to pick victims. */
import { randomInteger } from '../../../cluster/io/random.ts';
import {
  type Change,
  type Checker,
  changesAreNews,
  incarnationsAreClaimed,
  leftStaysLeft,
} from './checkers.ts';
import { SimCluster } from './sim-cluster.ts';

const { SEED: chosenSeed, RUNS: runs = '1' } = process.env;

export const simulationTimeoutMs = 120_000 * Number(runs);

/** `SEED=17` repeats one run of a test; `RUNS=20` makes twenty times as many runs as usual. */
export function seeds(count: number): number[] {
  if (chosenSeed !== undefined) return [Number(chosenSeed)];
  return Array.from({ length: count * Number(runs) }, (_, index) => index + 1);
}

/** A cluster that is watched from its first step; what the checkers find ends up in `faults`. */
export function watched(
  seed: number,
  nodes: number,
  moreCheckers: (cluster: SimCluster) => readonly Checker[] = () => [],
) {
  const faults: string[] = [];
  const check = (change: Omit<Change, 'at'>): void => {
    for (const checker of checkers) {
      const fault = checker({ ...change, at: cluster.clock.monotonicMs() });
      if (fault !== null) {
        faults.push(
          `seed ${seed}, ${cluster.clock.monotonicMs()} ms, ${change.observer}: ${fault}`,
        );
      }
    }
  };
  const cluster: SimCluster = new SimCluster({
    seed,
    nodes,
    onChange: (observer, member, previous) => check({ observer, member, previous }),
  });
  const checkers = [
    changesAreNews,
    leftStaysLeft,
    incarnationsAreClaimed(cluster.claimedIncarnation),
    ...moreCheckers(cluster),
  ];
  return { cluster, faults };
}

/** Two rounds until it is probed, the probe, the longest suspicion, and some gossip; health slows nobody down here. */
export function deathBoundMs({ timing, ids }: SimCluster): number {
  const probe = timing.probeTimeoutMs + timing.indirectTimeoutMs;
  const rounds = 2 * (ids.length - 1) * timing.intervalMs;
  return rounds + probe + timing.suspicionMaxMs + 4 * timing.gossipMs;
}

export function pick(cluster: SimCluster, ids: readonly string[]): string {
  return ids[randomInteger(cluster.random, ids.length)] ?? 'node-1';
}

/** The addresses of the first `count` nodes, and of the others. */
export function halves(cluster: SimCluster, count: number): [string[], string[]] {
  const addresses = cluster.ids.map((id) => cluster.address(id));
  return [addresses.slice(0, count), addresses.slice(count)];
}
