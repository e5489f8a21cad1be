import { afterEach, expect, test } from 'vitest';
import type { ResponseOf } from '../../../cluster/api/contract.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { type LiveCluster, type LiveNode, makeCluster } from './live-cluster.ts';
import { createSpaces, waitForConvergence, waitForMembership } from './moving.ts';

let cluster: LiveCluster;
afterEach(() => cluster.destroy());

type Plan = ResponseOf<'migrateUpstream'>['plan'];
type Older = ResponseOf<'getRebalanceUpstream'>;

// So slow that a move of a space with content takes long enough for others to be asked meanwhile.
const slow = {
  more: async () => 'rebalance = { auto = false, bandwidth = 20_000, max_bandwidth_ratio = 1.0 }',
};

test('the older paths move one space after the other until the cluster is even', async () => {
  cluster = await makeCluster(4, slow);
  const founders = cluster.nodes.slice(0, 3);
  await Promise.all(founders.map((node) => node.start()));
  await cluster.initialize(founders);
  const spaces = await createSpaces(cluster.node(0), 3);
  for (const space of spaces) await fill(cluster.node(0), space);
  await cluster.node(3).start();
  await waitForMembership(cluster);

  const unknown = await cluster.node(1).ask('POST', '/cluster/migrate', { space: 'nowhere' });
  expect(unknown.status).toBe(404);
  const moved: NonNullable<Plan>[] = [];
  for (let round = 0; round < 12; round += 1) {
    const plan = await migrateAny(spaces);
    if (plan === null) break;
    moved.push(plan);
  }

  expect(moved.some(({ to }) => to === cluster.node(3).id)).toBe(true);
  expect(moved.every(({ reason, version }) => reason === 'manual' && version > 0)).toBe(true);
  // Nothing is left for a whole rebalance either.
  const rest = await cluster.node(3).ask('POST', '/cluster/rebalance');
  expect(rest).toMatchObject({ status: 202, body: { planned: 0 } });
  await waitForConvergence(cluster.node(0));
  const balance = await cluster.node(0).get('getBalance', '/api/v1/cluster/balance');
  expect(balance.imbalance).toBeLessThanOrEqual(balance.threshold);
}, 120_000);

/** Moves the first space that needs it, and waits until that is done; null if none does. */
async function migrateAny(spaces: readonly string[]): Promise<Plan> {
  for (const space of spaces) {
    const { status, body } = await cluster.node(1).ask('POST', '/cluster/migrate', { space });
    expect(status, JSON.stringify(body)).toBe(200);
    const { plan } = body as ResponseOf<'migrateUpstream'>;
    if (plan === null) continue;
    expect(plan.space).toBe(space);
    await waitForMove(cluster.node(2), plan);
    return plan;
  }
  return null;
}

/** Any node tells of the move, whichever node it was asked of. */
async function waitForMove(node: LiveNode, plan: NonNullable<Plan>): Promise<void> {
  let last: Older | null = null;
  const isOver = async (): Promise<boolean> => {
    last = await node.get('getRebalanceUpstream', '/cluster/rebalance').catch(() => null);
    return last?.last_plan === plan.planned_at && last.pending === 0 && (await isClosed(node));
  };
  await waitUntil(isOver, 60_000, 'the move to be over').catch((error: unknown) => {
    throw new Error(`Still ${JSON.stringify(last)}`, { cause: error });
  });
  const { space, from, to } = plan;
  expect(last).toMatchObject({ planned_total: 1, recent: [{ space, from, to }] });
}

/** The coordinator notes the end a round later than the last move. */
async function isClosed(node: LiveNode): Promise<boolean> {
  const { state } = await node.get('getRebalanceStatus', '/api/v1/cluster/rebalance/status');
  return state === 'complete';
}

async function fill(node: LiveNode, space: string): Promise<void> {
  for (let index = 0; index < 20; index += 1) {
    const body = { id: `m-${index}`, content: `content ${index} ${'x'.repeat(200)}` };
    const { status } = await node.ask('POST', `/api/v1/memories/remember?space=${space}`, body);
    expect(status).toBe(201);
  }
}
