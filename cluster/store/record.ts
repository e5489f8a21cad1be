/** What the store of a space keeps, and the commands that change it. */
import type { Hlc } from '../model/entry.ts';
import type { MemoryId } from '../model/ids.ts';

export type MemoryType = 'semantic' | 'episodic' | 'procedural';

/** A memory as the client gave it, with defaults filled in by the API. Plain JSON. */
export type MemoryRecord = {
  readonly id: MemoryId;
  readonly content: string;
  /** 0 to 1. */
  readonly confidence: number;
  /** Why that confidence; null if nobody said. */
  readonly reasoning: string | null;
  readonly tags: readonly string[];
  readonly memoryType: MemoryType;
  /** When it was observed, RFC 3339. */
  readonly observedAt: string;
  /** When the API took it, RFC 3339. */
  readonly storedAt: string;
  /** 768 numbers, or null. */
  readonly embedding: readonly number[] | null;
};

/** A memory in the store: with the stamp of the entry that wrote it. */
export type StoredMemory = MemoryRecord & {
  readonly hlc: Hlc;
  /** Recall leaves it out; storing it anew brings it back. */
  readonly suppressed?: true;
};

/** Payload of an `episodeStore` or `memoryUpdate` entry. */
export type RememberCommand = {
  readonly memory: MemoryRecord;
  /** Names one attempt of a client and all its retries; null if the client gave none. */
  readonly operationId: string | null;
};

/** Payload of a `memoryDelete` or `memorySuppress` entry. */
export type DeleteCommand = {
  readonly memoryId: MemoryId;
  readonly operationId: string | null;
};

/** What one write did, in a word; `WriteResult` says more. */
export type OperationResult = WriteResult['kind'];

/** What an applied write did. */
export type WriteResult =
  /** New, or written anew after a deletion. */
  | { readonly kind: 'stored'; readonly memory: StoredMemory }
  /** The same memory was there already (a retry): nothing changed, and this is the one that stays. */
  | { readonly kind: 'existing'; readonly memory: StoredMemory }
  /** The id was there with another content: the later write won. */
  | { readonly kind: 'replaced'; readonly memory: StoredMemory }
  | { readonly kind: 'deleted'; readonly memoryId: MemoryId }
  /** Nothing to delete; or a late retry of a store whose memory was deleted since. */
  | { readonly kind: 'not-found'; readonly memoryId: MemoryId };

/** What an applied entry did. */
export type ApplyResult =
  | WriteResult
  | { readonly kind: 'suppressed'; readonly memoryId: MemoryId }
  /** One result for each operation of an `operations` entry, in order. */
  | { readonly kind: 'operations'; readonly results: readonly OperationResult[] }
  /** The entry is none of the store's. */
  | { readonly kind: 'ignored' };
