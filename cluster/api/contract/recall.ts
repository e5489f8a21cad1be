/** Recalling memories by what they are about, and what consolidation made of them. */
import * as z from 'zod';
import { shownConfidence } from './confidence.ts';
import { count, endpoint, memoryId, moment, noFields, spaceId } from './endpoint.ts';

/** Numbers of an embedding. */
export const embeddingLength = 768;

export const embedding = z
  .array(z.number())
  .length(embeddingLength, { error: `expected ${embeddingLength} numbers` });

const text = z.string().trim().min(1).max(10_000);
const instant = z.iso.datetime({ offset: true });
const tag = z.string().min(1).max(100);
const fraction = z.number().min(0).max(1);

const list = <Item extends z.ZodType<unknown, string>>(item: Item) =>
  z
    .string()
    .transform((words) => words.split(','))
    .pipe(z.array(item).max(100));

const number = z
  .string()
  .regex(/^\d+(\.\d+)?$/, { error: 'expected a number' })
  .transform(Number);

const yesOrNo = z.enum(['true', 'false']).transform((word) => word === 'true');

const embeddingText = z
  .string()
  .transform((json, context): unknown => {
    try {
      return JSON.parse(json);
    } catch {
      context.addIssue({ code: 'custom', message: 'expected a JSON array of numbers' });
      return z.NEVER;
    }
  })
  .pipe(embedding);

const maxResults = z.int().min(1).max(100);

/** One word that stands for all spaces. */
export const everySpace = '*';

const recallQuery = z.strictObject({
  /** Words to look for. This or `embedding` is required. */
  query: text.optional(),
  /** JSON array of 768 numbers. Long ones do not fit into a URL: use the POST form. */
  embedding: embeddingText.optional(),
  /** Default: 10. At most 100. */
  max_results: number.pipe(maxResults).default(10),
  /** Least similarity. Default: 0.5. */
  threshold: number.pipe(fraction).default(0.5),
  include_metadata: yesOrNo.default(false),
  /** Separated by commas; a memory must have all of them. */
  required_tags: list(tag).default([]),
  /** And none of these. */
  excluded_tags: list(tag).default([]),
  /** Observed at this moment or later. */
  from_time: instant.optional(),
  /** Observed at this moment or before. */
  to_time: instant.optional(),
  /** The only one there is. */
  mode: z.literal('similarity').default('similarity'),
  space: spaceId.optional(),
  /** Several spaces, separated by commas, or `*` for all. Instead of `space`. */
  spaces: z.union([z.literal(everySpace), list(spaceId)]).optional(),
});

const recallRequest = z.strictObject({
  query: text.optional(),
  embedding: embedding.optional(),
  max_results: maxResults.default(10),
  threshold: fraction.default(0.5),
  include_metadata: z.boolean().default(false),
  required_tags: z.array(tag).max(100).default([]),
  excluded_tags: z.array(tag).max(100).default([]),
  from_time: instant.optional(),
  to_time: instant.optional(),
  mode: z.literal('similarity').default('similarity'),
  memory_space_id: spaceId.optional(),
  spaces: z.union([z.literal(everySpace), z.array(spaceId).min(1).max(100)]).optional(),
});

const recalled = z.object({
  id: memoryId,
  content: z.string(),
  /** The memory's own. */
  confidence: shownConfidence,
  /** The same number as `similarity_score`: nothing spreads from memory to memory. */
  activation_level: fraction,
  /** By words the share of the question's weight that it contains, by embedding the cosine, with both their mean. */
  similarity_score: fraction,
  /** `local`: the asked node holds the copy that answered; else the id of the node that does. */
  retrieval_path: z.string(),
  observed_at: moment,
  /** Always null: reading leaves no trace. */
  last_access: z.null(),
  tags: z.array(z.string()),
  memory_type: z.enum(['Semantic', 'Episodic', 'Procedural']),
  relevance_explanation: z.string(),
  memory_space_id: spaceId,
});

/** Which of the asked spaces answered. */
const partitions = z.object({
  /** Spaces that were asked. */
  expected: count,
  responding: count,
  /** Spaces of which no copy answered in time; their memories are missing from the answer. */
  missing: z.array(z.object({ space: spaceId, reason: z.string() })),
});

const recallAnswer = z.object({
  memories: z.object({
    /** Confidence above 0.7. */
    vivid: z.array(recalled),
    /** The others. */
    associated: z.array(recalled),
    /** Always empty: nothing is made up. */
    reconstructed: z.array(recalled),
  }),
  /** Mean of similarity × confidence, lowered when spaces are missing or the network is split: see `reasoning`. */
  recall_confidence: shownConfidence,
  query_analysis: z.object({
    understood_intent: z.string(),
    search_strategy: z.enum(['words', 'embedding', 'words and embedding']),
    /** Low up to 1,000 memories searched, Medium up to 100,000, else High. */
    cognitive_load: z.enum(['Low', 'Medium', 'High']),
    suggestions: z.array(z.string()),
  }),
  partitions,
  /** Null unless `include_metadata`. */
  metadata: z
    .object({
      total_memories_searched: count,
      /** Memories that reached the threshold, `max_results` left aside. */
      total_matches: count,
      activation_spread_hops: z.literal(0),
      processing_time_ms: z.number().nonnegative(),
    })
    .nullable(),
  system_message: z.string(),
});

export const recall = endpoint({
  method: 'GET',
  path: '/api/v1/memories/recall',
  summary:
    'The memories most similar to words or an embedding. Spaces that do not answer are listed, not an error.',
  access: 'memory:read',
  params: noFields,
  query: recallQuery,
  request: null,
  status: 200,
  response: recallAnswer,
  errors: [],
});

export const recallWithBody = endpoint({
  method: 'POST',
  path: '/api/v1/memories/recall',
  summary: 'The same question in a body, where an embedding has room.',
  access: 'memory:read',
  params: noFields,
  query: z.strictObject({ space: spaceId.optional() }),
  request: recallRequest,
  status: 200,
  response: recallAnswer,
  errors: [],
});

export const query = endpoint({
  method: 'POST',
  path: '/api/v1/query',
  summary: 'Episodes that match a text, with the confidence in them as an interval.',
  access: 'memory:read',
  params: noFields,
  query: z.strictObject({ space: spaceId.optional() }),
  request: z.strictObject({
    query_text: text,
    memory_space_id: spaceId.optional(),
    /** Default: 10. */
    limit: maxResults.default(10),
    /** Least similarity. Default: 0.5. */
    threshold: fraction.default(0.5),
  }),
  status: 200,
  response: z.object({
    episodes: z.array(
      z.object({
        id: memoryId,
        content: z.string(),
        confidence: fraction,
        similarity: fraction,
        timestamp: moment,
      }),
    ),
    /** Lowest, mean and highest similarity × confidence of the episodes, each lowered like `recall_confidence`. */
    aggregate_confidence: z.object({
      lower_bound: fraction,
      mean: fraction,
      upper_bound: fraction,
      width: fraction,
    }),
    /** Memories that reached the threshold. */
    total_count: count,
    execution_time_ms: z.number().nonnegative(),
    partitions,
  }),
  errors: [],
});
