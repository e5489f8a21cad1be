/**
 * The disk as one process has it: a sync takes its time, a process that is gone gets no answer any more, and somebody
 * outside keeps account of which writes really are durable.
 */
import type { Clock } from '../../../../cluster/io/clock.ts';
import type { AppendFile, Disk } from '../../../../cluster/io/disk.ts';
import type { MemoryDisk } from '../../../../cluster/io/memory-disk.ts';
import type { Random } from '../../../../cluster/io/random.ts';
import type { Process } from './timeline.ts';

/** A sync fails, as of a device that lost a write; or the disk is full, and takes the first half of what it gets. */
export type DiskFault = 'sync-fails' | 'full';

export type ProcessDiskOptions = {
  readonly disk: MemoryDisk;
  readonly process: Process;
  readonly clock: Clock;
  readonly random: Random;
  /** Longest time of a sync, milliseconds; asked anew for each. */
  readonly syncMsMax: () => number;
  /** These bytes of a log are durable now. */
  readonly onDurable: (bytes: Uint8Array) => void;
  /** What is wrong with it now; asked anew each time. */
  readonly fault: () => DiskFault | null;
  /** A broken disk: says that it has synced what it has not. */
  readonly lies: boolean;
};

export class ProcessDisk implements Disk {
  readonly #options: ProcessDiskOptions;

  constructor(options: ProcessDiskOptions) {
    this.#options = options;
  }

  async openAppend(path: string): Promise<AppendFile> {
    const { disk, onDurable, lies } = this.#options;
    const file = await this.#alive(() => disk.openAppend(path));
    const isLog = path.includes('/wal/');
    let unsynced: Uint8Array[] = [];
    const append = async (bytes: Uint8Array): Promise<void> => {
      if (this.#options.fault() === 'full') {
        await this.#alive(() => file.append(bytes.subarray(0, bytes.length >> 1)));
        throw failure('ENOSPC', 'write', path);
      }
      await this.#alive(() => file.append(bytes));
      if (isLog) unsynced.push(bytes);
    };
    const datasync = async (): Promise<void> => {
      const asked = unsynced;
      unsynced = [];
      await this.#pause();
      if (this.#options.fault() === 'sync-fails') throw failure('EIO', 'fdatasync', path);
      if (lies && isLog) return;
      await this.#alive(() => file.datasync());
      for (const bytes of asked) onDurable(bytes);
    };
    return {
      path,
      append,
      datasync,
      // A crash may come between the two here, as inside a real one.
      appendDurably: async (bytes) => {
        await append(bytes);
        await datasync();
      },
      close: () => this.#alive(() => file.close()),
    };
  }

  read(...parameters: Parameters<Disk['read']>): Promise<Uint8Array> {
    return this.#alive(() => this.#options.disk.read(...parameters));
  }

  list(directory: string): Promise<readonly string[]> {
    return this.#alive(() => this.#options.disk.list(directory));
  }

  size(path: string): Promise<number | null> {
    return this.#alive(() => this.#options.disk.size(path));
  }

  async makeDirectory(path: string): Promise<void> {
    await this.#alive(() => this.#options.disk.makeDirectory(path));
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#pause();
    await this.#alive(() => this.#options.disk.rename(from, to));
  }

  async remove(path: string): Promise<void> {
    await this.#alive(() => this.#options.disk.remove(path));
  }

  async truncate(path: string, size: number): Promise<void> {
    await this.#pause();
    await this.#alive(() => this.#options.disk.truncate(path, size));
  }

  async syncDirectory(path: string): Promise<void> {
    await this.#pause();
    await this.#alive(() => this.#options.disk.syncDirectory(path));
  }

  async #pause(): Promise<void> {
    const { clock, random, syncMsMax } = this.#options;
    await new Promise<void>((resolve) => {
      clock.schedule(random.fraction() * syncMsMax(), resolve);
    });
  }

  /** A process that is gone does nothing any more, and waits for ever. */
  async #alive<Result>(work: () => Promise<Result>): Promise<Result> {
    const { process } = this.#options;
    if (process.isAlive) {
      const result = await work();
      if (process.isAlive) return result;
    }
    return await new Promise<never>(() => undefined);
  }
}

/** The form in which node:fs reports a failure. */
function failure(code: string, action: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${action} '${path}'`), { code, syscall: action, path });
}
