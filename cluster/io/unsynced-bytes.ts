/** Which bytes a power cut would take: what was appended to each file since its last sync. */

type Written = { size: number; synced: number };

export class UnsyncedBytes {
  readonly #files = new Map<string, Written>();
  readonly #appends = new Set<Promise<unknown>>();

  /** What a file holds when it is seen for the first time has lasted until now, and counts as durable. */
  opened(path: string, size: number): void {
    if (!this.#files.has(path)) this.#files.set(path, { size, synced: size });
  }

  /** Counts the bytes as soon as their write begins: from then on they may be there. */
  async appending(path: string, bytes: number, write: Promise<void>): Promise<void> {
    const file = this.#files.get(path);
    if (file !== undefined) file.size += bytes;
    const settled = write.catch(() => undefined);
    this.#appends.add(settled);
    try {
      await write;
    } finally {
      this.#appends.delete(settled);
    }
  }

  sizeOf(path: string): number {
    return this.#files.get(path)?.size ?? 0;
  }

  /** Everything up to `size` is durable. */
  synced(path: string, size: number): void {
    const file = this.#files.get(path);
    if (file !== undefined) file.synced = Math.max(file.synced, size);
  }

  /** A cut is durable when it is made. */
  truncated(path: string, size: number): void {
    if (this.#files.has(path)) this.#files.set(path, { size, synced: size });
  }

  renamed(from: string, to: string): void {
    const file = this.#files.get(from);
    this.#files.delete(from);
    if (file === undefined) this.#files.delete(to);
    else this.#files.set(to, file);
  }

  removed(path: string): void {
    this.#files.delete(path);
  }

  /** Resolves when no write is under way any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#appends);
  }

  /** Files that hold more than what is durable. */
  files(): readonly { readonly path: string; readonly synced: number }[] {
    return [...this.#files]
      .filter(([, { size, synced }]) => size > synced)
      .map(([path, { synced }]) => ({ path, synced }));
  }
}
