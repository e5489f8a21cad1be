/** What consolidation found: beliefs, each resting on memories of one space. */
import * as z from 'zod';
import { count, endpoint, memoryId, moment, nodeId, noFields, spaceId } from './endpoint.ts';

const fraction = z.number().min(0).max(1);
const beliefId = z.string().regex(/^belief_[0-9a-f]{16}$/, {
  error: 'expected `belief_` and 16 hexadecimal digits',
});

const wholeNumber = (fallback: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, { error: `expected a whole number from 1 to ${max}` })
    .transform(Number)
    .pipe(z.int().min(1).max(max))
    .default(fallback);

const belief = z.object({
  /** The same for a topic on every node. */
  id: beliefId,
  /** The word that its memories share. */
  topic: z.string(),
  /** Share of the considered memories that have it. */
  strength: fraction,
  /** How far to trust it; lower when it was found during a partition. */
  schema_confidence: fraction,
  last_consolidated: moment,
  /** Ids of the memories that it rests on, sorted. */
  citations: z.array(memoryId),
  stats: z.object({
    episode_count: count,
    average_source_confidence: fraction,
    /** Hours since `last_consolidated`. */
    freshness_hours: z.number().nonnegative(),
  }),
  /** The node that found it. */
  consolidated_by: nodeId,
  /** More than 1: versions that do not know each other; the fields are those of the surest. See GET /api/v1/cluster/conflicts. */
  versions: z.int().positive(),
});

const answer = z.object({
  generated_at: moment,
  /** The strongest first. */
  beliefs: z.array(belief),
  stats: z.object({
    /** Beliefs of the space, those left out by `max_patterns` included. */
    total: count,
    conflicting: count,
    /** Node whose copy answered. */
    node: nodeId,
  }),
  memory_space_id: spaceId,
});

export const getConsolidations = endpoint({
  method: 'GET',
  access: 'memory:read',
  path: '/api/v1/consolidations',
  summary: 'The beliefs of a space as the last run of consolidation left them.',
  params: noFields,
  query: z.strictObject({
    space: spaceId.optional(),
    /** Longest list of citations for each belief. Default: 256. */
    max_episodes: wholeNumber(256, 10_000),
    /** Default: 100. */
    max_patterns: wholeNumber(100, 1_000),
  }),
  request: null,
  status: 200,
  response: answer,
  errors: [],
});

export const getConsolidation = endpoint({
  method: 'GET',
  access: 'memory:read',
  path: '/api/v1/consolidations/:id',
  summary: 'One belief, in the same form.',
  params: z.strictObject({ id: beliefId }),
  query: z.strictObject({ space: spaceId.optional() }),
  request: null,
  status: 200,
  response: answer,
  errors: ['CONSOLIDATION_NOT_FOUND'],
});
