/** Which memories were deleted and when, until that is so long ago that no copy can come with them any more. */
import { compareHlc, type Hlc, startHlc } from '../model/entry.ts';
import type { MemoryId } from '../model/ids.ts';

export class Tombstones {
  readonly #retentionMs: number;
  /** Oldest deletion first. */
  #byId = new Map<MemoryId, Hlc>();
  /** No memory was deleted before, as far as it has a tombstone: what is due later needs no look. */
  #since: Hlc = startHlc;

  /** `retentionMs`: how long a deletion is remembered, milliseconds of hybrid time. */
  constructor(retentionMs: number) {
    this.#retentionMs = retentionMs;
  }

  get(id: MemoryId): Hlc | undefined {
    return this.#byId.get(id);
  }

  set(id: MemoryId, deletedAt: Hlc): void {
    this.#byId.set(id, deletedAt);
  }

  delete(id: MemoryId): void {
    this.#byId.delete(id);
  }

  /** Oldest deletion first. */
  entries(): readonly (readonly [MemoryId, Hlc])[] {
    return [...this.#byId];
  }

  replaceAll(entries: readonly (readonly [MemoryId, Hlc])[]): void {
    this.#byId = new Map(entries);
    this.#since = startHlc;
  }

  /** By the entry's own time, so that every copy forgets at the same entry. `onForgotten` gets each that goes. */
  forgetOld(now: Hlc, onForgotten: (id: MemoryId) => void): void {
    const limit: Hlc = { wallMs: now.wallMs - this.#retentionMs, counter: 0 };
    if (compareHlc(this.#since, limit) >= 0) return;
    for (const [id, deletedAt] of this.#byId) {
      this.#since = deletedAt;
      if (compareHlc(deletedAt, limit) >= 0) return;
      this.#byId.delete(id);
      onForgotten(id);
    }
    this.#since = now;
  }
}
