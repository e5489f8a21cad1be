/** Any disk with faults on demand, for tests and for drills: a failing sync, a full disk, a slow one, a torn write, a power cut. */
import type { Clock } from './clock.ts';
import type { AppendFile, Disk } from './disk.ts';
import { UnsyncedBytes } from './unsynced-bytes.ts';

/** Where the write-ahead log lies, as part of its paths. */
const logFolder = '/wal/';

export type DiskFault =
  /** fdatasync fails like a device that lost a write; reads go on. */
  | { readonly kind: 'sync-fails' }
  /** Appends fail after this many more bytes; what fits is written, as a real file system does it. */
  | { readonly kind: 'full'; readonly bytesLeft: number }
  /** Every append and every sync takes this much longer. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** The next append to the write-ahead log writes its first half; then the power goes. */
  | { readonly kind: 'torn-write' }
  /** The power goes now: what was appended and not synced is gone, and nothing is written any more. */
  | { readonly kind: 'power-loss' };

/** So that whoever asked for the power cut still gets an answer, milliseconds. Nothing reaches the disk in it. */
const lastWordsMs = 20;

export class FaultyDisk implements Disk {
  readonly #disk: Disk;
  readonly #clock: Clock;
  readonly #losePower: () => void;
  #faults: readonly DiskFault[] = [];
  /** Bytes that still fit while the disk is full. */
  #bytesLeft = Number.POSITIVE_INFINITY;
  readonly #unsynced = new UnsyncedBytes();
  #isOff = false;

  /** `losePower` must end the process at once: whoever waits for a write then waits for ever. */
  constructor(disk: Disk, clock: Clock, losePower: () => void = () => undefined) {
    this.#disk = disk;
    this.#clock = clock;
    this.#losePower = losePower;
  }

  /** One fault, or none with null. */
  setFault(fault: DiskFault | null): void {
    this.setFaults(fault === null ? [] : [fault]);
  }

  /** Replaces all faults. One that is there already goes on: a full disk does not become emptier. */
  setFaults(faults: readonly DiskFault[]): void {
    const full = faults.find((fault) => fault.kind === 'full');
    const before = this.#find('full');
    if (full === undefined) this.#bytesLeft = Number.POSITIVE_INFINITY;
    else if (full.bytesLeft !== before?.bytesLeft) this.#bytesLeft = full.bytesLeft;
    this.#faults = faults;
    if (this.#find('power-loss') !== undefined && !this.#isOff) this.#cutPower();
  }

  async openAppend(path: string): Promise<AppendFile> {
    await this.#power();
    const size = (await this.#disk.size(path)) ?? 0;
    const file = await this.#disk.openAppend(path);
    this.#unsynced.opened(path, size);
    return {
      path,
      append: (bytes) => this.#append(file, bytes),
      datasync: () => this.#datasync(file),
      appendDurably: (bytes) => this.#appendDurably(file, bytes),
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

  async makeDirectory(path: string): Promise<void> {
    await this.#power();
    await this.#disk.makeDirectory(path);
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#power();
    await this.#disk.rename(from, to);
    this.#unsynced.renamed(from, to);
  }

  async remove(path: string): Promise<void> {
    await this.#power();
    await this.#disk.remove(path);
    this.#unsynced.removed(path);
  }

  async truncate(path: string, size: number): Promise<void> {
    await this.#power();
    await this.#disk.truncate(path, size);
    this.#unsynced.truncated(path, size);
  }

  async syncDirectory(path: string): Promise<void> {
    await this.#power();
    await this.#disk.syncDirectory(path);
  }

  /** Never goes on once the power is off. */
  #power(): Promise<void> {
    return this.#isOff ? new Promise(() => undefined) : Promise.resolve();
  }

  #cutPower(): void {
    this.#isOff = true;
    const lose = async (): Promise<void> => {
      await this.#unsynced.settled();
      for (const { path, synced } of this.#unsynced.files())
        await this.#disk.truncate(path, synced).catch(() => undefined);
      this.#losePower();
    };
    this.#clock.schedule(lastWordsMs, () => void lose());
  }

  async #append(file: AppendFile, bytes: Uint8Array): Promise<void> {
    await this.#slowDown();
    await this.#power();
    if (this.#find('torn-write') !== undefined && file.path.includes(logFolder)) {
      await file.append(bytes.subarray(0, Math.ceil(bytes.length / 2)));
      this.#losePower();
      return await new Promise<never>(() => undefined);
    }
    const fitting = bytes.subarray(0, Math.min(this.#bytesLeft, bytes.length));
    await this.#unsynced.appending(file.path, fitting.length, file.append(fitting));
    this.#bytesLeft -= fitting.length;
    if (fitting.length < bytes.length) throw failure('ENOSPC', 'write', file.path);
  }

  async #datasync(file: AppendFile): Promise<void> {
    await this.#slowDown();
    await this.#power();
    if (this.#find('sync-fails') !== undefined) throw failure('EIO', 'fdatasync', file.path);
    const size = this.#unsynced.sizeOf(file.path);
    await file.datasync();
    // One that was under way when the power went says nothing any more, and what it would have made durable counts as lost.
    await this.#power();
    this.#unsynced.synced(file.path, size);
  }

  async #appendDurably(file: AppendFile, bytes: Uint8Array): Promise<void> {
    // Most faults are of one of the two steps.
    if (this.#faults.length > 0) {
      await this.#append(file, bytes);
      await this.#datasync(file);
      return;
    }
    await this.#power();
    await this.#unsynced.appending(file.path, bytes.length, file.appendDurably(bytes));
    // As with a sync: what ended after the power went counts as lost.
    await this.#power();
    this.#unsynced.synced(file.path, this.#unsynced.sizeOf(file.path));
  }

  #slowDown(): Promise<void> {
    const slow = this.#find('slow');
    if (slow === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      this.#clock.schedule(slow.delayMs, resolve);
    });
  }

  #find<Kind extends DiskFault['kind']>(
    kind: Kind,
  ): Extract<DiskFault, { kind: Kind }> | undefined {
    return this.#faults.find(
      (fault): fault is Extract<DiskFault, { kind: Kind }> => fault.kind === kind,
    );
  }
}

/** The form in which node:fs reports a failure. */
function failure(code: string, action: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${action} '${path}'`), { code, syscall: action, path });
}
