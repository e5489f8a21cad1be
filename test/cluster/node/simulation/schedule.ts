/** One random story: a cluster comes into being, a storm goes over it while clients write, and then it has to be whole again. */
import { randomInteger, shuffle } from '../../../../cluster/io/random.ts';
import { Checker, InvariantBroken } from './checker.ts';
import { Clients } from './clients.ts';
import { whyNotWhole } from './health.ts';
import { readDurableLogs } from './logs.ts';
import type { Mutant } from './mutant.ts';
import { goodWeather } from './network.ts';
import { Storm } from './storm.ts';
import { World } from './world.ts';

export type Story = {
  readonly digest: string;
  readonly happenings: number;
  readonly simulatedMs: number;
  readonly acknowledged: number;
  readonly refused: number;
  /** Writes that were asked of nodes that said that they have no majority. */
  readonly askedFenced: number;
  /** Reads that had to find something, and did. */
  readonly read: number;
  /** Epochs of all groups together. */
  readonly epochs: number;
  /** How often each fault came. */
  readonly faults: Readonly<Record<string, number>>;
  /** How often nodes agreed to each order. */
  readonly orders: Readonly<Record<string, number>>;
};

export type ScheduleOptions = {
  readonly mutant?: Mutant | null;
  /** Gets the whole trace in the end, also after a failure. */
  readonly onTrace?: (lines: readonly string[]) => void;
};

/** How long nodes may take to find each other and to found a cluster, milliseconds. */
const foundMsMax = 20_000;
/** How long a cluster may take to be whole again after the last fault, milliseconds. */
const recoverMsMax = 120_000;

export async function runSchedule(
  seed: number,
  { mutant = null, onTrace }: ScheduleOptions = {},
): Promise<Story> {
  const schedule = new Schedule(seed, mutant, onTrace !== undefined);
  try {
    return await schedule.run();
  } finally {
    onTrace?.(schedule.world.timeline.lines ?? []);
  }
}

class Schedule {
  readonly world: World;
  readonly #checker = new Checker();
  #broken: unknown = null;

  constructor(seed: number, mutant: Mutant | null, keepsLines: boolean) {
    this.world = new World({
      seed,
      nodes: 3 + (seed % 3),
      mutant,
      keepsLines,
      onLog: (node, event, fields) => this.#guard(() => this.#hear(node, event, fields)),
      // Whoever comes back after it was forgotten is taken in as a new one.
      onStart: (node) => this.#checker.remembered(node),
      onFatal: (node, reason) => {
        this.#broken ??= new InvariantBroken(`${node} ended by itself: ${reason}`);
      },
    });
  }

  async run(): Promise<Story> {
    const { world } = this;
    const { random, timeline, network } = world;
    await this.#found();
    const spaces = ['alpha', 'beta', 'gamma'].slice(0, 1 + randomInteger(random, 3));
    const onBroken = (error: unknown): void => {
      this.#broken ??= error;
    };
    const clients = new Clients(world, this.#checker, spaces, onBroken);
    const storm = new Storm(world, spaces);
    clients.start();
    for (let count = 8 + randomInteger(random, 8); count > 0; count -= 1) {
      await storm.strike();
      await timeline.run(random.fraction() ** 2 * 4_000);
      await this.#check();
    }
    network.heal();
    network.weather = goodWeather;
    world.syncMsMax = 5;
    for (const node of world.nodes) node.diskFault = null;
    storm.startAll();
    await timeline.run(2_000);
    clients.stop();
    await timeline.runUntil(() => clients.isIdle, 10_000);
    await this.#recover(storm);
    await this.#check();
    await clients.check(world.nodes.filter(({ isUp }) => isUp));
    const { acknowledged, refused, askedFenced, read } = clients;
    const { epochs } = this.#checker;
    return {
      digest: timeline.digest(),
      happenings: timeline.seen,
      simulatedMs: Math.round(timeline.now),
      acknowledged,
      refused,
      askedFenced,
      read,
      epochs,
      faults: storm.struck,
      orders: storm.operators.agreed,
    };
  }

  async #found(): Promise<void> {
    const { world } = this;
    for (const node of shuffle(world.random, world.nodes)) node.start();
    const [first] = world.nodes;
    const until = world.timeline.now + foundMsMax;
    while (first !== undefined && world.timeline.now < until) {
      await world.timeline.run(500);
      const answer = await world.ask(first, 'POST', '/api/v1/cluster/initialize', {});
      if (answer?.status === 200) return;
    }
    throw new InvariantBroken('The nodes did not found a cluster.');
  }

  /** Everything is as it was: members, copies, and those who should leave have left. */
  async #recover(storm: Storm): Promise<void> {
    const { world } = this;
    const until = world.timeline.now + recoverMsMax;
    let reason: string | null = '';
    while (reason !== null) {
      storm.startAll();
      await world.timeline.run(500);
      this.#throwIfBroken();
      reason = await whyNotWhole(world, storm.operators.leaving);
      if (reason !== null && world.timeline.now > until)
        throw new InvariantBroken(`The cluster did not recover: ${reason}`);
    }
  }

  #hear(node: string, event: string, fields: Readonly<Record<string, unknown>>): void {
    if (event === 'role-changed' && fields['role'] === 'primary')
      this.#checker.primary(node, String(fields['memory_space']), Number(fields['epoch']));
    if (event === 'node-forgotten') this.#checker.forgotten(String(fields['member']));
  }

  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#broken ??= error;
    }
  }

  async #check(): Promise<void> {
    this.#throwIfBroken();
    const logs = await Promise.all(
      this.world.nodes
        .filter(({ hasData }) => hasData)
        .map(async ({ id, disk }) => [id, await readDurableLogs(disk)] as const),
    );
    const lost = this.world.nodes.filter(({ isLost }) => isLost).map(({ id }) => id);
    this.#checker.logs(new Map(logs), new Set(lost));
  }

  #throwIfBroken(): void {
    if (this.#broken !== null) throw this.#broken;
  }
}
