/** Many operations on memories in one request. */
import * as z from 'zod';
import { count, endpoint, memoryId, moment, noFields, spaceId } from './endpoint.ts';
import { confidence, content, memoryType, tags } from './memory.ts';

/** Most operations in one request. The body as a whole is bounded like every other, to 1 MiB. */
export const operationsMax = 1_000;

/** Space of this operation. Default: the request's, named by header or query, else `default`. */
const space = spaceId.optional();

/**
 * Name that a client gives one operation and all its retries: the operation takes effect once, as long as the space
 * remembers the name (its last 10,000 names). Without one, a repeated store of the same memory changes nothing either.
 */
const operationId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/, {
    error:
      'expected 1 to 64 characters of `A-Z`, `a-z`, `0-9`, `.`, `_`, `:` and `-`, the first a letter or digit',
  })
  .optional();

/** The fields of `POST /api/v1/memories/remember`; the id is the client's, so that a request can be repeated safely. */
const store = z.strictObject({
  op: z.literal('store'),
  id: memoryId,
  content,
  space,
  confidence: confidence.optional(),
  confidence_reasoning: z.string().max(1_000).optional(),
  tags: tags.optional(),
  memory_type: memoryType.optional(),
  timestamp: z.iso.datetime({ offset: true }).optional(),
  operation_id: operationId,
});

const get = z.strictObject({ op: z.literal('get'), id: memoryId, space });

const remove = z.strictObject({
  op: z.literal('delete'),
  id: memoryId,
  space,
  operation_id: operationId,
});

const operation = z.discriminatedUnion('op', [store, get, remove]);

export type MemoryOperation = z.infer<typeof operation>;

/** Sequence of the write in its space; writes of one request to one space share it. */
const sequence = z.int().positive();

const result = z.discriminatedUnion('status', [
  z.object({ status: z.literal('stored'), id: memoryId, sequence }),
  /** The id was there with another content. */
  z.object({ status: z.literal('replaced'), id: memoryId, sequence }),
  /** A store that only the primary has on disk so far, by `ack_mode` async; whether it replaced another is not known. */
  z.object({ status: z.literal('accepted'), id: memoryId, sequence }),
  z.object({ status: z.literal('deleted'), id: memoryId, sequence }),
  z.object({
    status: z.literal('found'),
    id: memoryId,
    content: z.string(),
    confidence,
    /** When it was observed. */
    timestamp: moment,
    memory_type: memoryType,
    tags: z.array(z.string()),
    stored_at: moment,
  }),
  /** Of a get or a delete. */
  z.object({ status: z.literal('not_found'), id: memoryId }),
  z.object({
    status: z.literal('failed'),
    id: memoryId,
    /** The code that the same operation alone would have been answered with. */
    code: z.string(),
    message: z.string(),
    /** Of a write: whether it certainly did not happen. */
    outcome: z.enum(['not_applied', 'unknown']).optional(),
  }),
]);

export type OperationResultBody = z.infer<typeof result>;

export const operate = endpoint({
  method: 'POST',
  path: '/api/v1/operations',
  summary:
    'Stores, reads and deletes many memories of any spaces. Each operation has its own result, and means what the same request alone would mean: a store or delete that succeeded is durable on a majority of its copies (`accepted`: on its primary). The writes to one space take effect together, in the order given; reads see each write of the same request or not.',
  access: 'memory',
  params: noFields,
  query: z.strictObject({ space: spaceId.optional() }),
  request: z.strictObject({ operations: z.array(operation).min(1).max(operationsMax) }),
  status: 200,
  response: z.object({
    /** One for each operation, in order. */
    results: z.array(result),
    /** Results that are `failed`. */
    failed: count,
  }),
  errors: [],
});
