/** What goes wrong, and what operators do, at random. */
import { randomInteger, shuffle } from '../../../../cluster/io/random.ts';
import type { SpaceId } from '../../../../cluster/model/ids.ts';
import type { DiskFault } from './disk.ts';
import { goodWeather } from './network.ts';
import type { SimulatedNode } from './node.ts';
import { Operators } from './operators.ts';
import type { World } from './world.ts';

/** How long a process gets no processor at most, milliseconds: longer than it takes to be called dead. */
const pauseMsMax = 5_000;
/** How far the clock of a host is off at most, either way, milliseconds. */
const wallOffsetMsMax = 60_000;
/** How long a node is away after a crash at most, milliseconds. */
const awayMsMax = 6_000;

export class Storm {
  readonly struck: Record<string, number> = {};
  readonly operators: Operators;
  readonly #world: World;

  constructor(world: World, spaces: readonly SpaceId[]) {
    this.#world = world;
    this.operators = new Operators(world, spaces);
  }

  /** One fault or one order. */
  async strike(): Promise<void> {
    const { operators } = this;
    const strikes = {
      calm: () => this.#calm(),
      weather: () => this.#changeWeather(),
      pause: () => this.#world.anyoneUp()?.pause(this.#world.random.fraction() ** 2 * pauseMsMax),
      'clock-jump': () => this.#jumpClock(),
      'sync-fails': () => this.#breakDisk('sync-fails'),
      'full-disk': () => this.#breakDisk('full'),
      'slow-disks': () => this.#slowDisks(),
      crash: () => this.#world.anyoneUp()?.crash(),
      kill: () => this.#world.anyoneUp()?.kill(),
      'crash-all': () => this.#crashAll(),
      restart: () => this.#world.anyoneUp()?.stop(),
      split: () => this.#split(),
      'cut-one-way': () => this.#cutOneWay(),
      'cut-link': () => this.#cutLink(),
      drain: () => operators.drain(),
      undrain: () => operators.undrain(),
      decommission: () => operators.decommission(),
      'call-off': () => operators.callOff(),
      fence: () => operators.fence(),
      unfence: () => operators.unfence(),
      join: () => operators.join(),
      rebalance: () => operators.rebalance(),
      repair: () => operators.repair(),
      promote: () => operators.promote(),
      snapshot: () => operators.snapshot(),
      lose: () => operators.lose(),
    };
    const names = Object.keys(strikes) as (keyof typeof strikes)[];
    const name = names[randomInteger(this.#world.random, names.length)] ?? 'calm';
    this.#note(name);
    await strikes[name]();
    this.#bringBack();
  }

  /** Whoever is gone is there again, but for those who shall stay away. */
  startAll(): void {
    this.operators.settle();
    for (const node of this.#world.nodes) this.#start(node);
  }

  #note(name: string): void {
    this.struck[name] = (this.struck[name] ?? 0) + 1;
    this.#world.timeline.note(`strike ${name}`);
  }

  #calm(): void {
    const { network } = this.#world;
    network.heal();
    network.weather = goodWeather;
    this.#world.syncMsMax = 5;
  }

  #changeWeather(): void {
    const { random, network } = this.#world;
    network.weather = {
      delayMsMax: 1 + random.fraction() ** 2 * 60,
      lossRate: random.fraction() ** 2 * 0.3,
      doubleRate: random.fraction() * 0.1,
    };
  }

  #slowDisks(): void {
    this.#world.syncMsMax = 20 + this.#world.random.fraction() ** 2 * 400;
  }

  #jumpClock(): void {
    const node = this.#world.anyoneUp();
    if (node === null) return;
    node.wallOffsetMs = (2 * this.#world.random.fraction() - 1) * wallOffsetMsMax;
  }

  #breakDisk(fault: DiskFault): void {
    const node = this.#world.anyoneUp();
    if (node !== null) node.diskFault = fault;
  }

  #crashAll(): void {
    for (const node of this.#world.nodes) if (!node.isGone) node.crash();
  }

  #split(): void {
    const { random, network, nodes } = this.#world;
    const hosts = shuffle(
      random,
      nodes.map(({ host }) => host),
    );
    const size = 1 + randomInteger(random, hosts.length - 1);
    const [some, others] = [hosts.slice(0, size), hosts.slice(size)];
    for (const one of some) {
      for (const other of others) {
        network.cut(one, other);
        network.cut(other, one);
      }
    }
  }

  /** Nobody hears one node, or it hears nobody. */
  #cutOneWay(): void {
    const { random, network, nodes } = this.#world;
    const node = this.#world.anyoneUp();
    const isMute = random.fraction() < 0.5;
    for (const { host } of nodes) {
      if (node === null || host === node.host) continue;
      if (isMute) network.cut(node.host, host);
      else network.cut(host, node.host);
    }
  }

  #cutLink(): void {
    const { random, network, nodes } = this.#world;
    const [one, other] = shuffle(random, nodes);
    if (one === undefined || other === undefined) return;
    network.cut(one.host, other.host);
    if (random.fraction() < 0.5) network.cut(other.host, one.host);
  }

  /** Whoever is gone comes back after a while. */
  #bringBack(): void {
    const { timeline, random, nodes } = this.#world;
    for (const node of nodes) {
      if (node.isGone) timeline.after(random.fraction() ** 2 * awayMsMax, () => this.#start(node));
    }
  }

  #start(node: SimulatedNode): void {
    if (!node.isGone || node.isRetired || node.isLost) return;
    node.start();
  }
}
