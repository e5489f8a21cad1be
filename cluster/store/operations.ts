/**
 * Many writes of one space as one entry of its log. The form is lean, because it is written to three disks and sent to
 * two nodes: what a client did not say is left out, and what all writes share stands once.
 */
import type { Hlc } from '../model/entry.ts';
import type { MemoryId } from '../model/ids.ts';
import type { MemoryType, OperationResult, StoredMemory } from './record.ts';

/** A memory to store. Absent fields have the defaults of `toMemory`, which are part of the log's format. */
export type StoreOperation = {
  readonly id: MemoryId;
  readonly content: string;
  readonly confidence?: number;
  readonly reasoning?: string;
  readonly tags?: readonly string[];
  readonly memoryType?: MemoryType;
  /** RFC 3339, UTC. */
  readonly observedAt?: string;
  /** Names one attempt of a client and all its retries. */
  readonly operationId?: string;
};

export type DeleteOperation = { readonly delete: MemoryId; readonly operationId?: string };

export type WriteOperation = StoreOperation | DeleteOperation;

/** Payload of an `operations` entry. Its operations take effect in their order, all at the entry's place in the log. */
export type OperationsCommand = {
  /** Names this command and its retries inside the cluster, so that it takes effect once. Begins with `*`. */
  readonly batchId: string;
  /** When the API took it, RFC 3339. */
  readonly storedAt: string;
  readonly operations: readonly WriteOperation[];
};

export function isDelete(operation: WriteOperation): operation is DeleteOperation {
  return 'delete' in operation;
}

/** The memory that a store operation leaves, with the defaults that the API documents. */
export function toMemory(operation: StoreOperation, storedAt: string, hlc: Hlc): StoredMemory {
  return {
    id: operation.id,
    content: operation.content,
    confidence: operation.confidence ?? 0.7,
    reasoning: operation.reasoning ?? null,
    tags: operation.tags ?? [],
    memoryType: operation.memoryType ?? 'semantic',
    observedAt: operation.observedAt ?? storedAt,
    storedAt,
    embedding: null,
    hlc,
  };
}

const letters = {
  stored: 's',
  existing: 'e',
  replaced: 'r',
  deleted: 'd',
  'not-found': 'n',
} as const satisfies Record<OperationResult, string>;

const results = new Map(
  Object.entries(letters).map(([result, letter]) => [letter, result as OperationResult]),
);

/** The results of a command in a form that is cheap to remember: a letter each. */
export function writeResults(given: readonly OperationResult[]): string {
  return given.map((result) => letters[result]).join('');
}

/** True for what `writeResults` gives. */
export function areResults(text: string): boolean {
  return [...text].every((letter) => results.has(letter as (typeof letters)[OperationResult]));
}

export function readResults(text: string): readonly OperationResult[] {
  return [...text].map((letter) => {
    const result = results.get(letter as (typeof letters)[OperationResult]);
    if (result === undefined) throw new Error(`Unexpected result \`${letter}\` in \`${text}\`.`);
    return result;
  });
}
