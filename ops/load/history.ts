// The history of a load: one JSON line per operation, as it was decided.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { Failure } from '../failure.ts';

/**
 * Of a write. `ok`: acknowledged, so it must never be lost. `fail`: certainly not applied. `unknown`: it may have been
 * applied, because a request that may have arrived was not answered in time.
 */
export type Outcome = 'ok' | 'fail' | 'unknown';

type Common = {
  readonly op_id: string;
  /** The writer; one history may hold several. */
  readonly process: string;
  readonly space: string;
  readonly memory_id: string;
  /** Unix milliseconds with fractions, when the operation was due; of a read, when it was sent. */
  readonly start: number;
  /** Unix milliseconds with fractions, when its outcome was known. */
  readonly end: number;
  /** Node of the last attempt. */
  readonly node: string;
};

export type WriteOperation = Common & { readonly op: 'remember'; readonly outcome: Outcome };

/** One try to read a memory from the copy that a node holds. */
export type ReadOperation = Common & {
  readonly op: 'get';
  readonly consistency: 'local';
  /** `fail`: there was no answer that says whether it is there. */
  readonly outcome: 'ok' | 'fail';
  /** Null without an answer. */
  readonly found: boolean | null;
};

export type Operation = WriteOperation | ReadOperation;

export function writesOf(history: readonly Operation[]): readonly WriteOperation[] {
  return history.filter((operation) => operation.op === 'remember');
}

export function readsOf(history: readonly Operation[]): readonly ReadOperation[] {
  return history.filter((operation) => operation.op === 'get');
}

/** A moment of the monotonic clock in Unix milliseconds, to the microsecond. */
export function toUnix(monotonic: number): number {
  return Math.round((performance.timeOrigin + monotonic) * 1_000) / 1_000;
}

export type HistoryWriter = {
  readonly add: (operation: Operation) => void;
  readonly close: () => void;
};

/** Opens a history for appending. Each line is handed to the system at once, so it outlives a killed writer. */
export function openHistory(path: string): HistoryWriter {
  let file: number;
  try {
    file = openSync(path, 'a');
  } catch (error) {
    throw new Failure(
      'could-not',
      `Could not open the history \`${path}\`: ${(error as Error).message}`,
      {
        hint: 'name a file in a folder that exists and that you may write to',
      },
    );
  }
  return {
    add: (operation) => writeSync(file, `${JSON.stringify(operation)}\n`),
    close: () => closeSync(file),
  };
}

/** All operations of a history. A last line without its end is the trace of a killed writer and is left out. */
export function readHistory(path: string): readonly Operation[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Failure(
      'usage',
      `Could not read the history \`${path}\`: ${(error as Error).message}`,
      {
        hint: 'name a file that `engram-ops load write --history FILE` has written',
      },
    );
  }
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line, index) => parseLine(line, `${path}:${index + 1}`));
}

function parseLine(line: string, where: string): Operation {
  try {
    const operation: unknown = JSON.parse(line);
    if (isOperation(operation)) return operation;
  } catch {
    // Said below.
  }
  throw new Failure('usage', `${where} Unexpected line, expected an operation of a history`, {
    hint: 'name a file that `engram-ops load write --history FILE` has written',
  });
}

function isOperation(value: unknown): value is Operation {
  const { op, memory_id, space, start, end, outcome, found } = value as Record<string, unknown>;
  if (typeof memory_id !== 'string' || typeof space !== 'string') return false;
  if (typeof start !== 'number' || typeof end !== 'number') return false;
  if (op === 'remember') return outcome === 'ok' || outcome === 'fail' || outcome === 'unknown';
  return op === 'get' && (outcome === 'ok' ? typeof found === 'boolean' : outcome === 'fail');
}
