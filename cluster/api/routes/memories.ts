/** Storing, reading, listing and deleting memories. */
import { randomBytes } from 'node:crypto';
import { ApiError } from '../../errors.ts';
import { entryTypes, type Json } from '../../model/entry.ts';
import type { Acknowledged } from '../../node/memories.ts';
import type { NodeParts } from '../../node/parts.ts';
import type { DeleteCommand, MemoryRecord, RememberCommand } from '../../store/record.ts';
import { showConfidence } from '../contract/confidence.ts';
import { endpoints, type RequestOf } from '../contract.ts';
import { type Call, type Route, route } from '../route.ts';
import { selectSpace } from '../space.ts';

export function memoryRoutes(parts: NodeParts): readonly Route[] {
  return [
    route(endpoints.remember, (call) => {
      const { body, query } = call;
      const named = { query: query.space, body: body.memory_space_id };
      return store(parts, (now) => toRecord(body, now), { ...call, named });
    }),
    route(endpoints.rememberEpisode, (call) => {
      const { body, query } = call;
      const named = { query: query.space, body: body.memory_space_id };
      return store(parts, (now) => toEpisode(body, now), { ...call, named });
    }),
    route(endpoints.getMemory, (call) => get(parts, call)),
    route(endpoints.listMemories, (call) => list(parts, call)),
    route(endpoints.deleteMemory, (call) => remove(parts, call)),
  ];
}

type StoreCall = Pick<Call<typeof endpoints.remember>, 'headers' | 'deadline'> & {
  readonly named: { readonly query: string | undefined; readonly body: string | undefined };
};

async function store(
  parts: NodeParts,
  make: (now: string) => MemoryRecord,
  { headers, named, deadline }: StoreCall,
) {
  const space = selectSpace({ headers, ...named });
  const memory = make(new Date(parts.clock.wallMs()).toISOString());
  const command: RememberCommand = { memory, operationId: operationId() };
  const { position, result } = await parts.memories.command(
    space,
    entryTypes.episodeStore,
    command as Json,
    deadline,
  );
  // A retry that came late finds that somebody has deleted the memory since: it was stored all the same.
  const stored = result !== null && 'memory' in result ? result.memory : memory;
  return {
    body: {
      memory_id: stored.id,
      memory_space_id: space,
      storage_confidence: showConfidence(
        stored.confidence,
        stored.reasoning ?? 'no reasoning was given',
      ),
      consolidation_state: 'Recent' as const,
      observed_at: stored.observedAt,
      stored_at: stored.storedAt,
      sequence: position.sequence,
      epoch: position.epoch,
      links: { self: `/api/v1/memories/${encodeURIComponent(stored.id)}?space=${space}` },
      auto_links: [],
      system_message: messageOf(result),
    },
  };
}

function messageOf(result: Acknowledged['result']): 'stored' | 'replaced' | 'accepted' {
  if (result === null) return 'accepted';
  return result.kind === 'replaced' ? 'replaced' : 'stored';
}

async function get(parts: NodeParts, call: Call<typeof endpoints.getMemory>) {
  const { params, query, headers, deadline } = call;
  const space = selectSpace({ headers, query: query.space, body: undefined });
  const question = { kind: 'get', id: params.id } as const;
  const memory = await parts.memories.read(space, question, query.consistency, deadline);
  if (memory === null) throw notFound(params.id, space);
  return {
    body: {
      id: memory.id,
      content: memory.content,
      confidence: memory.confidence,
      timestamp: memory.observedAt,
      memory_type: memory.memoryType,
      tags: [...memory.tags],
      suppressed: memory.suppressed === true,
      memory_space_id: space,
      stored_at: memory.storedAt,
    },
  };
}

async function list(parts: NodeParts, call: Call<typeof endpoints.listMemories>) {
  const { query, headers, deadline } = call;
  const space = selectSpace({ headers, query: query.space, body: undefined });
  const { offset, limit, tier } = query;
  const question = { kind: 'list', offset, limit } as const;
  const page = await parts.memories.read(space, question, query.consistency, deadline);
  // Everything is in the hot tier, so a page of another tier is empty.
  const memories = tier === 'warm' || tier === 'cold' ? [] : page.memories;
  return {
    body: {
      memories: memories.map(({ id, content, confidence, observedAt }) => ({
        id,
        content,
        confidence,
        timestamp: observedAt,
      })),
      count: memories.length,
      pagination: { offset, limit, returned: memories.length },
      tier_counts: { hot: page.total, warm: 0, cold: 0, total: page.total },
      memory_space_id: space,
    },
  };
}

async function remove(parts: NodeParts, call: Call<typeof endpoints.deleteMemory>) {
  const { params, query, headers, deadline } = call;
  const space = selectSpace({ headers, query: query.space, body: undefined });
  const isSuppressed = query.mode === 'suppress';
  if (isSuppressed) parts.upgrade.requireFeature('suppress');
  // A space that does not exist has no memory to delete, and shall not come into being by that.
  await parts.spaces.require(space, deadline);
  const command: DeleteCommand = { memoryId: params.id, operationId: operationId() };
  const { position, result } = await parts.memories.command(
    space,
    isSuppressed ? entryTypes.memorySuppress : entryTypes.memoryDelete,
    command as Json,
    deadline,
  );
  if (result?.kind === 'not-found') throw notFound(params.id, space);
  return {
    body: {
      status: isSuppressed ? ('suppressed' as const) : ('deleted' as const),
      memory_id: params.id,
      memory_space_id: space,
      sequence: position.sequence,
    },
  };
}

function toRecord(body: RequestOf<'remember'>, now: string): MemoryRecord {
  return {
    id: body.id ?? `mem_${randomBytes(4).toString('hex')}`,
    content: body.content,
    confidence: body.confidence,
    reasoning: body.confidence_reasoning ?? null,
    tags: body.tags,
    memoryType: body.memory_type,
    observedAt: body.timestamp === undefined ? now : new Date(body.timestamp).toISOString(),
    storedAt: now,
    embedding: body.embedding ?? null,
  };
}

function toEpisode(body: RequestOf<'rememberEpisode'>, now: string): MemoryRecord {
  const parts = [
    ['where', body.where_location],
    ['who', body.who?.join(', ')],
    ['why', body.why],
    ['how', body.how],
    ['emotional valence', body.emotional_valence],
  ] as const;
  const lines = parts.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  return {
    id: body.id ?? `ep_${randomBytes(4).toString('hex')}`,
    content: [body.what, ...lines].join('\n'),
    confidence: body.importance,
    reasoning: 'importance of the episode',
    tags: body.tags,
    memoryType: 'episodic',
    observedAt: new Date(body.when).toISOString(),
    storedAt: now,
    embedding: body.embedding ?? null,
  };
}

/** Names this request, so that its retries inside the cluster are known as such. */
function operationId(): string {
  return randomBytes(9).toString('base64url');
}

function notFound(id: string, space: string): ApiError {
  return new ApiError(
    'MEMORY_NOT_FOUND',
    `Unexpected memory id \`${id}\`, expected one in space \`${space}\`.`,
  );
}
