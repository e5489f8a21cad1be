/** Many operations on memories in one request. */
import { ApiError } from '../../errors.ts';
import type { NodeParts } from '../../node/parts.ts';
import type { DeleteOperation, StoreOperation, WriteOperation } from '../../store/operations.ts';
import type { OperationResult, StoredMemory } from '../../store/record.ts';
import type { MemoryOperation, OperationResultBody } from '../contract/operations.ts';
import { endpoints } from '../contract.ts';
import type { Deadline } from '../deadline.ts';
import { isPlainOperations } from '../plain-operations.ts';
import { type Call, type Route, route } from '../route.ts';
import { selectSpace } from '../space.ts';

/** How many operations of one kind a request held, and the failures among them. */
export type OperationCount = {
  readonly operation: MemoryOperation['op'];
  readonly count: number;
  readonly errors: readonly ApiError[];
  readonly durationMs: number;
};

type Deps = Pick<NodeParts, 'clock' | 'operations'> & {
  /** Called once for each kind of operation in a request, for metrics. */
  readonly onOperations: (count: OperationCount) => void;
};

export function operationRoutes(deps: Deps): readonly Route[] {
  return [route(endpoints.operate, (call) => operate(deps, call), isPlainOperations)];
}

/** The operations of one space, and where in the request each stood. */
type Share = {
  readonly writes: WriteOperation[];
  readonly writeIndexes: number[];
  readonly ids: string[];
  readonly idIndexes: number[];
};

type Results = (OperationResultBody | ApiError | undefined)[];

async function operate(deps: Deps, call: Call<typeof endpoints.operate>) {
  const { body, query, headers, deadline } = call;
  const { operations } = body;
  const startedAt = performance.now();
  const fallback = selectSpace({ headers, query: query.space, body: undefined });
  const storedAt = new Date(deps.clock.wallMs()).toISOString();
  const results: Results = new Array(operations.length);
  const pending: Promise<void>[] = [];
  for (const [space, share] of bySpace(operations, fallback)) {
    if (share.writes.length > 0)
      pending.push(writeShare(deps, { space, share, storedAt, deadline, operations, results }));
    if (share.ids.length > 0) pending.push(readShare(deps, { space, share, deadline, results }));
  }
  await Promise.all(pending);
  const durationMs = performance.now() - startedAt;
  for (const count of countKinds(operations, results)) deps.onOperations({ ...count, durationMs });
  const bodies = results.map((result, index) => toBody(result, operations[index]?.id ?? ''));
  const failed = bodies.reduce((sum, { status }) => sum + (status === 'failed' ? 1 : 0), 0);
  return { body: { results: bodies, failed } };
}

function bySpace(
  operations: readonly MemoryOperation[],
  fallback: string,
): ReadonlyMap<string, Share> {
  const shares = new Map<string, Share>();
  for (let index = 0; index < operations.length; index += 1) {
    const operation = operations[index];
    if (operation === undefined) continue;
    const space = operation.space ?? fallback;
    let share = shares.get(space);
    if (share === undefined) {
      share = { writes: [], writeIndexes: [], ids: [], idIndexes: [] };
      shares.set(space, share);
    }
    if (operation.op === 'get') {
      share.ids.push(operation.id);
      share.idIndexes.push(index);
    } else {
      share.writes.push(toWrite(operation));
      share.writeIndexes.push(index);
    }
  }
  return shares;
}

/** Mostly there is nothing but an id and a content: what is left out is not looked for again, nor made. */
function toWrite(operation: Exclude<MemoryOperation, { op: 'get' }>): WriteOperation {
  const { id, operation_id: operationId } = operation;
  const write: Writable<StoreOperation> | Writable<DeleteOperation> =
    operation.op === 'delete' ? { delete: id } : { id, content: operation.content };
  if (operationId !== undefined) write.operationId = operationId;
  if ('delete' in write || operation.op === 'delete') return write;
  const { confidence, confidence_reasoning: reasoning, tags, memory_type, timestamp } = operation;
  if (confidence !== undefined) write.confidence = confidence;
  if (reasoning !== undefined) write.reasoning = reasoning;
  if (tags !== undefined) write.tags = tags;
  if (memory_type !== undefined) write.memoryType = memory_type;
  if (timestamp !== undefined) write.observedAt = new Date(timestamp).toISOString();
  return write;
}

type Writable<Shape> = { -readonly [Field in keyof Shape]: Shape[Field] };

type ShareWork = {
  readonly space: string;
  readonly share: Share;
  readonly deadline: Deadline;
  readonly results: Results;
};

async function writeShare(
  { operations: node }: Deps,
  {
    space,
    share,
    storedAt,
    deadline,
    operations,
    results,
  }: ShareWork & {
    readonly storedAt: string;
    readonly operations: readonly MemoryOperation[];
  },
): Promise<void> {
  try {
    const done = await node.write(space, share.writes, storedAt, deadline);
    share.writeIndexes.forEach((index, place) => {
      const operation = operations[index];
      const result = done.results === null ? 'accepted' : done.results[place];
      if (operation !== undefined && result !== undefined)
        results[index] = written(operation, result, done.sequence);
    });
  } catch (thrown) {
    for (const index of share.writeIndexes) results[index] = failureOf(thrown);
  }
}

async function readShare(
  { operations: node }: Deps,
  { space, share, deadline, results }: ShareWork,
): Promise<void> {
  try {
    const memories = await node.read(space, share.ids, deadline);
    share.idIndexes.forEach((index, place) => {
      results[index] = read(share.ids[place] ?? '', memories[place] ?? null);
    });
  } catch (thrown) {
    for (const index of share.idIndexes) results[index] = failureOf(thrown);
  }
}

/** A bug is no result: it ends the whole request with a 500. */
function failureOf(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  throw thrown;
}

function written(
  { op, id }: MemoryOperation,
  result: OperationResult | 'accepted',
  sequence: number,
): OperationResultBody {
  if (result === 'accepted') return { status: 'accepted', id, sequence };
  if (op === 'delete')
    return result === 'not-found'
      ? { status: 'not_found', id }
      : { status: 'deleted', id, sequence };
  // A retry that came late finds that somebody has deleted the memory since: it was stored all the same.
  return { status: result === 'replaced' ? 'replaced' : 'stored', id, sequence };
}

function read(id: string, memory: StoredMemory | null): OperationResultBody {
  if (memory === null) return { status: 'not_found', id };
  return {
    status: 'found',
    id,
    content: memory.content,
    confidence: memory.confidence,
    timestamp: memory.observedAt,
    memory_type: memory.memoryType,
    tags: memory.tags as string[],
    stored_at: memory.storedAt,
  };
}

function toBody(result: Results[number], id: string): OperationResultBody {
  if (result === undefined) throw new Error(`The operation on \`${id}\` has no result.`);
  if (!(result instanceof ApiError)) return result;
  const { code, message, details } = result;
  const { outcome } = details;
  return { status: 'failed', id, code, message, ...(outcome === undefined ? {} : { outcome }) };
}

function countKinds(
  operations: readonly MemoryOperation[],
  results: Results,
): readonly Omit<OperationCount, 'durationMs'>[] {
  const kinds = new Map<MemoryOperation['op'], { count: number; errors: ApiError[] }>();
  for (let index = 0; index < operations.length; index += 1) {
    const op = operations[index]?.op ?? 'get';
    let kind = kinds.get(op);
    if (kind === undefined) {
      kind = { count: 0, errors: [] };
      kinds.set(op, kind);
    }
    kind.count += 1;
    const result = results[index];
    if (result instanceof ApiError) kind.errors.push(result);
  }
  return [...kinds].map(([operation, kind]) => ({ operation, ...kind }));
}
