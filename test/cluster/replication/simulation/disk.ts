/** A disk that forgets what was not synced: a crash keeps the durable records and, by chance, some of the rest. */
import { type Random, randomInteger } from '../../../../cluster/io/random.ts';
import type { GroupRecord } from '../../../../cluster/replication/record.ts';

type Write = { readonly records: readonly GroupRecord[]; readonly whenDurable: () => void };

export class SimulatedDisk {
  readonly durable: GroupRecord[] = [];
  #waiting: Write[] = [];

  write(write: Write): void {
    this.#waiting.push(write);
  }

  /** One sync makes everything durable that was written before it. Gives what waited for that. */
  sync(): readonly (() => void)[] {
    const writes = this.#waiting;
    this.#waiting = [];
    for (const { records } of writes) this.durable.push(...records);
    return writes.map(({ whenDurable }) => whenDurable);
  }

  /** Power is gone: of what was not synced a prefix is kept, which may end inside one write. */
  crash(random: Random): void {
    const unsynced = this.#waiting.flatMap(({ records }) => records);
    this.#waiting = [];
    this.durable.push(...unsynced.slice(0, randomInteger(random, unsynced.length + 1)));
  }
}
