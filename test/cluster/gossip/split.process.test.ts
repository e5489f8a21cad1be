import { afterAll, beforeAll, expect, test } from 'vitest';
import { endpoints, type ResponseOf } from '../../../cluster/api/contract.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { type LiveCluster, type LiveNode, makeCluster } from '../node/live-cluster.ts';

let cluster: LiveCluster;
beforeAll(async () => {
  const more = () => Promise.resolve('[consolidation]\ninterval = "300ms"');
  cluster = await makeCluster(3, { more });
  await cluster.start();
  await cluster.initialize();
});
afterAll(() => cluster.destroy());

const remember = '/api/v1/memories/remember?space=ops';

async function store(node: LiveNode, from: number, to: number): Promise<void> {
  for (let index = from; index < to; index += 1) {
    const body = { id: `m-${index}`, content: `disk number ${index} failed` };
    await waitUntil(
      async () => (await node.ask('POST', remember, body)).status === 201,
      60_000,
      `memory ${index} to be stored`,
    );
  }
}

async function beliefs(node: LiveNode): Promise<ResponseOf<'getConsolidations'>> {
  return await node.get('getConsolidations', '/api/v1/consolidations?space=ops');
}

/** Waits until a node, asked by itself, says this about the belief in disks. */
async function waitForDisk(
  node: LiveNode,
  is: (belief: ResponseOf<'getConsolidations'>['beliefs'][number]) => boolean,
  what: string,
): Promise<void> {
  await waitUntil(
    async () => {
      const answer = await node.ask('GET', '/api/v1/consolidations?space=ops');
      if (answer.status !== 200) return false;
      const { beliefs: found } = endpoints.getConsolidations.response.parse(answer.body);
      return found.some((belief) => belief.topic === 'disk' && is(belief));
    },
    20_000,
    what,
  );
}

async function conflicts(node: LiveNode): Promise<ResponseOf<'getConflicts'>> {
  return await node.get('getConflicts', '/api/v1/cluster/conflicts');
}

async function converged(node: LiveNode): Promise<boolean> {
  return (await node.get('getConvergence', '/api/v1/cluster/convergence')).converged;
}

test('each side of a split goes on by itself, and an operator settles what they found', async () => {
  const [lonely, ...others] = cluster.nodes;
  const [asked] = others;
  if (lonely === undefined || asked === undefined) throw new Error('There are three nodes.');
  await store(lonely, 0, 12);
  await waitForDisk(lonely, () => true, 'a first belief');
  await waitUntil(() => converged(lonely), 60_000, 'the first belief to be on all copies');
  const [before] = (await beliefs(lonely)).beliefs;

  // The two sides never run at the same time, which for each of them is the same as a cut.
  await Promise.all(others.map((node) => node.end('SIGKILL')));
  await waitForDisk(
    lonely,
    (belief) => belief.schema_confidence < (before?.schema_confidence ?? 0),
    'the lonely node to trust its belief less',
  );
  await lonely.end('SIGKILL');
  await Promise.all(others.map((node) => node.start()));
  await store(asked, 12, 20);
  await waitForDisk(
    asked,
    (belief) => belief.citations.length === 20,
    'the majority to find more memories',
  );
  expect(await conflicts(asked)).toEqual([]);

  await lonely.start();
  await waitUntil(async () => (await conflicts(asked)).length === 1, 60_000, 'the conflict');
  await waitUntil(() => converged(asked), 60_000, 'all copies to hold the same versions');
  const [conflict] = await conflicts(asked);
  expect([conflict?.side_a.node, conflict?.side_b.node]).toContain(lonely.id);
  for (const node of cluster.nodes) {
    expect((await conflicts(node)).map(({ id }) => id)).toEqual([conflict?.id]);
  }
  const text = String((await asked.ask('GET', '/metrics')).body);
  expect(text).toMatch(/^engram_consolidation_last_success_timestamp_seconds \d/m);

  const path = '/api/v1/cluster/conflicts/resolve';
  const refused = await asked.ask('POST', path, { strategy: 'manual' });
  expect(refused.status).toBe(400);
  const tried = await asked.ask('POST', path, { strategy: 'merge', dry_run: true });
  expect(tried.body).toMatchObject({ resolved: 1, remaining: 0, dry_run: true });
  expect(await conflicts(asked)).toHaveLength(1);
  const chosen = { strategy: 'manual', side: lonely.id, conflict_ids: [conflict?.id] };
  const settle = () => asked.ask('POST', path, chosen);
  let settled = await settle();
  // On a busy machine a node may be suspected for a moment: nothing was done then.
  const isAnswered = async (): Promise<boolean> => {
    if (settled.status === 503) settled = await settle();
    return settled.status !== 503;
  };
  await waitUntil(isAnswered, 60_000, 'the conflict to be settled');
  expect(settled.status, JSON.stringify(settled.body)).toBe(200);
  expect(settled.body).toMatchObject({ resolved: 1, remaining: 0 });

  const ordered = await asked.ask('POST', '/api/v1/cluster/gossip/full-sync');
  expect(ordered.status).toBe(202);
  const { sync_id } = endpoints.startFullSync.response.parse(ordered.body);
  // Whoever is asked knows where the sync was ordered.
  await waitUntil(
    async () =>
      (await lonely.get('getFullSync', `/api/v1/cluster/gossip/full-sync/${sync_id}`)).status ===
      'complete',
    60_000,
    'the full sync',
  );
  for (const node of cluster.nodes) expect(await conflicts(node)).toEqual([]);
  expect(await converged(asked)).toBe(true);
  expect(await asked.get('getDivergence', '/api/v1/cluster/divergence')).toEqual([]);
  const health = await asked.get('getGossipHealth', '/api/v1/cluster/gossip/health');
  expect(health).toMatchObject({ merkle_mismatches: 0 });
  expect(health.rounds_total).toBeGreaterThan(0);
  // No memory is touched by any of this.
  const { tier_counts } = await lonely.get('listMemories', '/api/v1/memories?space=ops&limit=1');
  expect(tier_counts.total).toBe(20);
});
