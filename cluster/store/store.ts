/**
 * The memories of one space, as a state machine: it changes by committed entries only, so copies that have applied the
 * same entries are equal. An id that was acknowledged stays until somebody deletes it; similar memories are never merged.
 */
import { type Entry, entryTypes, type Hlc, type Json } from '../model/entry.ts';
import type { MemoryId } from '../model/ids.ts';
import { createMerkleTree } from '../model/merkle.ts';
import { hashMemory, hashTombstone } from './canonical.ts';
import { selectNewest } from './newest.ts';
import {
  isDelete,
  type OperationsCommand,
  readResults,
  toMemory,
  writeResults,
} from './operations.ts';
import { readSnapshot, writeSnapshot } from './payload.ts';
import { RecallIndex } from './recall-index.ts';
import type { Recalled, RecallQuestion } from './recall-question.ts';
import { RecentOperations } from './recent-operations.ts';
import type {
  ApplyResult,
  DeleteCommand,
  OperationResult,
  RememberCommand,
  StoredMemory,
  WriteResult,
} from './record.ts';
import { type RootAwaiter, RootWatch } from './root-watch.ts';
import { isSameMemory } from './same-memory.ts';
import { Tombstones } from './tombstones.ts';

export type StoreOptions = {
  /** How long a deletion is remembered, milliseconds of hybrid time. Default 7 days. */
  readonly tombstoneRetentionMs?: number;
  /** How many operation ids are remembered to recognise retries. Default 10,000. */
  readonly operationsMax?: number;
};

export type MemoryPage = {
  readonly memories: readonly StoredMemory[];
  /** Memories in the space, tombstones not counted. */
  readonly total: number;
};

export interface Store {
  /**
   * Applies a committed entry; sequences follow each other. A payload of a type of the store's own is taken as it is: see
   * `isStoreEntry`.
   */
  apply(entry: Entry): ApplyResult;
  get(id: MemoryId): StoredMemory | null;
  /** In the order in which they were first stored. */
  list(page: { readonly offset: number; readonly limit: number }): MemoryPage;
  /** The memories that match a question, the best first. See `recall-index.ts`. */
  recall(question: RecallQuestion): Recalled;
  /** The memories observed last, the newest first; equal moments by id. */
  newest(limit: number): readonly StoredMemory[];
  count(): number;
  /** Sequence of the last applied entry. */
  applied(): number;
  /** Does most of what `rootHash` would do, in small steps. See `merkle.ts`. */
  rootSteps(): Iterable<void>;
  /** Hex SHA-256 of the content: equal on all copies that have applied the same entries. See `merkle.ts`. */
  rootHash(): string;
  /** Gives the root hash as it is at `sequence`, now or when the store gets there. See `root-watch.ts`. */
  awaitRoot(sequence: number, then: RootAwaiter): () => void;
  snapshot(): Json;
  /** Replaces everything by a snapshot that was taken at `sequence`. Throws for what is none. */
  restore(state: Json, sequence: number): void;
}

const dayMs = 86_400_000;

export function createStore(options: StoreOptions = {}): Store {
  return new MemoryStore(options);
}

/** One look finds all that a write needs: with many memories, each look at a table is one at cold memory. */
type Row = {
  memory: StoredMemory;
  /** The hash tree knows that it changed. */
  isTouched: boolean;
};

class MemoryStore implements Store {
  #rows = new Map<MemoryId, Row>();
  readonly #tombstones: Tombstones;
  /** Operation id to the memory it touched; of a batch, to its results. */
  readonly #operations: RecentOperations;
  #applied = 0;
  readonly #tree = createMerkleTree((id) => this.#hashOf(id));
  readonly #index = new RecallIndex({
    get: (id) => this.get(id),
    all: () => this.#memories(),
    count: () => this.count(),
  });
  readonly #watch = new RootWatch(() => this.#tree.root());

  constructor(options: StoreOptions) {
    this.#tombstones = new Tombstones(options.tombstoneRetentionMs ?? 7 * dayMs);
    this.#operations = new RecentOperations(options.operationsMax ?? 10_000);
  }

  apply(entry: Entry): ApplyResult {
    if (entry.sequence !== this.#applied + 1) {
      throw new Error(`Unexpected entry \`${entry.sequence}\`, expected \`${this.#applied + 1}\`.`);
    }
    this.#applied = entry.sequence;
    this.#tombstones.forgetOld(entry.hlc, (id) => this.#tree.touch(id));
    const result = this.#carryOut(entry);
    this.#watch.reached(entry.sequence);
    return result;
  }

  get(id: MemoryId): StoredMemory | null {
    return this.#rows.get(id)?.memory ?? null;
  }

  list({ offset, limit }: { readonly offset: number; readonly limit: number }): MemoryPage {
    const memories: StoredMemory[] = [];
    let position = 0;
    for (const memory of this.#memories()) {
      if (position >= offset + limit) break;
      if (position >= offset) memories.push(memory);
      position += 1;
    }
    return { memories, total: this.#rows.size };
  }

  recall(question: RecallQuestion): Recalled {
    return this.#index.recall(question);
  }

  newest(limit: number): readonly StoredMemory[] {
    return selectNewest(this.#memories(), limit);
  }

  count(): number {
    return this.#rows.size;
  }

  applied(): number {
    return this.#applied;
  }

  rootSteps(): Iterable<void> {
    return this.#tree.steps();
  }

  rootHash(): string {
    return this.#tree.root();
  }

  awaitRoot(sequence: number, then: RootAwaiter): () => void {
    return this.#watch.at(sequence, this.#applied, then);
  }

  snapshot(): Json {
    return writeSnapshot({
      memories: [...this.#memories()],
      tombstones: this.#tombstones.entries(),
      operations: this.#operations.entries(),
    });
  }

  restore(state: Json, sequence: number): void {
    const { memories, tombstones, operations } = readSnapshot(state);
    this.#rows = new Map(memories.map((memory) => [memory.id, { memory, isTouched: true }]));
    this.#tombstones.replaceAll(tombstones);
    this.#operations.replaceAll(operations);
    this.#applied = sequence;
    this.#tree.clear();
    this.#index.clear();
    for (const id of this.#rows.keys()) this.#tree.touch(id);
    for (const [id] of tombstones) this.#tree.touch(id);
    this.#watch.reached(sequence);
  }

  #carryOut({ type, payload, hlc }: Entry): ApplyResult {
    // Only an entry that `isStoreEntry` accepts gets here.
    const command: unknown = payload;
    switch (type) {
      case entryTypes.episodeStore:
      case entryTypes.memoryUpdate:
        return this.#remember(command as RememberCommand, hlc);
      case entryTypes.memoryDelete:
        return this.#delete(command as DeleteCommand, hlc);
      case entryTypes.memorySuppress:
        return this.#suppress(command as DeleteCommand, hlc);
      case entryTypes.operations:
        return this.#operate(command as OperationsCommand, hlc);
      default:
        return { kind: 'ignored' };
    }
  }

  *#memories(): Iterable<StoredMemory> {
    for (const { memory } of this.#rows.values()) yield memory;
  }

  #remember({ memory, operationId }: RememberCommand, hlc: Hlc): WriteResult {
    const kind = this.#put({ ...memory, hlc }, operationId);
    const kept = this.get(memory.id);
    return kind === 'not-found' || kept === null
      ? { kind: 'not-found', memoryId: memory.id }
      : { kind, memory: kept };
  }

  #put(
    memory: StoredMemory,
    operationId: string | null,
  ): 'stored' | 'replaced' | 'existing' | 'not-found' {
    const { id } = memory;
    const row = this.#rows.get(id);
    // A late retry of something that was deleted since must not bring it back.
    const retried = operationId !== null && this.#operations.get(operationId) === id;
    if (retried && row === undefined) return 'not-found';
    this.#noteOperation(operationId, id);
    if (row === undefined) {
      this.#rows.set(id, { memory, isTouched: true });
      this.#tombstones.delete(id);
      this.#tree.touch(id);
      this.#index.touch(id);
      return 'stored';
    }
    // What was suppressed is stored anew on purpose, whatever it says.
    const isKept = row.memory.suppressed !== true && isSameMemory(row.memory, memory);
    if (retried || isKept) return 'existing';
    this.#change(row, memory);
    return 'replaced';
  }

  #delete({ memoryId, operationId }: DeleteCommand, hlc: Hlc): WriteResult {
    const retried = operationId !== null && this.#operations.get(operationId) === memoryId;
    if (retried) return { kind: 'deleted', memoryId };
    if (!this.#rows.delete(memoryId)) return { kind: 'not-found', memoryId };
    this.#tombstones.set(memoryId, hlc);
    this.#tree.touch(memoryId);
    this.#index.touch(memoryId);
    this.#noteOperation(operationId, memoryId);
    return { kind: 'deleted', memoryId };
  }

  #suppress({ memoryId, operationId }: DeleteCommand, hlc: Hlc): ApplyResult {
    const row = this.#rows.get(memoryId);
    if (row === undefined) return { kind: 'not-found', memoryId };
    if (row.memory.suppressed !== true) this.#change(row, { ...row.memory, hlc, suppressed: true });
    this.#noteOperation(operationId, memoryId);
    return { kind: 'suppressed', memoryId };
  }

  #change(row: Row, memory: StoredMemory): void {
    row.memory = memory;
    this.#index.touch(memory.id);
    if (row.isTouched) return;
    row.isTouched = true;
    this.#tree.touch(memory.id);
  }

  /** A command that comes a second time has taken effect already: it gets the results of the first time. */
  #operate({ batchId, storedAt, operations }: OperationsCommand, hlc: Hlc): ApplyResult {
    const known = this.#operations.get(batchId);
    if (known !== undefined) return { kind: 'operations', results: readResults(known) };
    const results = operations.map((operation): OperationResult => {
      const operationId = operation.operationId ?? null;
      return isDelete(operation)
        ? this.#delete({ memoryId: operation.delete, operationId }, hlc).kind
        : this.#put(toMemory(operation, storedAt, hlc), operationId);
    });
    this.#noteOperation(batchId, writeResults(results));
    return { kind: 'operations', results };
  }

  #noteOperation(operationId: string | null, id: string): void {
    if (operationId !== null) this.#operations.note(operationId, id);
  }

  /** Asked by the tree once it looks at what was touched: the next change has to be told anew. */
  #hashOf(id: MemoryId): string | null {
    const row = this.#rows.get(id);
    if (row !== undefined) {
      row.isTouched = false;
      return hashMemory(row.memory);
    }
    const deletedAt = this.#tombstones.get(id);
    return deletedAt === undefined ? null : hashTombstone(id, deletedAt);
  }
}
