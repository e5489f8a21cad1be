/** Moving spaces under the older paths: other names for what the newer ones do. */
import type { NodeParts } from '../../node/parts.ts';
import type { Migration } from '../../node/placement-order.ts';
import { isFinal } from '../../placement/rebalance-run.ts';
import { endpoints, type ResponseOf } from '../contract.ts';
import { type Call, type Route, route } from '../route.ts';

/** Moves in one answer. */
const recentMax = 64;

type Plan = ResponseOf<'getRebalanceUpstream'>['recent'][number];

export function rebalanceCompatibilityRoutes(parts: NodeParts): readonly Route[] {
  return [
    route(endpoints.getRebalanceUpstream, () => ({ body: newest(parts) })),
    route(endpoints.rebalanceUpstream, async ({ deadline }) => {
      const started = await parts.placementOrders.give({ kind: 'rebalance' }, deadline);
      return { body: { planned: started?.moves.length ?? 0 } };
    }),
    route(endpoints.migrateUpstream, (call) => migrate(parts, call)),
  ];
}

function newest({ groups }: NodeParts): ResponseOf<'getRebalanceUpstream'> {
  const catalog = groups.catalog?.machine ?? null;
  const run = catalog?.rebalance() ?? null;
  if (catalog === null || run === null) {
    return { pending: 0, planned_total: 0, last_plan: null, recent: [] };
  }
  const { moves, reason, startedAt } = run;
  return {
    pending: moves.filter(({ state }) => !isFinal(state)).length,
    planned_total: moves.length,
    last_plan: startedAt,
    recent: moves.slice(-recentMax).map(({ space, from, to }) => {
      const version = catalog.space(space)?.version ?? 0;
      return show({ space, from, to, version, reason, plannedAt: startedAt });
    }),
  };
}

async function migrate(
  parts: NodeParts,
  { body, deadline }: Call<typeof endpoints.migrateUpstream>,
): Promise<{ readonly body: ResponseOf<'migrateUpstream'> }> {
  const { space } = body;
  await parts.spaces.require(space, deadline);
  const migration = await parts.placementOrders.give({ kind: 'migrate', space }, deadline);
  return { body: { plan: migration === null ? null : show(migration) } };
}

function show({ space, from, to, version, reason, plannedAt }: Migration): Plan {
  const isOwn = reason === 'membership' || reason === 'imbalance';
  const shownReason = isOwn ? 'membership_change' : 'manual';
  return { space, from, to, version, reason: shownReason, planned_at: plannedAt };
}
