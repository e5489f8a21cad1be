/** Segments: the files a log is cut into, `wal-<sequence of the first record, 16 hex digits>.log`. */

/** A place to begin reading in the middle of a segment. */
type Mark = { readonly sequence: number; readonly offset: number };

/** Reading from any record begins at most this many bytes before it. */
const markEveryBytes = 64 * 1024;

export class Segment {
  readonly path: string;
  readonly firstSequence: number;
  /** Size of what is durable, bytes. */
  #bytes = 0;
  #lastSequence: number;
  #marks: Mark[] = [];

  constructor(directory: string, firstSequence: number) {
    this.path = `${directory}/${segmentName(firstSequence)}`;
    this.firstSequence = firstSequence;
    this.#lastSequence = firstSequence - 1;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** One below `firstSequence` while the segment is empty. */
  get lastSequence(): number {
    return this.#lastSequence;
  }

  /** Notes a record that is durable at the end of the segment. */
  grow(sequence: number, bytes: number): void {
    const mark = this.#marks.at(-1);
    if (mark === undefined || this.#bytes - mark.offset >= markEveryBytes) {
      this.#marks.push({ sequence, offset: this.#bytes });
    }
    this.#lastSequence = sequence;
    this.#bytes += bytes;
  }

  /** Forgets everything above `sequence`; the segment then ends at `bytes`. */
  shrink(sequence: number, bytes: number): void {
    this.#marks = this.#marks.filter((mark) => mark.sequence <= sequence);
    this.#lastSequence = sequence;
    this.#bytes = bytes;
  }

  /** The last known place at or before a record. */
  markFor(sequence: number): Mark {
    const start = { sequence: this.firstSequence, offset: 0 };
    return this.#marks.findLast((mark) => mark.sequence <= sequence) ?? start;
  }
}

export function segmentName(firstSequence: number): string {
  return `wal-${firstSequence.toString(16).padStart(16, '0')}.log`;
}

/** Null for a file that is no segment. */
export function parseSegmentName(name: string): number | null {
  const digits = /^wal-([0-9a-f]{16})\.log$/.exec(name)?.[1];
  return digits === undefined ? null : Number.parseInt(digits, 16);
}
