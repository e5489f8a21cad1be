/**
 * One random schedule: a storm of crashes, cuts, losses and slow disks with writers at work; then a calm in which one node
 * stays away, where writes must succeed again; then everybody is back, and all copies must become equal.
 */
import { randomInteger } from '../../../../cluster/io/random.ts';
import { planRepair } from '../../../../cluster/replication/repair.ts';
import { InvariantBroken } from './checker.ts';
import type { Mutant } from './mutant.ts';
import { goodWeather } from './network.ts';
import type { SimulatedNode } from './node.ts';
import { timing, World } from './world.ts';

export type Story = {
  readonly acknowledged: number;
  readonly committed: number;
  readonly epochs: number;
  readonly installs: number;
  readonly copyChanges: number;
  readonly handOvers: number;
  readonly reads: number;
};

/** How long the calm may take until a write succeeds: silence, elections that collide, and a copy that must catch up. */
const recoveryMsMax = 10 * timing.primarySilenceMs;

export function runSchedule(seed: number, mutant: Mutant | null = null): Story {
  const shapes = [
    [3, 3],
    [3, 3],
    [4, 3],
    [5, 3],
    [5, 5],
    [2, 2],
    [1, 1],
  ] as const;
  const [nodes, copies] = shapes[seed % shapes.length] ?? [3, 3];
  const world = new World({ seed, nodes, copies, mutant });
  const storm = new Storm(world);
  storm.rage(1_000 + randomInteger(world.random, 2_500));
  storm.calm();
  for (const node of world.nodes) if (!node.isUp) node.start();
  if (copies >= 3) {
    const away = world.nodes[randomInteger(world.random, nodes)];
    if (away?.isUp === true) away.crash();
    storm.mustAcceptWrites('with one node away');
    if (nodes > copies) storm.mustRepair();
  }
  for (const node of world.nodes) if (!node.isUp) node.start();
  storm.mustAcceptWrites('with everybody back');
  mustConverge(world);
  const last = world.checker.history.at(-1);
  return {
    acknowledged: world.checker.acknowledged.size,
    committed: world.checker.history.length,
    epochs: last?.epoch ?? 0,
    ...world.rare,
  };
}

class Storm {
  readonly #world: World;
  #writes = 0;
  #token = -1;

  constructor(world: World) {
    this.#world = world;
  }

  rage(durationMs: number): void {
    const { random, agenda, nodes, network } = this.#world;
    const end = agenda.now + durationMs;
    const intensity = 0.2 + 0.8 * random.fraction();
    network.weather = {
      delayMsMax: 1 + random.fraction() * 20,
      lossRate: random.fraction() * 0.2 * intensity,
      doubleRate: random.fraction() * 0.1,
    };
    this.#world.syncMsMax = 1 + random.fraction() * 30;
    while (agenda.now < end) {
      this.#world.run(5 + random.fraction() * 60);
      const node = nodes[randomInteger(random, nodes.length)];
      if (node === undefined) return;
      const primaries = this.#world.primaries();
      const primary = primaries[randomInteger(random, Math.max(primaries.length, 1))];
      this.#write(random.fraction() < 0.8 ? (primary ?? node) : node);
      for (const primary of this.#world.primaries()) primary.read();
      if (random.fraction() < 0.5) this.#tell(node);
      if (random.fraction() < 0.3 * intensity) this.#strike(node);
    }
  }

  calm(): void {
    const { network } = this.#world;
    network.heal();
    network.weather = goodWeather;
    this.#world.syncMsMax = 5;
  }

  mustAcceptWrites(when: string): void {
    const world = this.#world;
    world.tellEverybody();
    const before = world.checker.acknowledged.size;
    const limit = world.agenda.now + recoveryMsMax;
    while (world.checker.acknowledged.size === before && world.agenda.now < limit) {
      for (const primary of world.primaries()) this.#write(primary);
      world.run(timing.tickMs);
    }
    if (world.checker.acknowledged.size === before) {
      throw new InvariantBroken(`No write was accepted within ${recoveryMsMax} ms ${when}.`);
    }
  }

  /** With a spare node, the lost copy is replaced: as many voters as wanted, all of them alive. */
  mustRepair(): void {
    const world = this.#world;
    const isRepaired = (): boolean =>
      world.primaries().some((node) => {
        const status = world.status(node);
        const alive = status?.copies.voters.filter((id) => world.node(id).isUp) ?? [];
        return alive.length === world.copies && alive.length === status?.copies.voters.length;
      });
    const limit = world.agenda.now + recoveryMsMax;
    while (!isRepaired() && world.agenda.now < limit) {
      for (const primary of world.primaries()) this.#repair(primary);
      world.run(timing.tickMs);
    }
    if (isRepaired()) return;
    throw new InvariantBroken(`A lost copy was not replaced within ${recoveryMsMax} ms.`);
  }

  #write(node: SimulatedNode): void {
    const count = 1 + randomInteger(this.#world.random, 2);
    const ids = Array.from({ length: count }, () => {
      this.#writes += 1;
      return `memory-${this.#writes}`;
    });
    node.propose(ids);
  }

  #tell(node: SimulatedNode): void {
    const { random, nodes } = this.#world;
    const slandered = nodes.filter(() => random.fraction() < 0.03).map(({ id }) => id);
    this.#world.tellMembers(node, slandered);
  }

  #strike(node: SimulatedNode): void {
    const { random, network, nodes } = this.#world;
    switch (randomInteger(random, 10)) {
      case 0:
      case 1:
        if (node.isUp) node.crash();
        return;
      case 2:
      case 3:
        for (const down of nodes) if (!down.isUp) down.start();
        return;
      case 4:
        for (const other of nodes) {
          if (random.fraction() < 0.5) network.cut(node.id, other.id);
          if (random.fraction() < 0.5) network.cut(other.id, node.id);
        }
        return;
      case 5:
        network.heal();
        return;
      case 6:
        node.give({ kind: 'hand-over', to: null });
        return;
      case 7:
        node.give({ kind: 'trim', sequence: node.store.applied() });
        return;
      case 8:
        this.#isolate(this.#world.primaries()[0] ?? node);
        return;
      default:
        for (const primary of this.#world.primaries()) this.#repair(primary);
    }
  }

  /** Nobody reaches the node any more, and only the others know. */
  #isolate(node: SimulatedNode): void {
    const { network, nodes, random } = this.#world;
    for (const other of nodes) {
      if (other === node) continue;
      network.cut(node.id, other.id);
      network.cut(other.id, node.id);
    }
    for (const other of nodes) {
      if (other === node || !other.isUp) continue;
      // Some forget in a restart what they told it.
      if (random.fraction() < 0.2) {
        other.crash();
        other.start();
      }
      this.#world.tellMembers(other);
    }
  }

  #repair(node: SimulatedNode): void {
    const status = this.#world.status(node);
    if (status?.role !== 'primary') return;
    const spares = this.#world.nodes.filter(({ isUp }) => isUp).map(({ id }) => id);
    const { copies } = this.#world;
    const plan = planRepair({ status, members: node.view, copies, spares });
    if (plan.kind !== 'change') return;
    node.give({ kind: 'change-copies', token: this.#token, change: plan.change });
    this.#token -= 1;
  }
}

/** All voters have applied the same entries, hash to the same root and hold every acknowledged write. */
function mustConverge(world: World): void {
  const settled = world.runUntil(() => voters(world).every((node) => isLevel(world, node)), 10_000);
  const nodes = voters(world);
  const roots = nodes.map(({ id, store }) => `${id} ${store.applied()} ${store.rootHash()}`);
  const [first] = nodes;
  const same = nodes.every(({ store }) => store.rootHash() === first?.store.rootHash());
  if (!settled || !same) throw new InvariantBroken(`Copies differ: ${roots.join(', ')}.`);
  for (const { id, store } of nodes) {
    world.checker.nothingLost(id, (memoryId) => store.get(memoryId) !== null);
  }
}

function voters(world: World): readonly SimulatedNode[] {
  const [primary] = world
    .primaries()
    .toSorted((left, right) => epoch(world, right) - epoch(world, left));
  const copies = primary === undefined ? null : world.status(primary)?.copies;
  return world.nodes.filter(({ id }) => copies?.voters.includes(id) ?? true);
}

function epoch(world: World, node: SimulatedNode): number {
  return world.status(node)?.epoch ?? 0;
}

function isLevel(world: World, node: SimulatedNode): boolean {
  return node.store.applied() === world.checker.history.length;
}
