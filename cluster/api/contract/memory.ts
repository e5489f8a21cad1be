/** Memories: what clients store, read, list and delete. */
import * as z from 'zod';
import { shownConfidence } from './confidence.ts';
import { count, endpoint, memoryId, moment, noFields, spaceId } from './endpoint.ts';
import { embedding } from './recall.ts';

/**
 * Headers that name the space, all meaning the same. The space is taken from the header, else `?space=`, else
 * `memory_space_id` in the body, else it is `default`; places that disagree are refused with 400.
 */
export const spaceHeaders = [
  'x-memory-space',
  'x-engram-memory-space',
  'x-memory-space-id',
] as const;

export const defaultSpace = 'default';

/** Longest content, UTF-8 bytes. */
export const contentBytesMax = 100_000;

export const confidence = z.number().min(0).max(1);

export const memoryType = z.enum(['semantic', 'episodic', 'procedural']);

export const content = z
  .string()
  .refine((text) => text.trim() !== '', { error: 'expected some text, got only blanks' })
  .refine((text) => Buffer.byteLength(text) <= contentBytesMax, {
    error: `expected at most ${contentBytesMax} bytes of UTF-8`,
  });

export const tags = z.array(z.string().min(1).max(100)).max(100);

const rememberRequest = z.strictObject({
  content,
  /** Default: `mem_` and 8 hexadecimal digits. Storing an id again replaces its memory, so repeating a write is safe. */
  id: memoryId.optional(),
  confidence: confidence.default(0.7),
  confidence_reasoning: z.string().max(1_000).optional(),
  tags: tags.default([]),
  /** What `recall` compares by cosine. Kept with the memory; no answer repeats it. */
  embedding: embedding.optional(),
  memory_type: memoryType.default('semantic'),
  /** When it was observed, RFC 3339 with any offset. Default: now. */
  timestamp: z.iso.datetime({ offset: true }).optional(),
  memory_space_id: spaceId.optional(),
});

export const remember = endpoint({
  method: 'POST',
  path: '/api/v1/memories/remember',
  summary:
    'Stores a memory. Success means that a majority of the copies have it on disk; with `ack_mode` async, that the primary has.',
  access: 'memory:write',
  params: noFields,
  query: z.strictObject({ space: spaceId.optional() }),
  request: rememberRequest,
  status: 201,
  response: z.object({
    memory_id: memoryId,
    memory_space_id: spaceId,
    storage_confidence: shownConfidence,
    consolidation_state: z.literal('Recent'),
    /** The request's `timestamp`, in UTC. */
    observed_at: moment,
    /** When the primary took the write. */
    stored_at: moment,
    /** Position of the write in its space. */
    sequence: z.int().positive(),
    /** Epoch of the space in which it was written. */
    epoch: z.int().positive(),
    links: z.object({ self: z.string() }),
    auto_links: z.array(z.string()),
    /**
     * `replaced`: the id was there with another content. `accepted`: by `ack_mode` async only the primary has it on disk;
     * a failover may lose it, and a read may not find it for a moment.
     */
    system_message: z.enum(['stored', 'replaced', 'accepted']),
  }),
  errors: [],
});

/**
 * `primary`: answered by the space's primary with everything that was acknowledged before the request. One that is cut off
 * from the majority answers nothing: the request is answered by its successor, or with 503.
 * `local`: whatever the copy on the asked node holds; 404 if it holds no copy of the space.
 */
const consistency = z.enum(['primary', 'local']).default('primary');

export const getMemory = endpoint({
  method: 'GET',
  path: '/api/v1/memories/:id',
  summary: 'One memory by its id.',
  access: 'memory:read',
  params: z.strictObject({ id: memoryId }),
  query: z.strictObject({ space: spaceId.optional(), consistency }),
  request: null,
  status: 200,
  response: z.object({
    id: memoryId,
    content: z.string(),
    confidence,
    /** When it was observed. */
    timestamp: moment,
    memory_type: memoryType,
    tags: z.array(z.string()),
    /** True: recall leaves it out. */
    suppressed: z.boolean(),
    memory_space_id: spaceId,
    stored_at: moment,
  }),
  errors: ['MEMORY_NOT_FOUND'],
});

/** A whole number written in decimal digits. */
const wholeNumber = (fallback: number, min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, { error: `expected a whole number from ${min} to ${max}` })
    .transform(Number)
    .pipe(z.int().min(min).max(max))
    .default(fallback);

export const listMemories = endpoint({
  method: 'GET',
  path: '/api/v1/memories',
  summary:
    'The memories of a space in the order in which they were first stored, a page at a time.',
  access: 'memory:read',
  params: noFields,
  query: z.strictObject({
    space: spaceId.optional(),
    consistency,
    /** Everything is in the hot tier. */
    tier: z.enum(['hot', 'warm', 'cold', 'all']).default('all'),
    offset: wholeNumber(0, 0, Number.MAX_SAFE_INTEGER),
    limit: wholeNumber(100, 1, 1_000),
  }),
  request: null,
  status: 200,
  response: z.object({
    memories: z.array(
      z.object({ id: memoryId, content: z.string(), confidence, timestamp: moment }),
    ),
    /** Memories in this page. */
    count,
    pagination: z.object({ offset: count, limit: count, returned: count }),
    /** Memories in the space, per tier; `total` is the number to compare after a failure. */
    tier_counts: z.object({ hot: count, warm: count, cold: count, total: count }),
    memory_space_id: spaceId,
  }),
  errors: [],
});

export const deleteMemory = endpoint({
  method: 'DELETE',
  path: '/api/v1/memories/:id',
  summary:
    'Deletes a memory. Success means that a majority of the copies have forgotten it durably.',
  access: 'memory:delete',
  params: z.strictObject({ id: memoryId }),
  query: z.strictObject({
    space: spaceId.optional(),
    /** `suppress`: the memory stays, and recall does not bring it up until it is stored again. Since 0.2.0. */
    mode: z.enum(['delete', 'suppress']).default('delete'),
  }),
  request: null,
  status: 200,
  response: z.object({
    status: z.enum(['deleted', 'suppressed']),
    memory_id: memoryId,
    memory_space_id: spaceId,
    sequence: z.int().positive(),
  }),
  errors: ['MEMORY_NOT_FOUND', 'FEATURE_NOT_ENABLED'],
});
