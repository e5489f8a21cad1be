/** Examples of what consolidation finds, of copies that differ in it, and of how they come together. */
import type { Example } from './example.ts';

const moment = '2026-01-05T10:00:00.004Z';
const later = '2026-01-05T10:00:01.310Z';
const disk = 'belief_1fc73abbf77e6c7b';
const conflict = 'conf_5b0c1f6a2d9e8437';
const sync = 'sync_node-1_mx0p5ik4';

const unanswered =
  'No answer to `http://10.0.1.11:7432/internal/v1/gossip`: the deadline of 2000 ms passed.';

const belief = {
  id: disk,
  topic: 'disk',
  strength: 1,
  schema_confidence: 0.646154,
  last_consolidated: moment,
  citations: ['disk-0', 'disk-1', 'disk-10'],
  stats: { episode_count: 12, average_source_confidence: 0.7, freshness_hours: 0.0004 },
  consolidated_by: 'node-1',
  versions: 1,
};
const answer = {
  generated_at: later,
  beliefs: [belief],
  stats: { total: 1, conflicting: 0, node: 'node-1' },
  memory_space_id: 'ops',
};
const citations = Array.from({ length: 12 }, (_, index) => `disk-${index}`).sort();
const exact = [
  '.beliefs[].id',
  '.beliefs[].topic',
  '.beliefs[].stats.episode_count',
  '.beliefs[].consolidated_by',
  '.stats',
];

/** Space `ops` has twelve memories of a disk; node-1 is its primary, node-2 and node-3 hold the other copies. */
export const beliefExamples: readonly Example[] = [
  {
    endpoint: 'getConsolidations',
    title: 'Twelve memories share a word; three of them are cited here.',
    query: '?space=ops&max_episodes=3',
    response: answer,
    exact: [...exact, '.beliefs[].citations'],
  },
  {
    endpoint: 'getConsolidation',
    title: 'The same belief by its id, with all that it rests on.',
    params: { id: disk },
    query: '?space=ops',
    response: { ...answer, beliefs: [{ ...belief, citations }] },
    exact: [...exact, '.beliefs[].citations'],
  },
];

/** Gossip does not reach node-2, and there are more memories since. */
export const divergenceExamples: readonly Example[] = [
  {
    endpoint: 'getDivergence',
    title: 'node-2 has all memories, and has not heard what consolidation found in the last ones.',
    response: [
      {
        space_id: 'ops',
        node_a: 'node-1',
        node_b: 'node-2',
        divergence_type: 'stale',
        subject: 'patterns',
      },
    ],
    exact: [''],
  },
  {
    endpoint: 'getGossipHealth',
    title: 'Calls of node-1 to node-2 have no answer.',
    response: {
      message_drop_rate: 0.08,
      merkle_mismatches: 0,
      merkle_repairs: 0,
      pattern_mismatches: 3,
      rounds_total: 14,
      last_round_ms_ago: 212,
      peers: [
        { id: 'node-2', last_sync_ms_ago: 3_480, failures: 2, last_error: unanswered },
        { id: 'node-3', last_sync_ms_ago: 212, failures: 0, last_error: null },
      ],
    },
    exact: ['.merkle_mismatches', '.peers[].id', '.peers[].last_error'],
  },
  {
    endpoint: 'promoteReplica',
    title: 'node-2 becomes the primary.',
    params: { id: 'ops' },
    body: { new_replica_node: 'node-2', promote_to_primary: true },
    response: {
      status: 'promoting',
      space_id: 'ops',
      new_replica_node: 'node-2',
      replaces: null,
      rebalance_id: 'reb_93d2f07c',
    },
    exact: ['.status', '.replaces'],
  },
  {
    endpoint: 'getRebalanceStatus',
    title: 'What came of a promotion, by its id.',
    query: '?rebalance_id=reb_93d2f07c',
    response: {
      state: 'complete',
      rebalance_id: 'reb_93d2f07c',
      reason: 'promotion',
      started_at: moment,
      finished_at: later,
      partitions_moved: 1,
      partitions_remaining: 0,
      bytes_moved: 0,
      recent_failures: [],
      moves: [
        {
          space_id: 'ops',
          kind: 'primary',
          source_node: 'node-1',
          target_node: 'node-2',
          state: 'done',
          progress_pct: 100,
          bytes: 0,
          error: null,
        },
      ],
    },
    exact: ['.state', '.reason', '.partitions_moved', '.moves[]'],
  },
];

/** node-2, the primary since, found something by itself before gossip reached it again. */
export const conflictExamples: readonly Example[] = [
  {
    endpoint: 'getConflicts',
    title: 'node-1 and node-2 know the same belief differently.',
    query: '?space=ops',
    response: [
      {
        id: conflict,
        space_id: 'ops',
        type: 'consolidation_divergence',
        side_a: { node: 'node-1', pattern_count: 1, confidence: 0.6563 },
        side_b: { node: 'node-2', pattern_count: 1, confidence: 0.6588 },
        patterns: [disk],
        detected_at: moment,
        status: 'unresolved',
      },
    ],
    exact: ['[].space_id', '[].patterns'],
  },
  {
    endpoint: 'resolveConflicts',
    title: 'What would happen if what node-2 found were to win in this one.',
    body: { strategy: 'manual', side: 'node-2', conflict_ids: [conflict], dry_run: true },
    response: {
      strategy: 'manual',
      dry_run: true,
      resolved: 1,
      remaining: 0,
      conflicts: [{ id: conflict, space_id: 'ops', patterns: 1 }],
      missing: [],
    },
    exact: ['.dry_run', '.resolved', '.remaining'],
  },
  {
    endpoint: 'resolveConflicts',
    title: 'In each conflict there is, the surest version wins.',
    body: { strategy: 'higher_confidence' },
    response: {
      strategy: 'higher_confidence',
      dry_run: false,
      resolved: 1,
      remaining: 0,
      conflicts: [{ id: conflict, space_id: 'ops', patterns: 1 }],
      missing: [],
    },
    exact: ['.dry_run', '.resolved', '.remaining'],
  },
  {
    endpoint: 'startFullSync',
    title: 'All copies at once, instead of round by round.',
    body: {},
    response: {
      sync_id: sync,
      status: 'syncing',
      nodes_total: 4,
      nodes_completed: 0,
      started_at: moment,
      finished_at: null,
      unfinished: [],
      failures: [],
    },
    exact: ['.status', '.nodes_total'],
  },
  {
    endpoint: 'getFullSync',
    title: 'All copies are equal.',
    params: { id: sync },
    response: {
      sync_id: sync,
      status: 'complete',
      nodes_total: 4,
      nodes_completed: 4,
      started_at: moment,
      finished_at: later,
      unfinished: [],
      failures: [],
    },
    exact: ['.status', '.nodes_completed', '.unfinished'],
  },
];
