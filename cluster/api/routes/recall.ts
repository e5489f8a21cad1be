/** Recall, query, and storing what consists of parts. */

import type { NodeParts } from '../../node/parts.ts';
import type { FoundMemory, Gathered } from '../../node/recaller.ts';
import type { RecallQuestion } from '../../store/recall-question.ts';
import { showConfidence } from '../contract/confidence.ts';
import { everySpace } from '../contract/recall.ts';
import { endpoints, type RequestOf, type ResponseOf } from '../contract.ts';
import { InvalidRequestError } from '../envelope.ts';
import { type Call, type Route, route } from '../route.ts';
import { selectSpace } from '../space.ts';

export function recallRoutes(parts: NodeParts): readonly Route[] {
  return [
    route(endpoints.recall, (call) => {
      const { space, ...asked } = call.query;
      return recall(parts, asked, { ...call, named: space, body: undefined });
    }),
    route(endpoints.recallWithBody, (call) => {
      const { memory_space_id: body, ...asked } = call.body;
      return recall(parts, asked, { ...call, named: call.query.space, body });
    }),
    route(endpoints.query, (call) => query(parts, call)),
  ];
}

type Asked = Omit<RequestOf<'recallWithBody'>, 'memory_space_id'>;

type Source = Pick<Call<typeof endpoints.recall>, 'headers' | 'deadline'> & {
  readonly named: string | undefined;
  readonly body: string | undefined;
};

async function recall(parts: NodeParts, asked: Asked, source: Source) {
  const startedAt = parts.clock.monotonicMs();
  if (asked.query === undefined && asked.embedding === undefined) {
    const message = 'expected `query` or `embedding`';
    throw new InvalidRequestError('INVALID_MEMORY_INPUT', `Unexpected question: ${message}.`, [
      { path: 'query', message },
    ]);
  }
  const gathered = await parts.recaller.recall(
    chooseSpaces(parts, asked.spaces, source),
    toQuestion(asked),
    source.deadline,
  );
  const shown = gathered.memories.map((memory) => showMemory(memory, parts.config.nodeId));
  const strategy = strategyOf(asked);
  return {
    body: {
      memories: {
        vivid: shown.filter(({ confidence }) => confidence.value > 0.7),
        associated: shown.filter(({ confidence }) => confidence.value <= 0.7),
        reconstructed: [],
      },
      recall_confidence: showConfidence(
        mean(gathered.memories.map(worthOf)) * gathered.factor,
        reasonFor(gathered),
      ),
      query_analysis: {
        understood_intent: asked.query ?? 'an embedding',
        search_strategy: strategy,
        cognitive_load: loadOf(gathered.searched),
        suggestions: suggestionsFor(asked, gathered),
      },
      partitions: showPartitions(gathered),
      metadata: asked.include_metadata
        ? {
            total_memories_searched: gathered.searched,
            total_matches: gathered.matches,
            activation_spread_hops: 0 as const,
            processing_time_ms: since(parts, startedAt),
          }
        : null,
      system_message: gathered.missing.length === 0 ? 'ok' : 'incomplete',
    },
  };
}

async function query(parts: NodeParts, call: Call<typeof endpoints.query>) {
  const startedAt = parts.clock.monotonicMs();
  const { body, headers, deadline } = call;
  const space = selectSpace({ headers, query: call.query.space, body: body.memory_space_id });
  const question = toQuestion({
    query: body.query_text,
    max_results: body.limit,
    threshold: body.threshold,
    required_tags: [],
    excluded_tags: [],
  });
  const gathered = await parts.recaller.recall([space], question, deadline);
  const worths = gathered.memories.map((memory) => worthOf(memory) * gathered.factor);
  const lower = worths.length === 0 ? 0 : Math.min(...worths);
  const upper = Math.max(0, ...worths);
  return {
    body: {
      episodes: gathered.memories.map(({ id, content, confidence, similarity, observedAt }) => ({
        id,
        content,
        confidence,
        similarity,
        timestamp: observedAt,
      })),
      aggregate_confidence: {
        lower_bound: lower,
        mean: mean(worths),
        upper_bound: upper,
        width: upper - lower,
      },
      total_count: gathered.matches,
      execution_time_ms: since(parts, startedAt),
      partitions: showPartitions(gathered),
    },
  };
}

function chooseSpaces(
  { recaller }: NodeParts,
  spaces: Asked['spaces'],
  { headers, named, body }: Source,
): readonly string[] {
  if (spaces === undefined) return [selectSpace({ headers, query: named, body })];
  if (named !== undefined || body !== undefined) {
    const message = 'expected one space or `spaces`, not both';
    throw new InvalidRequestError(
      'INVALID_MEMORY_INPUT',
      `Unexpected field \`spaces\`: ${message}.`,
      [{ path: 'spaces', message }],
    );
  }
  return spaces === everySpace ? recaller.everySpace() : spaces;
}

function toQuestion(asked: Omit<Asked, 'include_metadata' | 'mode' | 'spaces'>): RecallQuestion {
  return {
    text: asked.query ?? null,
    embedding: asked.embedding ?? null,
    limit: asked.max_results,
    threshold: asked.threshold,
    requiredTags: asked.required_tags,
    excludedTags: asked.excluded_tags,
    from: asked.from_time === undefined ? null : Date.parse(asked.from_time),
    to: asked.to_time === undefined ? null : Date.parse(asked.to_time),
  };
}

type Shown = ResponseOf<'recall'>['memories']['vivid'][number];

const typeNames = { semantic: 'Semantic', episodic: 'Episodic', procedural: 'Procedural' } as const;

function showMemory(memory: FoundMemory, self: string): Shown {
  return {
    id: memory.id,
    content: memory.content,
    confidence: showConfidence(memory.confidence, memory.reasoning ?? 'no reasoning was given'),
    activation_level: memory.similarity,
    similarity_score: memory.similarity,
    retrieval_path: memory.node === self ? 'local' : memory.node,
    observed_at: memory.observedAt,
    last_access: null,
    tags: [...memory.tags],
    memory_type: typeNames[memory.memoryType],
    relevance_explanation: `similarity ${memory.similarity.toFixed(3)}`,
    memory_space_id: memory.space,
  };
}

function showPartitions({ expected, missing }: Gathered): ResponseOf<'recall'>['partitions'] {
  return { expected, responding: expected - missing.length, missing: [...missing] };
}

function strategyOf({
  query: words,
  embedding,
}: Asked): ResponseOf<'recall'>['query_analysis']['search_strategy'] {
  if (embedding === undefined) return 'words';
  return words === undefined ? 'embedding' : 'words and embedding';
}

function suggestionsFor({ threshold }: Asked, { memories, missing }: Gathered): string[] {
  return [
    ...(memories.length === 0 && threshold > 0
      ? ['Nothing is so similar: try a lower threshold.']
      : []),
    ...(missing.length > 0 ? ['Spaces are missing: ask again when the cluster is whole.'] : []),
  ];
}

function reasonFor({ memories, expected, missing, factor }: Gathered): string {
  if (missing.length > 0) return `${expected - missing.length} of ${expected} spaces answered`;
  if (memories.length === 0) return 'nothing matches';
  return factor < 1 ? 'lowered during a partition' : 'similarity';
}

function loadOf(searched: number): 'Low' | 'Medium' | 'High' {
  if (searched <= 1_000) return 'Low';
  return searched <= 100_000 ? 'Medium' : 'High';
}

function worthOf({ confidence, similarity }: FoundMemory): number {
  return confidence * similarity;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function since({ clock }: NodeParts, startedAt: number): number {
  return Math.round((clock.monotonicMs() - startedAt) * 1_000) / 1_000;
}
