/** The node's write-ahead log: one for all groups, opened and read back before anything else happens. */
import type { Disk } from '../io/disk.ts';
import type { Logger } from '../io/logger.ts';
import type { GroupId } from '../model/ids.ts';
import type { PersistEffect } from '../replication/effect.ts';
import { encodePersist } from '../replication/record.ts';
import { createRecovery } from '../replication/recovery.ts';
import type { PersistentState } from '../replication/state.ts';
import { openWal, type Wal } from '../wal/wal.ts';

export type StorageDeps = {
  readonly disk: Disk;
  readonly logger: Logger;
  readonly wallMs: () => number;
  /** The disk refused: nothing can be promised any more. */
  readonly onFailed: (cause: unknown) => void;
};

export class Storage {
  readonly wal: Wal;
  readonly recovered: ReadonlyMap<GroupId, PersistentState>;
  readonly #directory: string;
  readonly #deps: StorageDeps;
  #written: Promise<unknown> = Promise.resolve();

  constructor(
    opened: { readonly wal: Wal; readonly recovered: ReadonlyMap<GroupId, PersistentState> },
    directory: string,
    deps: StorageDeps,
  ) {
    this.wal = opened.wal;
    this.recovered = opened.recovered;
    this.#directory = directory;
    this.#deps = deps;
  }

  /** Resolves when the persist is durable; persists become durable in the order of the calls. */
  async persist(group: GroupId, effect: PersistEffect): Promise<void> {
    const records = encodePersist(group, effect);
    // A persist without records still has its place in the order: what was written before it must be durable first.
    if (records.length > 0) this.#written = this.wal.appendBatch(records);
    try {
      await this.#written;
    } catch (cause) {
      this.#deps.onFailed(cause);
      throw cause;
    }
  }

  /** Bytes of all segments on disk. */
  async bytes(): Promise<number> {
    const { disk } = this.#deps;
    const names = await disk.list(this.#directory);
    const sizes = await Promise.all(names.map((name) => disk.size(`${this.#directory}/${name}`)));
    return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  }

  close(): Promise<void> {
    return this.wal.close();
  }
}

export async function openStorage(dataRoot: string, deps: StorageDeps): Promise<Storage> {
  const directory = `${dataRoot}/wal`;
  const { disk, logger, wallMs } = deps;
  const wal = await openWal({ directory }, { disk, logger: logger.child('wal'), wallMs });
  const recovery = createRecovery();
  for await (const { type, payload } of wal.readFrom(wal.firstSequence())) {
    if (!recovery.add(type, payload)) {
      logger.warn('unknown-record', { type });
    }
  }
  return new Storage({ wal, recovered: recovery.states() }, directory, deps);
}
