/**
 * One random schedule in which a copy moves: writers at work, and in every step of the move something may break (a crash
 * of any node, the primary and the new copy included, a cut, a change of primary, a shortened log). When it is calm the
 * move must come to its end; a move that failed is begun anew, as an operator would.
 */
import { randomInteger } from '../../../../cluster/io/random.ts';
import { type MoveStep, planMove } from '../../../../cluster/replication/move.ts';
import { InvariantBroken } from './checker.ts';
import { goodWeather } from './network.ts';
import type { SimulatedNode } from './node.ts';
import { timing, World } from './world.ts';

export type MoveStory = {
  readonly acknowledged: number;
  /** Steps that were taken, by kind. */
  readonly steps: Readonly<Record<string, number>>;
  readonly installs: number;
};

const calmMsMax = 60_000;

export function runMove(seed: number): MoveStory {
  const world = new World({ seed, nodes: 5, copies: 3 });
  const mover = new SimulatedMover(world);
  const storm = new MoveStorm(world, mover);
  storm.rage(1_500 + randomInteger(world.random, 2_500));
  world.network.heal();
  world.network.weather = goodWeather;
  world.syncMsMax = 5;
  for (const node of world.nodes) if (!node.isUp) node.start();
  world.tellEverybody();
  const limit = world.agenda.now + calmMsMax;
  while (!mover.isDone && world.agenda.now < limit) {
    storm.write();
    mover.step();
    world.run(timing.tickMs);
  }
  if (!mover.isDone)
    throw new InvariantBroken(`The move was not done ${calmMsMax} ms into the calm.`);
  mustHoldEverything(world, mover.move);
  return {
    acknowledged: world.checker.acknowledged.size,
    steps: mover.steps,
    installs: world.rare.installs,
  };
}

class SimulatedMover {
  readonly steps: Record<string, number> = {};
  isDone = false;
  readonly #world: World;
  readonly move: { readonly kind: 'copy'; readonly from: string; readonly to: string };
  /** By primary: what it remembers of the move. */
  readonly #markAfter = new Map<string, number>();
  #token = -1_000_000;

  constructor(world: World) {
    this.#world = world;
    const from = `node-${1 + randomInteger(world.random, 3)}`;
    this.move = { kind: 'copy', from, to: 'node-4' };
  }

  step(): void {
    for (const node of this.#world.primaries()) this.#stepOn(node);
  }

  #stepOn(node: SimulatedNode): void {
    const status = this.#world.status(node);
    if (status?.settled !== true) return;
    const memory = `${node.id} ${status.epoch}`;
    const to = this.#world.node(this.move.to);
    const answers = to.isUp && !this.#world.network.isCut(node.id, to.id);
    const step = planMove({
      move: this.move,
      status,
      members: node.view,
      copies: this.#world.copies,
      mark: node.mark,
      markAfter: this.#markAfter.get(memory) ?? null,
      newCopy: answers ? { mark: to.mark, applied: to.store.applied() } : null,
    });
    this.steps[step.kind] = (this.steps[step.kind] ?? 0) + 1;
    this.#take(node, step);
    // A mark that was refused is not in the log, and is asked for again; so is one that a new primary has never seen.
    const isWritten = this.#world.status(node)?.lastSequence !== status.lastSequence;
    if (step.kind === 'mark' && isWritten) this.#markAfter.set(memory, status.commit);
  }

  #take(node: SimulatedNode, step: MoveStep): void {
    this.#token -= 1;
    const token = this.#token;
    switch (step.kind) {
      case 'change':
        this.#mustBeSafe(step.change);
        node.give({ kind: 'change-copies', token, change: step.change });
        return;
      case 'mark':
        node.give({ kind: 'change-copies', token, change: { kind: 'mark' } });
        return;
      case 'hand-over':
        node.give({ kind: 'hand-over', to: step.to });
        return;
      case 'failed':
        if (step.undo !== null) node.give({ kind: 'change-copies', token, change: step.undo });
        return;
      case 'done':
        this.isDone = true;
        return;
      case 'wait':
        return;
    }
  }

  /** Whoever gets a vote, or makes an old copy needless, has everything that was acknowledged before. */
  #mustBeSafe(change: { readonly kind: string }): void {
    if (change.kind !== 'promote') return;
    const { store, mark } = this.#world.node(this.move.to);
    const before = this.#world.checker.history.slice(0, mark?.sequence ?? 0);
    if (mark === null || store.applied() < before.length) {
      throw new InvariantBroken(`${this.move.to} gets a vote without the content at its mark.`);
    }
  }
}

class MoveStorm {
  readonly #world: World;
  readonly #mover: SimulatedMover;
  #writes = 0;

  constructor(world: World, mover: SimulatedMover) {
    this.#world = world;
    this.#mover = mover;
  }

  rage(durationMs: number): void {
    const { random, agenda, network } = this.#world;
    const end = agenda.now + durationMs;
    network.weather = { delayMsMax: 10, lossRate: random.fraction() * 0.1, doubleRate: 0.05 };
    this.#world.syncMsMax = 1 + random.fraction() * 20;
    this.#world.tellEverybody();
    while (agenda.now < end) {
      this.#world.run(5 + random.fraction() * 40);
      this.write();
      this.#mover.step();
      if (random.fraction() < 0.25) this.#strike();
    }
  }

  write(): void {
    const [primary] = this.#world.primaries();
    this.#writes += 1;
    primary?.propose([`memory-${this.#writes}`]);
  }

  #strike(): void {
    const { random, network, nodes } = this.#world;
    const node = nodes[randomInteger(random, nodes.length)];
    if (node === undefined) return;
    switch (randomInteger(random, 7)) {
      case 0:
        if (node.isUp) node.crash();
        break;
      case 1:
      case 2:
        for (const down of nodes) if (!down.isUp) down.start();
        break;
      case 3:
        for (const other of nodes) if (random.fraction() < 0.5) network.cut(node.id, other.id);
        break;
      case 4:
        network.heal();
        break;
      case 5:
        node.give({ kind: 'hand-over', to: null });
        break;
      default:
        node.give({ kind: 'trim', sequence: node.store.applied() });
    }
    if (random.fraction() < 0.5) this.#world.tellEverybody();
  }
}

/** The copies are where they should be, and each of them holds every acknowledged write. */
function mustHoldEverything(
  world: World,
  { from, to }: { readonly from: string; readonly to: string },
): void {
  const voters = (): readonly string[] => {
    const [primary] = world.primaries();
    return primary === undefined ? [] : (world.status(primary)?.copies.voters ?? []);
  };
  const isLevel = (id: string): boolean =>
    world.node(id).store.applied() === world.checker.history.length;
  const areLevel = (): boolean => voters().length === world.copies && voters().every(isLevel);
  const level = world.runUntil(areLevel, 20_000);
  const held = voters();
  if (!level || !held.includes(to) || held.includes(from)) {
    throw new InvariantBroken(`${from} to ${to} is done, and the copies are ${held.join(', ')}.`);
  }
  for (const id of held) {
    world.checker.nothingLost(id, (memoryId) => world.node(id).store.get(memoryId) !== null);
  }
}
