/**
 * Read-only by order: an operator has said that this node belongs to a minority, whatever it thinks itself. It stays so
 * over restarts, until somebody takes the order back.
 */
import { type Disk, replaceFile } from '../io/disk.ts';

export class ForcedMode {
  readonly #disk: Disk;
  readonly #path: string;
  #since: string | null;

  constructor(disk: Disk, path: string, since: string | null) {
    this.#disk = disk;
    this.#path = path;
    this.#since = since;
  }

  /** When the order was given, RFC 3339; null while there is none. */
  get since(): string | null {
    return this.#since;
  }

  /** Takes effect at once; resolves when it will survive a restart. */
  async force(now: string): Promise<void> {
    this.#since ??= now;
    await this.#write();
  }

  /** Ends only when it is durable: a node that forgot it in a crash would else be writable by mistake. */
  async clear(): Promise<void> {
    if (this.#since === null) return;
    await replaceFile(this.#disk, this.#path, encode(null));
    this.#since = null;
  }

  async #write(): Promise<void> {
    await replaceFile(this.#disk, this.#path, encode(this.#since));
  }
}

export async function openForcedMode(disk: Disk, dataRoot: string): Promise<ForcedMode> {
  const path = `${dataRoot}/forced-read-only.json`;
  if ((await disk.size(path)) === null) return new ForcedMode(disk, path, null);
  return new ForcedMode(disk, path, decode(Buffer.from(await disk.read(path)).toString()));
}

function encode(since: string | null): Buffer {
  return Buffer.from(`${JSON.stringify({ since })}\n`);
}

/** A file that cannot be read counts as an order: read-only is the safe mistake. */
function decode(text: string): string | null {
  try {
    const { since } = JSON.parse(text) as { readonly since?: unknown };
    if (since === null || typeof since === 'string') return since;
  } catch {
    // Below.
  }
  return new Date(0).toISOString();
}
