/** The segments of one log as one sequence of records: writing at the end, starting a new file, cutting off the end. */
import type { AppendFile, Disk } from '../io/disk.ts';
import { readSegmentAt } from './reader.ts';
import { encodeRecord, recordBytes } from './record.ts';
import { Segment } from './segment.ts';

export type ChainOptions = { readonly directory: string; readonly segmentBytes: number };

export type NewRecord = { readonly type: number; readonly payload: Uint8Array };

export class SegmentChain {
  readonly #options: ChainOptions;
  readonly #disk: Disk;
  readonly #segments: Segment[];
  #file: AppendFile;

  private constructor(
    options: ChainOptions,
    segments: readonly Segment[],
    file: AppendFile,
    disk: Disk,
  ) {
    this.#options = options;
    this.#segments = [...segments];
    this.#file = file;
    this.#disk = disk;
  }

  static async open(
    options: ChainOptions,
    segments: readonly [Segment, ...Segment[]],
    disk: Disk,
  ): Promise<SegmentChain> {
    const file = await openSegment(segments.at(-1) ?? segments[0], options.directory, disk);
    return new SegmentChain(options, segments, file, disk);
  }

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  get firstSequence(): number {
    return this.#segments[0]?.firstSequence ?? 1;
  }

  /** Highest durable sequence. */
  get lastSequence(): number {
    return this.#last.lastSequence;
  }

  /** The file that is written to. */
  get path(): string {
    return this.#file.path;
  }

  /** Writes the records with one write. When it resolves they are durable. */
  async write(records: readonly NewRecord[], timestampNs: bigint): Promise<void> {
    if (this.#last.bytes >= this.#options.segmentBytes) await this.#startSegment();
    const durableSequence = this.lastSequence;
    const sizes = records.map(({ payload }) => recordBytes(payload));
    const bytes = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0));
    let offset = 0;
    let sequence = durableSequence;
    for (const [index, record] of records.entries()) {
      sequence += 1;
      encodeRecord({ ...record, sequence, timestampNs, durableSequence }, bytes, offset);
      offset += sizes[index] ?? 0;
    }
    await this.#file.appendDurably(bytes);
    for (const [index, size] of sizes.entries()) {
      this.#last.grow(durableSequence + 1 + index, size);
    }
  }

  /** Whole segments go from the end, each removal durable before the next, so that a crash never leaves a gap. */
  async truncateAfter(sequence: number): Promise<void> {
    while (this.#segments.length > 1 && this.#last.firstSequence > sequence) {
      await this.#file.close();
      await this.#disk.remove(this.#last.path);
      await this.#disk.syncDirectory(this.#options.directory);
      this.#segments.pop();
      this.#file = await this.#disk.openAppend(this.#last.path);
    }
    if (this.#last.lastSequence <= sequence) return;
    const kept = await this.#bytesUpTo(sequence);
    await this.#disk.truncate(this.#last.path, kept);
    this.#last.shrink(sequence, kept);
  }

  /**
   * Takes the segments whose records are all at or below `sequence` out of the log, oldest first, so that a crash leaves
   * a log without a gap; never the one that is written to. `dispose` moves or removes the file.
   */
  async trimTo(sequence: number, dispose: (path: string) => Promise<void>): Promise<number> {
    let trimmed = 0;
    for (let first = this.#segments[0]; first !== undefined; first = this.#segments[0]) {
      if (this.#segments.length === 1 || first.lastSequence > sequence) break;
      await dispose(first.path);
      await this.#disk.syncDirectory(this.#options.directory);
      this.#segments.shift();
      trimmed += 1;
    }
    return trimmed;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  get #last(): Segment {
    const segment = this.#segments.at(-1);
    if (segment === undefined) throw new Error('A log without a segment.');
    return segment;
  }

  async #startSegment(): Promise<void> {
    const segment = new Segment(this.#options.directory, this.lastSequence + 1);
    const file = await openSegment(segment, this.#options.directory, this.#disk);
    await this.#file.close();
    this.#file = file;
    this.#segments.push(segment);
  }

  async #bytesUpTo(sequence: number): Promise<number> {
    let { offset } = this.#last.markFor(sequence);
    for await (const record of readSegmentAt(this.#last, offset, this.#disk)) {
      if (record.sequence > sequence) break;
      offset += recordBytes(record.payload);
    }
    return offset;
  }
}

/** What recovery read back may sit in the kernel's memory only: it counts as durable, so it has to be. */
async function openSegment(segment: Segment, directory: string, disk: Disk): Promise<AppendFile> {
  const file = await disk.openAppend(segment.path);
  await file.datasync();
  await disk.syncDirectory(directory);
  return file;
}
