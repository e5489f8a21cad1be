/** The node's disk: the newest checkpoint and the write-ahead log behind it, read back before anything else happens. */
import type { GroupImage } from '../backup/image.ts';
import { StartError, sentenceOf } from '../errors.ts';
import type { Disk } from '../io/disk.ts';
import type { Logger } from '../io/logger.ts';
import type { GroupId } from '../model/ids.ts';
import type { PersistEffect } from '../replication/effect.ts';
import { encodePersist } from '../replication/record.ts';
import { createRecovery, type Recovery } from '../replication/recovery.ts';
import type { PersistentState } from '../replication/state.ts';
import { openWal, type Wal } from '../wal/wal.ts';
import { dataFolder } from './data-folder.ts';

export type StorageDeps = {
  readonly disk: Disk;
  readonly logger: Logger;
  readonly wallMs: () => number;
  /** The disk refused: nothing can be promised any more. */
  readonly onFailed: (cause: unknown) => void;
  /** A segment of the log ends at about this size, bytes. Default 16 MiB. */
  readonly segmentBytes?: number;
};

type Opened = {
  readonly wal: Wal;
  readonly recovered: ReadonlyMap<GroupId, PersistentState>;
  /** Record of the checkpoint that was read; 0 without one. */
  readonly checkpointed: number;
};

export class Storage {
  readonly wal: Wal;
  readonly recovered: ReadonlyMap<GroupId, PersistentState>;
  /** Record up to which the newest checkpoint goes. */
  checkpointed: number;
  /** Bytes that were asked to be written since the start. */
  bytesWritten = 0;
  readonly #deps: StorageDeps;
  /** Resolves with the last record asked for so far, once it is durable. */
  #written: Promise<number>;

  constructor(opened: Opened, deps: StorageDeps) {
    this.wal = opened.wal;
    this.recovered = opened.recovered;
    this.checkpointed = opened.checkpointed;
    this.#deps = deps;
    this.#written = Promise.resolve(opened.wal.lastSequence());
  }

  /** Resolves when the persist is durable; persists become durable in the order of the calls. */
  async persist(group: GroupId, effect: PersistEffect): Promise<void> {
    const records = encodePersist(group, effect);
    // A persist without records still has its place in the order: what was written before it must be durable first.
    if (records.length > 0) {
      for (const { payload } of records) this.bytesWritten += payload.length;
      this.#written = this.wal.appendBatch(records).then((sequences) => sequences.at(-1) ?? 0);
    }
    try {
      await this.#written;
    } catch (cause) {
      this.#deps.onFailed(cause);
      throw cause;
    }
  }

  /** The last record of all persists asked for until now; resolves when it is durable. */
  lastAsked(): Promise<number> {
    return this.#written;
  }

  close(): Promise<void> {
    return this.wal.close();
  }
}

export async function openStorage(dataRoot: string, deps: StorageDeps): Promise<Storage> {
  const folder = dataFolder(dataRoot);
  const { disk, logger, wallMs, segmentBytes } = deps;
  const recovery = createRecovery();
  const checkpointed = await readCheckpointInto(recovery, folder.checkpoints, disk);
  const wal = await openWal(
    {
      directory: folder.wal,
      firstSequence: checkpointed + 1,
      ...(segmentBytes === undefined ? {} : { segmentBytes }),
    },
    { disk, logger: logger.child('wal'), wallMs },
  );
  requireNoGap(wal, checkpointed, folder.wal);
  for await (const { type, payload } of wal.readFrom(checkpointed + 1)) {
    if (!recovery.add(type, payload)) logger.warn('unknown-record', { type });
  }
  const recovered = recovery.states();
  return new Storage({ wal, recovered, checkpointed }, deps);
}

/** A node that never wrote a checkpoint does not load what reads one. */
async function readCheckpointInto(
  recovery: Recovery,
  directory: string,
  disk: Disk,
): Promise<number> {
  if ((await disk.list(directory)).length === 0) return 0;
  const { readCheckpoint } = await import('../backup/checkpoint.ts');
  const checkpoint = await readCheckpoint(disk, directory).catch((cause: unknown) => {
    throw new StartError(`Cannot read the newest checkpoint: ${sentenceOf(cause)}`, {
      hint: 'restore this node from a snapshot, or move its data folder aside: its replicas fill it again',
      cause,
    });
  });
  for (const image of checkpoint?.images ?? []) recovery.begin(image.group, toState(image));
  return checkpoint?.record ?? 0;
}

function toState({ promised, position, hlc, copies, state, entries, commit }: GroupImage) {
  const nothingPromised = { epoch: position.epoch, votedFor: null };
  return {
    promised: promised ?? nothingPromised,
    base: { position, hlc, copies, state },
    entries,
    commit,
  };
}

function requireNoGap(wal: Wal, checkpointed: number, directory: string): void {
  const [first, last] = [wal.firstSequence(), wal.lastSequence()];
  if (first <= checkpointed + 1 && last >= checkpointed) return;
  throw new StartError(
    `Unexpected log in \`${directory}\` with records ${first} to ${last}, expected one that goes on at record ` +
      `${checkpointed + 1}, where the newest checkpoint ends.`,
    { hint: 'restore this node from a snapshot, or move its data folder aside' },
  );
}
