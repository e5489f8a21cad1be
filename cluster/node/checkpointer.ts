/**
 * Writes checkpoints when enough was logged, then shortens the log behind them. What it takes is proportional to what
 * was written: the next checkpoint is due after as many bytes of log as the last one had, and at least `bytesMin`; or up
 * to a quarter earlier, so that nodes that share a load do not all write theirs at the same moment.
 */
import type { GroupImage } from '../backup/image.ts';
import type { Written } from '../backup/image-file.ts';
import type { Clock } from '../io/clock.ts';
import type { Disk } from '../io/disk.ts';
import type { Logger } from '../io/logger.ts';
import type { Random } from '../io/random.ts';
import { dataFolder } from './data-folder.ts';
import type { Storage } from './storage.ts';

export type CheckpointerDeps = {
  readonly storage: Storage;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: Random;
  readonly dataRoot: string;
  /** What to write; taken in one turn of the event loop. */
  readonly images: () => readonly GroupImage[];
  readonly options: CheckpointOptions;
};

export type CheckpointOptions = {
  /** A checkpoint is due after this many bytes of log, or up to a quarter less. */
  readonly bytesMin: number;
  /** How long segments are kept in the archive, milliseconds; 0 for no archive. */
  readonly archiveKeepMs: number;
};

export class Checkpointer {
  readonly #deps: CheckpointerDeps;
  #bytesAtLast = 0;
  #lastSize = 0;
  /** The part of the bytes after which the next one is due, 0.75 to 1. */
  #share: number;
  #running: Promise<void> | null = null;

  constructor(deps: CheckpointerDeps) {
    this.#deps = deps;
    this.#share = drawShare(deps.random);
  }

  /** To be called now and then; returns at once. A failure is logged and tried again: the log is still whole. */
  runIfDue(): void {
    const { storage, options, logger } = this.#deps;
    const logged = storage.bytesWritten - this.#bytesAtLast;
    const due = Math.max(options.bytesMin, this.#lastSize) * this.#share;
    if (this.#running !== null || logged < due) return;
    this.#running = this.run()
      .catch((cause: unknown) => logger.error('checkpoint-failed', { cause }))
      .finally(() => {
        this.#running = null;
      });
  }

  /** Resolves when nothing is being written any more. */
  async stop(): Promise<void> {
    await this.#running;
  }

  /** Writes a checkpoint of now and shortens the log. */
  async run(): Promise<void> {
    const { storage, disk, dataRoot, images, clock, logger } = this.#deps;
    const startedAt = clock.monotonicMs();
    // In one turn: what the groups hold is exactly what was asked to be written until now.
    const [taken, asked] = [images(), storage.lastAsked()];
    this.#bytesAtLast = storage.bytesWritten;
    this.#share = drawShare(this.#deps.random);
    const record = await asked;
    if (record <= storage.checkpointed) return;
    const { writeCheckpoint } = await import('../backup/checkpoint.ts');
    const folder = dataFolder(dataRoot);
    const written: Written = await writeCheckpoint(disk, folder.checkpoints, {
      record,
      images: taken,
    });
    storage.checkpointed = record;
    this.#lastSize = written.bytes;
    const segments = await this.#shortenLog(record);
    logger.info('checkpoint-written', {
      operation: 'checkpoint',
      record,
      bytes: written.bytes,
      segments,
      duration_ms: Math.round(clock.monotonicMs() - startedAt),
    });
  }

  async #shortenLog(record: number): Promise<number> {
    const { storage, disk, dataRoot, options } = this.#deps;
    if (options.archiveKeepMs === 0) {
      return await storage.wal.trimTo(record, (path) => disk.remove(path));
    }
    const { archive } = dataFolder(dataRoot);
    await disk.makeDirectory(archive);
    const trimmed = await storage.wal.trimTo(record, async (path) => {
      await disk.rename(path, `${archive}${path.slice(path.lastIndexOf('/'))}`);
      await disk.syncDirectory(archive);
    });
    const { forgetOldSegments } = await import('./wal-archive.ts');
    await forgetOldSegments(disk, archive, this.#deps.clock.wallMs() - options.archiveKeepMs);
    return trimmed;
  }
}

function drawShare(random: Random): number {
  return 1 - random.fraction() / 4;
}
