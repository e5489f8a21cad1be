/** What consolidation found. */
import { ApiError } from '../../errors.ts';
import type { Pattern } from '../../gossip/pattern.ts';
import { compareWorth } from '../../gossip/resolve.ts';
import type { NodeParts } from '../../node/parts.ts';
import { endpoints, type ResponseOf } from '../contract.ts';
import { type Call, type Route, route } from '../route.ts';
import { selectSpace } from '../space.ts';

export function consolidationRoutes(parts: NodeParts): readonly Route[] {
  return [
    route(endpoints.getConsolidations, async (call) => {
      const { max_episodes, max_patterns } = call.query;
      const held = await ask(parts, call);
      const beliefs = held.patterns.map((pattern) => showBelief(parts, pattern, max_episodes));
      beliefs.sort(
        (left, right) => right.strength - left.strength || (left.id < right.id ? -1 : 1),
      );
      return { body: answer(parts, held, beliefs.slice(0, max_patterns)) };
    }),
    route(endpoints.getConsolidation, async (call) => {
      const held = await ask(parts, call);
      const pattern = held.patterns.find(({ id }) => id === call.params.id);
      if (pattern !== undefined)
        return { body: answer(parts, held, [showBelief(parts, pattern, Infinity)]) };
      const message = `Unexpected belief \`${call.params.id}\`, expected one of space \`${held.space}\`.`;
      throw new ApiError('CONSOLIDATION_NOT_FOUND', message);
    }),
  ];
}

type Held = {
  readonly space: string;
  readonly node: string;
  readonly patterns: readonly Pattern[];
};

async function ask(
  { consolidation }: NodeParts,
  {
    headers,
    query,
    deadline,
  }: Pick<Call<typeof endpoints.getConsolidation>, 'headers' | 'query' | 'deadline'>,
): Promise<Held> {
  const space = selectSpace({ headers, query: query.space, body: undefined });
  const said = await consolidation.beliefs.patterns(space, deadline);
  if (said.kind === 'answered') return { space, node: said.node, patterns: said.answer };
  throw new ApiError(
    'MEMORY_CLUSTER_UNAVAILABLE',
    `The beliefs of \`${space}\` are not known: ${said.reason}.`,
  );
}

function answer(
  { clock }: NodeParts,
  { space, node, patterns }: Held,
  beliefs: ResponseOf<'getConsolidations'>['beliefs'],
): ResponseOf<'getConsolidations'> {
  const conflicting = patterns.filter(({ versions }) => versions.length > 1).length;
  return {
    generated_at: new Date(clock.wallMs()).toISOString(),
    beliefs,
    stats: { total: patterns.length, conflicting, node },
    memory_space_id: space,
  };
}

function showBelief(
  { clock }: NodeParts,
  { id, versions }: Pattern,
  citationsMax: number,
): ResponseOf<'getConsolidations'>['beliefs'][number] {
  const [surest] = [...versions].sort(compareWorth);
  if (surest === undefined) throw new Error(`Unexpected pattern \`${id}\` without a version.`);
  const { content, by, at } = surest;
  const hours = Math.max(0, clock.wallMs() - Date.parse(at)) / 3_600_000;
  return {
    id,
    topic: content.topic,
    strength: content.strength,
    schema_confidence: content.confidence,
    last_consolidated: at,
    citations: content.citations.slice(0, citationsMax),
    stats: {
      episode_count: content.citations.length,
      average_source_confidence: content.sourceConfidence,
      freshness_hours: Math.round(hours * 1e4) / 1e4,
    },
    consolidated_by: by,
    versions: versions.length,
  };
}
