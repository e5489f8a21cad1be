/**
 * A disk in memory that can lose power. It keeps apart what was written and what is durable, so `crash` leaves what a
 * real disk may leave: everything that was synced, and of the rest a random part.
 */
import type { AppendFile, Disk } from './disk.ts';
import { type Random, randomInteger } from './random.ts';

type FileBody = { bytes: Buffer; syncedBytes: number };

/** Unsynced bytes reach a disk in pages, in any order. */
const pageBytes = 4096;

export class MemoryDisk implements Disk {
  #directories = new Set<string>(['/']);
  /** What running programs see. */
  #names = new Map<string, FileBody>();
  /** What is there after a crash. */
  #durableNames = new Map<string, FileBody>();
  /** Grows with every crash: handles from before are dead, like the process that held them. */
  #power = 0;

  openAppend(path: string): Promise<AppendFile> {
    if (!this.#directories.has(parentOf(path))) return reject('ENOENT', 'open', path);
    const body = this.#names.get(path) ?? { bytes: Buffer.alloc(0), syncedBytes: 0 };
    this.#names.set(path, body);
    const power = this.#power;
    const use = (action: string, change: () => void): Promise<void> => {
      if (power !== this.#power) return reject('EIO', action, path);
      change();
      return Promise.resolve();
    };
    const append = (bytes: Uint8Array): Promise<void> =>
      use('write', () => {
        body.bytes = Buffer.concat([body.bytes, bytes]);
      });
    const datasync = (): Promise<void> =>
      use('fdatasync', () => {
        body.syncedBytes = body.bytes.length;
      });
    return Promise.resolve({
      path,
      append,
      datasync,
      appendDurably: (bytes) => append(bytes).then(datasync),
      close: () => Promise.resolve(),
    });
  }

  read(
    path: string,
    range?: { readonly offset: number; readonly length: number },
  ): Promise<Uint8Array> {
    const body = this.#names.get(path);
    if (body === undefined) return reject('ENOENT', 'open', path);
    const { offset, length } = range ?? { offset: 0, length: body.bytes.length };
    return Promise.resolve(Uint8Array.from(body.bytes.subarray(offset, offset + length)));
  }

  list(directory: string): Promise<readonly string[]> {
    const paths = [...this.#names.keys()].filter((path) => parentOf(path) === directory);
    return Promise.resolve(paths.map((path) => path.slice(path.lastIndexOf('/') + 1)).sort());
  }

  size(path: string): Promise<number | null> {
    return Promise.resolve(this.#names.get(path)?.bytes.length ?? null);
  }

  makeDirectory(path: string): Promise<void> {
    for (let made = path; made !== '/'; made = parentOf(made)) this.#directories.add(made);
    return Promise.resolve();
  }

  rename(from: string, to: string): Promise<void> {
    const body = this.#names.get(from);
    if (body === undefined) return reject('ENOENT', 'rename', from);
    this.#names.delete(from);
    this.#names.set(to, body);
    return Promise.resolve();
  }

  remove(path: string): Promise<void> {
    this.#names.delete(path);
    return Promise.resolve();
  }

  truncate(path: string, size: number): Promise<void> {
    const body = this.#names.get(path);
    if (body === undefined) return reject('ENOENT', 'open', path);
    const grown = Buffer.alloc(Math.max(size - body.bytes.length, 0));
    body.bytes = Buffer.concat([body.bytes.subarray(0, size), grown]);
    body.syncedBytes = body.bytes.length;
    return Promise.resolve();
  }

  syncDirectory(path: string): Promise<void> {
    for (const name of new Set([...this.#names.keys(), ...this.#durableNames.keys()])) {
      if (parentOf(name) !== path) continue;
      const body = this.#names.get(name);
      if (body === undefined) this.#durableNames.delete(name);
      else this.#durableNames.set(name, body);
    }
    return Promise.resolve();
  }

  /** What a power cut would leave for sure: every byte that was synced, no other. */
  durableCopy(): MemoryDisk {
    const copy = new MemoryDisk();
    copy.#directories = new Set(this.#directories);
    for (const [name, { bytes, syncedBytes }] of this.#durableNames)
      copy.#names.set(name, { bytes: Buffer.from(bytes.subarray(0, syncedBytes)), syncedBytes });
    copy.#durableNames = new Map(copy.#names);
    return copy;
  }

  /** Pulls the plug. Every handle is dead; open the files again to see what is left. */
  crash(random: Random): void {
    this.#power += 1;
    const left = new Map<string, FileBody>();
    for (const name of new Set([...this.#names.keys(), ...this.#durableNames.keys()])) {
      const [before, after] = [this.#durableNames.get(name), this.#names.get(name)];
      const body = before === after || random.fraction() < 0.5 ? after : before;
      if (body !== undefined) left.set(name, tear(body, random));
    }
    this.#names = left;
    this.#durableNames = new Map(left);
  }
}

/** What is left of a file: all that was synced, a random length of the rest, and zeros where a page never arrived. */
function tear(body: FileBody, random: Random): FileBody {
  const { syncedBytes } = body;
  const size = syncedBytes + randomInteger(random, body.bytes.length - syncedBytes + 1);
  const bytes = Buffer.from(body.bytes.subarray(0, size));
  for (let page = syncedBytes; page < size; page += pageBytes - (page % pageBytes)) {
    const end = Math.min(page + pageBytes - (page % pageBytes), size);
    if (random.fraction() < 0.2) bytes.fill(0, page, end);
  }
  return { bytes, syncedBytes: size };
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 1));
}

/** The form in which node:fs reports a failure. */
function reject(code: string, action: string, path: string): Promise<never> {
  const message = `${code}: ${action} '${path}'`;
  return Promise.reject(Object.assign(new Error(message), { code, syscall: action, path }));
}
