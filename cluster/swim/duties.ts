/** What a member does unasked: which duties it has as things stand, how each is done, and how long it rests then. */
import { type Random, shuffle } from '../io/random.ts';
import type { Agenda, Duty } from './agenda.ts';
import type { Effect } from './effect.ts';
import type { FailureDetector } from './failure-detector.ts';
import type { MemberTable } from './member-table.ts';
import type { Outbox } from './outbox.ts';
import type { SwimTiming } from './timing.ts';

export type DutiesDeps = {
  readonly table: MemberTable;
  readonly outbox: Outbox;
  readonly detector: FailureDetector;
  readonly timing: SwimTiming;
  readonly random: Random;
  readonly emit: (effect: Effect) => void;
};

export class Duties {
  readonly #deps: DutiesDeps;
  #seeds: readonly string[] = [];

  constructor(deps: DutiesDeps) {
    this.#deps = deps;
  }

  /** Resolved `ip:port`. The own address among them is ignored. */
  setSeeds(seeds: readonly string[]): void {
    const { swimAddress } = this.#deps.table.self.record;
    this.#seeds = seeds.filter((seed) => seed !== swimAddress);
  }

  /** Those that have an object now. */
  now(): readonly Duty[] {
    const { table, outbox } = this.#deps;
    const isAlone = table.others('alive', 'suspect', 'dead').length === 0;
    const gossip: readonly Duty[] = outbox.hasNews ? ['gossip'] : [];
    if (isAlone) return ['join', ...gossip];
    const isAnybodyLost = table.others('dead').length > 0 || this.#strangers().length > 0;
    return ['probe', 'sync', ...(isAnybodyLost ? (['reconnect'] as const) : []), ...gossip];
  }

  /** A duty that had no object until now starts: news and joins at once, the rest out of step with other nodes. */
  wake(duty: Duty, agenda: Agenda, now: number): void {
    const { timing, random } = this.#deps;
    const { intervalMs, reconnectMs, syncMs } = timing;
    const spreadMs = {
      join: 0,
      gossip: 0,
      probe: intervalMs,
      reconnect: reconnectMs,
      sync: syncMs,
    };
    const earliest = duty === 'gossip' ? Math.max(now, agenda.dueAt(duty)) : now;
    agenda.set(duty, earliest + random.fraction() * spreadMs[duty]);
  }

  /** Returns after how many milliseconds the duty is due again. */
  perform(duty: Duty, now: number): number {
    const { table, detector, timing } = this.#deps;
    switch (duty) {
      case 'join':
        for (const seed of this.#seeds) this.#askForList(seed);
        return timing.joinRetryMs;
      case 'probe':
        detector.probeNext(now);
        return timing.intervalMs * (1 + detector.health);
      case 'gossip':
        this.#gossip();
        return timing.gossipMs;
      case 'reconnect':
        this.#reconnect();
        return timing.reconnectMs;
      case 'sync':
        for (const { record } of this.#pick(table.others('alive'), 1)) {
          this.#askForList(record.swimAddress);
        }
        return timing.syncMs;
    }
  }

  #gossip(): void {
    const { table, outbox, timing, emit } = this.#deps;
    const listeners = table.others('alive', 'suspect');
    for (const { record } of this.#pick(listeners, timing.gossipFanout)) {
      const effect = outbox.message(record.swimAddress, record.id, { kind: 'gossip' });
      if (effect.message.rumors.length > 0) emit(effect);
    }
  }

  #reconnect(): void {
    const { table, detector } = this.#deps;
    for (const { record } of this.#pick(table.others('dead'), 1)) {
      detector.greet(record.id, record.swimAddress);
    }
    for (const seed of this.#pick(this.#strangers(), 1)) this.#askForList(seed);
  }

  /** Seeds that are no members. */
  #strangers(): readonly string[] {
    return this.#seeds.filter((seed) => !this.#deps.table.hasAddress(seed));
  }

  /** Sends the own list, and asks for theirs. */
  #askForList(to: string): void {
    const { outbox, emit } = this.#deps;
    for (const effect of outbox.list(to, true)) emit(effect);
  }

  #pick<Item>(items: readonly Item[], count: number): Item[] {
    return shuffle(this.#deps.random, items).slice(0, count);
  }
}
