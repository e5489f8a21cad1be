/** Any disk with faults on demand, for tests and for drills: a failing sync, a full disk, a slow one. */
import type { Clock } from './clock.ts';
import type { AppendFile, Disk } from './disk.ts';

export type DiskFault =
  /** fdatasync fails like a device that lost a write; reads go on. */
  | { readonly kind: 'sync-fails' }
  /** Appends fail after this many more bytes; what fits is written, as a real file system does it. */
  | { readonly kind: 'full'; readonly bytesLeft: number }
  /** Every append and every sync takes this much longer. */
  | { readonly kind: 'slow'; readonly delayMs: number };

export class FaultyDisk implements Disk {
  readonly #disk: Disk;
  readonly #clock: Clock;
  #fault: DiskFault | null = null;

  constructor(disk: Disk, clock: Clock) {
    this.#disk = disk;
    this.#clock = clock;
  }

  /** One fault at a time; null ends it. */
  setFault(fault: DiskFault | null): void {
    this.#fault = fault;
  }

  async openAppend(path: string): Promise<AppendFile> {
    const file = await this.#disk.openAppend(path);
    return {
      path,
      append: (bytes) => this.#append(file, bytes),
      datasync: () => this.#datasync(file),
      close: () => file.close(),
    };
  }

  read(...parameters: Parameters<Disk['read']>): Promise<Uint8Array> {
    return this.#disk.read(...parameters);
  }

  list(directory: string): Promise<readonly string[]> {
    return this.#disk.list(directory);
  }

  size(path: string): Promise<number | null> {
    return this.#disk.size(path);
  }

  makeDirectory(path: string): Promise<void> {
    return this.#disk.makeDirectory(path);
  }

  rename(from: string, to: string): Promise<void> {
    return this.#disk.rename(from, to);
  }

  remove(path: string): Promise<void> {
    return this.#disk.remove(path);
  }

  truncate(path: string, size: number): Promise<void> {
    return this.#disk.truncate(path, size);
  }

  syncDirectory(path: string): Promise<void> {
    return this.#disk.syncDirectory(path);
  }

  async #append(file: AppendFile, bytes: Uint8Array): Promise<void> {
    await this.#slowDown();
    if (this.#fault?.kind !== 'full') return file.append(bytes);
    const { bytesLeft } = this.#fault;
    const fitting = bytes.subarray(0, bytesLeft);
    await file.append(fitting);
    this.#fault = { kind: 'full', bytesLeft: bytesLeft - fitting.length };
    if (fitting.length < bytes.length) throw failure('ENOSPC', 'write', file.path);
  }

  async #datasync(file: AppendFile): Promise<void> {
    await this.#slowDown();
    if (this.#fault?.kind === 'sync-fails') throw failure('EIO', 'fdatasync', file.path);
    await file.datasync();
  }

  #slowDown(): Promise<void> {
    const fault = this.#fault;
    if (fault?.kind !== 'slow') return Promise.resolve();
    return new Promise((resolve) => {
      this.#clock.schedule(fault.delayMs, resolve);
    });
  }
}

/** The form in which node:fs reports a failure. */
function failure(code: string, action: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${action} '${path}'`), { code, syscall: action, path });
}
