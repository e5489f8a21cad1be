/**
 * The write-ahead log: what was appended and acknowledged is there after a crash, in order, without gaps.
 *
 * - An append resolves only when it is durable. Appends that wait at the same time share one durable write.
 * - After one that failed nothing is acknowledged any more: the kernel may have dropped the pages, and a later one that
 *   succeeds would say nothing about them. Only opening the log again shows what is there.
 * - `recovery.ts` says what happens to a damaged file, `record.ts` how a record looks.
 */
import type { Disk } from '../io/disk.ts';
import type { Logger } from '../io/logger.ts';
import { readSegmentFrom } from './reader.ts';
import { payloadBytesMax, recordBytes, type WalRecord } from './record.ts';
import { recover } from './recovery.ts';
import { type NewRecord, SegmentChain } from './segment-chain.ts';

export type WalOptions = {
  /** Made if missing; holds nothing but segments. One log per directory and one process per log. */
  readonly directory: string;
  /** A segment that has reached this size is followed by a new one, bytes. Default 16 MiB. */
  readonly segmentBytes?: number;
  /** Sequence of the first record of a new log. Default 1. */
  readonly firstSequence?: number;
};

export type WalDeps = {
  readonly disk: Disk;
  readonly logger: Logger;
  /** Unix milliseconds, for the records' stamps. */
  readonly wallMs: () => number;
};

/** A record before it has a place in the log. */
export type WalEntry = NewRecord;

/** Why nothing can be appended any more; `cause` is the disk's error. */
export class WalFailed extends Error {
  override readonly name = 'WalFailed';
  readonly code = 'wal-failed';
}

/** Opens a log or makes a new one. Rejects with `WalDamaged` where records that were durable cannot be read. */
export async function openWal(options: WalOptions, deps: WalDeps): Promise<Wal> {
  const { directory, segmentBytes = 16 * 1024 * 1024, firstSequence = 1 } = options;
  const segments = await recover(directory, firstSequence, deps);
  const chain = await SegmentChain.open({ directory, segmentBytes }, segments, deps.disk);
  return new Wal(chain, deps);
}

type Append = {
  readonly kind: 'append';
  readonly entries: readonly WalEntry[];
  readonly bytes: number;
  readonly resolve: (sequences: readonly number[]) => void;
  readonly reject: (reason: Error) => void;
};

type Truncate = {
  readonly kind: 'truncate';
  readonly sequence: number;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
};

/** More than this is not written at once: one write that takes long would delay everybody behind it. */
const writeBytesMax = 8 * 1024 * 1024;

export class Wal {
  readonly #chain: SegmentChain;
  readonly #deps: WalDeps;
  #waiting: (Append | Truncate)[] = [];
  #working: Promise<void> | null = null;
  #failure: WalFailed | null = null;
  #closing: Promise<void> | null = null;

  constructor(chain: SegmentChain, deps: WalDeps) {
    this.#chain = chain;
    this.#deps = deps;
  }

  /** Bytes of all segments, as far as they are durable. */
  bytes(): number {
    return this.#chain.segments.reduce((sum, segment) => sum + segment.bytes, 0);
  }

  /** Highest durable sequence; one below the first while the log is empty. */
  lastSequence(): number {
    return this.#chain.lastSequence;
  }

  /** Lowest sequence that is kept. */
  firstSequence(): number {
    return this.#chain.firstSequence;
  }

  /** Set once a write or a sync failed: the node must stop, or serve reads only. */
  failure(): WalFailed | null {
    return this.#failure;
  }

  /** Resolves with the record's sequence when the record is durable. */
  async append(type: number, payload: Uint8Array): Promise<number> {
    const [sequence = 0] = await this.appendBatch([{ type, payload }]);
    return sequence;
  }

  /** One or more records with neighbouring sequences. A crash before it resolves may keep the first few of them. */
  appendBatch(entries: readonly WalEntry[]): Promise<readonly number[]> {
    const fault = findFault(entries);
    if (fault !== null) return Promise.reject(new RangeError(fault));
    const bytes = entries.reduce((sum, { payload }) => sum + recordBytes(payload), 0);
    return new Promise((resolve, reject) => {
      this.#enqueue({ kind: 'append', entries, bytes, resolve, reject });
    });
  }

  /**
   * Drops every record above `sequence`, for a replica whose tail was never acknowledged. It takes its turn behind what
   * was asked for earlier. A crash on the way leaves some of the dropped records, but never a gap.
   */
  truncateAfter(sequence: number): Promise<void> {
    const lowest = this.firstSequence() - 1;
    if (!Number.isInteger(sequence) || sequence < lowest) {
      const sentence = `Unexpected sequence \`${sequence}\`, expected \`${lowest}\` or above.`;
      return Promise.reject(new RangeError(sentence));
    }
    return new Promise((resolve, reject) => {
      this.#enqueue({ kind: 'truncate', sequence, resolve, reject });
    });
  }

  /**
   * Drops whole segments that hold nothing above `sequence`, for which a checkpoint stands. `dispose` moves the file
   * away or removes it. Resolves with the number of segments. One at a time; appends go on meanwhile.
   */
  trimTo(sequence: number, dispose: (path: string) => Promise<void>): Promise<number> {
    return this.#chain.trimTo(sequence, dispose);
  }

  /** What is durable now, from `sequence` on, in order; nothing if that is above the last record. */
  async *readFrom(sequence: number): AsyncGenerator<WalRecord> {
    const first = this.firstSequence();
    if (sequence < first) {
      throw new RangeError(
        `Unexpected sequence \`${sequence}\`, expected at least \`${first}\`, the first that is kept.`,
      );
    }
    for (const segment of [...this.#chain.segments]) {
      if (segment.lastSequence < sequence) continue;
      yield* readSegmentFrom(segment, sequence, this.#deps.disk);
    }
  }

  /** Waits for what was asked for before, then closes. What is asked for later is refused. */
  close(): Promise<void> {
    this.#closing ??= (this.#working ?? Promise.resolve()).then(() => this.#chain.close());
    return this.#closing;
  }

  #enqueue(work: Append | Truncate): void {
    if (this.#failure !== null) {
      work.reject(this.#failure);
    } else if (this.#closing !== null) {
      work.reject(new WalFailed('Cannot change a log after it was closed.'));
    } else {
      this.#waiting.push(work);
      this.#working ??= this.#work();
    }
  }

  async #work(): Promise<void> {
    // Whoever appends in the same turn of the event loop shares the first write, too: one request may be for many groups.
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const group = next.kind === 'append' ? this.#takeAppends() : this.#waiting.splice(0, 1);
      try {
        if (next.kind === 'truncate') await this.#truncate(next);
        else await this.#write(group.filter((work) => work.kind === 'append'));
      } catch (cause) {
        this.#fail(cause, group);
      }
    }
    this.#working = null;
  }

  /** The appends at the head of the queue that fit into one write; at least one. */
  #takeAppends(): (Append | Truncate)[] {
    let bytes = 0;
    const end = this.#waiting.findIndex((work, index) => {
      if (work.kind === 'truncate') return true;
      bytes += work.bytes;
      return index > 0 && bytes > writeBytesMax;
    });
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end);
  }

  async #write(group: readonly Append[]): Promise<void> {
    let sequence = this.lastSequence();
    const timestampNs = BigInt(Math.trunc(this.#deps.wallMs())) * 1_000_000n;
    const entries = group.flatMap((append) => append.entries);
    await this.#chain.write(entries, timestampNs);
    for (const append of group) {
      append.resolve(append.entries.map(() => ++sequence));
    }
  }

  async #truncate({ sequence, resolve }: Truncate): Promise<void> {
    const before = this.lastSequence();
    await this.#chain.truncateAfter(sequence);
    if (before > sequence) {
      this.#deps.logger.info('wal-truncated', { file: this.#chain.path, before, after: sequence });
    }
    resolve();
  }

  #fail(cause: unknown, group: readonly (Append | Truncate)[]): void {
    const file = this.#chain.path;
    this.#failure = new WalFailed(
      `Cannot write to \`${file}\`; nothing is acknowledged until the log is opened again.`,
      { cause },
    );
    this.#deps.logger.error('wal-failed', { file, cause });
    const refused = [...group, ...this.#waiting];
    this.#waiting = [];
    for (const work of refused) work.reject(this.#failure);
  }
}

function findFault(entries: readonly WalEntry[]): string | null {
  if (entries.length === 0) return 'Unexpected empty batch, expected at least one record.';
  for (const { type, payload } of entries) {
    if (!Number.isInteger(type) || type < 0 || type > 0xffff_ffff) {
      return `Unexpected record type \`${type}\`, expected a whole number of 32 bits.`;
    }
    if (payload.length > payloadBytesMax) {
      return `Unexpected payload of \`${payload.length}\` bytes, expected at most \`${payloadBytesMax}\`.`;
    }
  }
  return null;
}
