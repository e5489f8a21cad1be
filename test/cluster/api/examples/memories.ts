/** Examples of what clients do with memories. */
import type { Example } from './example.ts';

const moment = '2026-01-05T10:00:00.004Z';
const space = { 'x-memory-space': 'notes' };
const confidence = { value: 0.8, category: 'High', reasoning: 'operator supplied' };
const stored = {
  memory_id: 'ops-17',
  memory_space_id: 'notes',
  storage_confidence: confidence,
  consolidation_state: 'Recent',
  observed_at: '2026-01-05T10:00:00.000Z',
  stored_at: moment,
  sequence: 2,
  epoch: 1,
  links: { self: '/api/v1/memories/ops-17?space=notes' },
  auto_links: [],
  system_message: 'stored',
};
const partitions = { expected: 1, responding: 1, missing: [] };
const recalled = {
  id: 'ops-17',
  content: 'disk swapped',
  confidence,
  activation_level: 1,
  similarity_score: 1,
  retrieval_path: 'local',
  observed_at: '2026-01-05T10:00:00.000Z',
  last_access: null,
  tags: ['disk'],
  memory_type: 'Semantic',
  relevance_explanation: 'similarity 1.000',
  memory_space_id: 'notes',
};
const answer = {
  memories: { vivid: [recalled], associated: [], reconstructed: [] },
  recall_confidence: { value: 0.8, category: 'High', reasoning: 'similarity' },
  query_analysis: {
    understood_intent: 'disk swapped',
    search_strategy: 'words',
    cognitive_load: 'Low',
    suggestions: [],
  },
  partitions,
  metadata: null,
  system_message: 'ok',
};

export const memoryExamples: readonly Example[] = [
  {
    endpoint: 'remember',
    title: 'A memory with an id of the client, so that the request can be repeated.',
    headers: space,
    body: {
      id: 'ops-17',
      content: 'disk swapped',
      confidence: 0.8,
      confidence_reasoning: 'operator supplied',
      tags: ['disk'],
      timestamp: '2026-01-05T10:00:00Z',
    },
    response: stored,
  },
  {
    endpoint: 'rememberEpisode',
    title: 'Something that happened.',
    body: {
      id: 'ep-4',
      what: 'node-2 lost its disk',
      when: '2026-01-05T09:30:00Z',
      who: ['sam'],
      importance: 0.9,
      memory_space_id: 'notes',
    },
    response: { ...stored, memory_id: 'ep-4', sequence: 3 },
  },
  {
    endpoint: 'getMemory',
    title: 'The memory again.',
    params: { id: 'ops-17' },
    query: '?space=notes',
    response: {
      id: 'ops-17',
      content: 'disk swapped',
      confidence: 0.8,
      timestamp: '2026-01-05T10:00:00.000Z',
      memory_type: 'semantic',
      tags: ['disk'],
      memory_space_id: 'notes',
      stored_at: moment,
      suppressed: false,
    },
  },
  {
    endpoint: 'listMemories',
    title: 'The first page.',
    query: '?space=notes&limit=1',
    response: {
      memories: [
        {
          id: 'ops-17',
          content: 'disk swapped',
          confidence: 0.8,
          timestamp: '2026-01-05T10:00:00.000Z',
        },
      ],
      count: 1,
      pagination: { offset: 0, limit: 1, returned: 1 },
      tier_counts: { hot: 2, warm: 0, cold: 0, total: 2 },
      memory_space_id: 'notes',
    },
  },
  {
    endpoint: 'listMemories',
    title: 'The second page, as the copy on the asked node has it.',
    query: '?space=notes&consistency=local&offset=1&limit=1',
    response: {
      memories: [
        {
          id: 'ep-4',
          content: 'node-2 lost its disk\nwho: sam',
          confidence: 0.9,
          timestamp: '2026-01-05T09:30:00.000Z',
        },
      ],
      count: 1,
      pagination: { offset: 1, limit: 1, returned: 1 },
      tier_counts: { hot: 2, warm: 0, cold: 0, total: 2 },
      memory_space_id: 'notes',
    },
    exact: ['.memories[]', '.pagination', '.tier_counts'],
  },
  {
    endpoint: 'recall',
    title: 'Memories about a disk that was swapped.',
    query: '?space=notes&query=disk%20swapped',
    response: answer,
  },
  {
    endpoint: 'recallWithBody',
    title: 'The same question in a body.',
    body: { query: 'disk swapped', memory_space_id: 'notes' },
    response: answer,
  },
  {
    endpoint: 'recallWithBody',
    title: 'The one best of all spaces that has a tag, and how many there were.',
    body: {
      query: 'disk',
      spaces: '*',
      required_tags: ['disk'],
      max_results: 1,
      include_metadata: true,
    },
    response: {
      ...answer,
      query_analysis: { ...answer.query_analysis, understood_intent: 'disk' },
      metadata: {
        total_memories_searched: 2,
        total_matches: 1,
        activation_spread_hops: 0,
        processing_time_ms: 0.42,
      },
    },
    exact: ['.memories.vivid[].id', '.partitions', '.metadata.total_matches'],
  },
  {
    endpoint: 'query',
    title: 'The same with an interval.',
    body: { query_text: 'disk swapped', memory_space_id: 'notes' },
    response: {
      episodes: [
        {
          id: 'ops-17',
          content: 'disk swapped',
          confidence: 0.8,
          similarity: 1,
          timestamp: '2026-01-05T10:00:00.000Z',
        },
      ],
      aggregate_confidence: { lower_bound: 0.8, mean: 0.8, upper_bound: 0.8, width: 0 },
      total_count: 1,
      execution_time_ms: 1.25,
      partitions,
    },
  },
  {
    endpoint: 'operate',
    title:
      'Two operations in one request; the first has a name, so that a retry of it takes effect once.',
    headers: space,
    body: {
      operations: [
        { op: 'store', id: 'ops-18', content: 'disk is fine', operation_id: 'job-7:1' },
        { op: 'get', id: 'nobody' },
      ],
    },
    response: {
      results: [
        { status: 'stored', id: 'ops-18', sequence: 4 },
        { status: 'not_found', id: 'nobody' },
      ],
      failed: 0,
    },
  },
  {
    endpoint: 'deleteMemory',
    title: 'It is gone from a majority of the copies.',
    params: { id: 'ops-17' },
    query: '?space=notes',
    response: {
      status: 'deleted',
      memory_id: 'ops-17',
      memory_space_id: 'notes',
      sequence: 5,
    },
    exact: ['.status'],
  },
  {
    endpoint: 'deleteMemory',
    title: 'It stays, and recall no longer brings it up.',
    params: { id: 'ep-4' },
    query: '?space=notes&mode=suppress',
    response: {
      status: 'suppressed',
      memory_id: 'ep-4',
      memory_space_id: 'notes',
      sequence: 6,
    },
    exact: ['.status'],
  },
];
