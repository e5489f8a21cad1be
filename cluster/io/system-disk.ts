/** The host's disk, with the durability that `disk.ts` promises. */
import { constants } from 'node:fs';
import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { AppendFile, Disk } from './disk.ts';

/** Only the owner reads the data of a node. */
const fileMode = 0o600;
const directoryMode = 0o700;

/**
 * Every write as with a `fdatasync` behind it (open(2), O_DSYNC). Null where that leaves bytes in the cache of the drive,
 * which Node's `fdatasync` empties (macOS).
 */
const durableAppend =
  process.platform === 'linux' ? constants.O_WRONLY | constants.O_APPEND | constants.O_DSYNC : null;

export function createSystemDisk(): Disk {
  return {
    async openAppend(path) {
      return new SystemFile(path, await open(path, 'a', fileMode));
    },
    async read(path, range) {
      if (range === undefined) return readFile(path);
      return withHandle(path, 'r', (handle) => readRange(handle, range));
    },
    async list(directory) {
      const names = await readdir(directory).catch(ifMissing([]));
      return [...names].sort();
    },
    async size(path) {
      const found = await stat(path).catch(ifMissing(null));
      return found?.size ?? null;
    },
    async makeDirectory(path) {
      const outermost = await mkdir(path, { recursive: true, mode: directoryMode });
      if (outermost === undefined) return;
      // Each new directory is a name in its parent, and names are durable only after the parent was synced.
      for (let made = resolve(path); made.length >= outermost.length; made = dirname(made)) {
        await syncDirectory(dirname(made));
      }
    },
    async rename(from, to) {
      await rename(from, to);
    },
    async remove(path) {
      await rm(path, { force: true });
    },
    async truncate(path, size) {
      await withHandle(path, 'r+', async (handle) => {
        await handle.truncate(size);
        await handle.sync();
      });
    },
    syncDirectory,
  };
}

async function syncDirectory(path: string): Promise<void> {
  await withHandle(path, 'r', (handle) => handle.sync());
}

class SystemFile implements AppendFile {
  readonly path: string;
  readonly #handle: FileHandle;
  /** The same file, where a write returns when its bytes are durable; opened when it is first needed. */
  #durable: FileHandle | null = null;

  constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  append(bytes: Uint8Array): Promise<void> {
    return writeAll(this.#handle, bytes);
  }

  async datasync(): Promise<void> {
    await this.#handle.datasync();
  }

  /** A write and a sync are two ways to another thread and back, which on busy processors take longer than the sync. */
  async appendDurably(bytes: Uint8Array): Promise<void> {
    if (durableAppend === null) {
      await this.append(bytes);
      await this.datasync();
      return;
    }
    this.#durable ??= await open(this.path, durableAppend);
    await writeAll(this.#durable, bytes);
  }

  async close(): Promise<void> {
    await this.#handle.close();
    await this.#durable?.close();
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  // One write may take less than all, for instance when the disk is nearly full.
  while (written < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, written);
    written += bytesWritten;
  }
}

async function readRange(
  handle: FileHandle,
  range: { readonly offset: number; readonly length: number },
): Promise<Uint8Array> {
  const bytes = new Uint8Array(range.length);
  let filled = 0;
  while (filled < range.length) {
    const { bytesRead } = await handle.read(
      bytes,
      filled,
      range.length - filled,
      range.offset + filled,
    );
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

async function withHandle<Value>(
  path: string,
  flags: string,
  use: (handle: FileHandle) => Promise<Value>,
): Promise<Value> {
  const handle = await open(path, flags);
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}

/** For look-ups where *not there* is an answer and everything else is an error. */
function ifMissing<Value>(value: Value): (cause: unknown) => Value {
  return (cause) => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return value;
    throw cause;
  };
}
