// The kept part of one output stream. A step may print without end; the runner's memory may not grow with it.

/** Kept per stream and attempt unless the caller says otherwise: 8 MiB, far above any sample a person would print on a page. */
export const keptBytesDefault = 8 * 1024 * 1024;

const nothing = Buffer.alloc(0);

export interface Captured {
  readonly bytes: Uint8Array;
  /** Bytes that came after the limit and are gone. */
  readonly dropped: number;
}

/** Keeps the first `limit` bytes and counts the rest. */
export class Capture {
  readonly #limit: number;
  #chunks: Buffer[] = [];
  #kept = 0;
  #dropped = 0;

  constructor(limit: number = keptBytesDefault) {
    this.#limit = limit;
  }

  push(chunk: Buffer): void {
    const room = this.#limit - this.#kept;
    const keep = chunk.length <= room ? chunk : chunk.subarray(0, room);
    this.#dropped += chunk.length - keep.length;
    if (keep.length === 0) return;
    this.#chunks.push(keep);
    this.#kept += keep.length;
  }

  /** What came since the last call, and starts anew. */
  take(): Captured {
    const [first = nothing, second] = this.#chunks;
    // Most steps say little, and it comes in one piece.
    const bytes = second === undefined ? first : Buffer.concat(this.#chunks);
    const captured = { bytes, dropped: this.#dropped };
    this.#chunks = [];
    this.#kept = 0;
    this.#dropped = 0;
    return captured;
  }
}
