/** Whether copies agree, what they disagree about, and how to make them agree. */
import * as z from 'zod';
import { count, endpoint, moment, nodeId, noFields, spaceId } from './endpoint.ts';

const fraction = z.number().min(0).max(1);
const syncId = z.string().regex(/^sync_[a-z0-9-]+_[0-9a-z]+$/, {
  error: 'expected the `sync_id` that a full sync answered with',
});
const conflictId = z.string().regex(/^conf_[0-9a-f]{16}$/, {
  error: 'expected an id from GET /api/v1/cluster/conflicts',
});

export const getDivergence = endpoint({
  method: 'GET',
  path: '/api/v1/cluster/divergence',
  summary: 'Each copy on an alive node that differs from the most advanced copy of its space.',
  params: noFields,
  query: noFields,
  request: null,
  status: 200,
  response: z.array(
    z.object({
      space_id: spaceId,
      /** Holds the most advanced copy. */
      node_a: nodeId,
      /** Holds the copy that differs. */
      node_b: nodeId,
      /**
       * `missing`: the node should hold a copy and has none. `stale`: it is behind and catches up by itself.
       * `conflicting`: same sequence, other content; it is repaired from the primary.
       */
      divergence_type: z.enum(['missing', 'stale', 'conflicting']),
      /** What differs. Patterns are what consolidation found; they are only ever stale, until gossip has met. */
      subject: z.enum(['memories', 'patterns']),
    }),
  ),
  errors: [],
});

const side = z.object({
  node: nodeId,
  /** Patterns of the space of which this node made a version that counts. */
  pattern_count: count,
  /** Mean confidence of its versions of the patterns in question. */
  confidence: fraction,
});

export const getConflicts = endpoint({
  method: 'GET',
  path: '/api/v1/cluster/conflicts',
  summary:
    'Patterns that two nodes found differently without knowing of each other. Memories are never in conflict.',
  params: noFields,
  query: z.strictObject({ space: spaceId.optional() }),
  request: null,
  status: 200,
  response: z.array(
    z.object({
      /** Changes when the versions do. */
      id: conflictId,
      space_id: spaceId,
      type: z.literal('consolidation_divergence'),
      side_a: side,
      side_b: side,
      /** Ids of the patterns in question. */
      patterns: z.array(z.string()),
      /** When the copy that answered noticed. */
      detected_at: moment,
      /** Resolved ones are not listed. */
      status: z.literal('unresolved'),
    }),
  ),
  errors: [],
});

export const resolveConflicts = endpoint({
  method: 'POST',
  path: '/api/v1/cluster/conflicts/resolve',
  summary: 'Makes one version of each pattern in conflict. Memories stay as they are.',
  params: noFields,
  query: noFields,
  request: z.strictObject({
    /**
     * `higher_confidence`: the surest version wins. `merge`: all in one, trusted less the less they overlap.
     * `manual`: the version of `side` wins.
     */
    strategy: z.enum(['higher_confidence', 'merge', 'manual']).default('higher_confidence'),
    /** Default: all. */
    conflict_ids: z.array(conflictId).min(1).max(1_000).optional(),
    /** Default: all spaces. */
    space_id: spaceId.optional(),
    /** Of `manual`: `a`, `b`, or the id of the node whose versions win. */
    side: nodeId.optional(),
    /** Says what would happen and changes nothing. */
    dry_run: z.boolean().default(false),
  }),
  status: 200,
  response: z.object({
    strategy: z.enum(['higher_confidence', 'merge', 'manual']),
    dry_run: z.boolean(),
    /** Conflicts that are gone, or would be. */
    resolved: count,
    /** Conflicts of these spaces that are left. */
    remaining: count,
    conflicts: z.array(z.object({ id: conflictId, space_id: spaceId, patterns: count })),
    /** Spaces of which no copy answered: their conflicts stay, and are not counted. */
    missing: z.array(z.object({ space: spaceId, reason: z.string() })),
  }),
  errors: [],
});

const sync = z.object({
  sync_id: syncId,
  /** `failed`: a node did not report, or copies were not equal within 60 s; see `failures` and `unfinished`. */
  status: z.enum(['syncing', 'complete', 'failed']),
  nodes_total: count,
  nodes_completed: count,
  /** Null while it waits for the one before it, and up to 10 s more. */
  started_at: moment.nullable(),
  finished_at: moment.nullable(),
  /** Spaces that are not equal on all alive copies. */
  unfinished: z.array(spaceId),
  failures: z.array(z.object({ node: nodeId, reason: z.string() })),
});

export const startFullSync = endpoint({
  method: 'POST',
  path: '/api/v1/cluster/gossip/full-sync',
  summary:
    'All alive nodes bring all copies together, instead of one pair a round. It reads every copy, so a node carries one out at a time, 10 s apart (twice the gossip interval if that is less): the answer names one that begins now or is the next, and everybody who asks meanwhile gets the same.',
  params: noFields,
  query: noFields,
  request: noFields,
  status: 202,
  response: sync,
  errors: [],
});

export const getFullSync = endpoint({
  method: 'GET',
  path: '/api/v1/cluster/gossip/full-sync/:id',
  summary: 'How far a full sync is. The node where it was ordered remembers the last 64.',
  params: z.strictObject({ id: syncId }),
  query: noFields,
  request: null,
  status: 200,
  response: sync,
  errors: [],
});

export const getGossipHealth = endpoint({
  method: 'GET',
  path: '/api/v1/cluster/gossip/health',
  summary: 'How gossip of the node that answers is getting on.',
  params: noFields,
  query: noFields,
  request: null,
  status: 200,
  response: z.object({
    /** Share of its last 200 calls that had no answer. */
    message_drop_rate: fraction,
    /** Copies of memories here that differed from the primary's at the same sequence, since the start. Not 0: a disk or memory is damaged. */
    merkle_mismatches: count,
    /** Of these, put right by taking the primary's state. */
    merkle_repairs: count,
    /** Times that patterns differed from a peer's when roots were compared: normal wherever something is new. */
    pattern_mismatches: count,
    rounds_total: count,
    /** Null before the first round. */
    last_round_ms_ago: z.number().nonnegative().nullable(),
    peers: z.array(
      z.object({
        id: nodeId,
        /** Null: it never answered. */
        last_sync_ms_ago: z.number().nonnegative().nullable(),
        failures: count,
        /** Why the last call failed; null if it did not. */
        last_error: z.string().nullable(),
      }),
    ),
  }),
  errors: [],
});
