import { afterEach, describe, expect, test } from 'vitest';
import { waitUntil } from '../../support/wait-until.ts';
import { type LiveCluster, type LiveNode, makeCluster } from './live-cluster.ts';

let cluster: LiveCluster;
afterEach(() => cluster.destroy());

/** Writes one memory after the other through one node until told to stop; knows which were acknowledged. */
function startWriter(node: LiveNode, name: string) {
  const acknowledged: string[] = [];
  const refused: { readonly id: string; readonly outcome: unknown }[] = [];
  let stopped = false;
  const done = (async () => {
    for (let count = 0; !stopped; count += 1) {
      const id = `${name}-${count}`;
      const { status, body } = await node.ask('POST', '/api/v1/memories/remember', {
        id,
        content: id,
      });
      if (status === 201) acknowledged.push(id);
      else refused.push({ id, outcome: (body as { error: { outcome: unknown } }).error.outcome });
    }
  })();
  return {
    acknowledged,
    refused,
    async stop(): Promise<void> {
      stopped = true;
      await done;
    },
  };
}

async function idsOn(node: LiveNode): Promise<Set<string>> {
  const ids = new Set<string>();
  for (let offset = 0; ; offset += 1000) {
    const path = `/api/v1/memories?consistency=local&limit=1000&offset=${offset}`;
    const { memories } = await node.get('listMemories', path);
    for (const { id } of memories) ids.add(id);
    if (memories.length < 1000) return ids;
  }
}

async function waitForConvergence(node: LiveNode): Promise<void> {
  const converged = async () => {
    const answer = await node.get('getConvergence', '/api/v1/cluster/convergence');
    return answer.converged && answer.per_space.length > 0;
  };
  await waitUntil(converged, 60_000, 'all copies to be equal');
}

describe('a primary that is killed while writers run', () => {
  test('is replaced, no acknowledged write is lost on any copy, and it catches up after its return', async () => {
    cluster = await makeCluster(3);
    await cluster.start();
    await cluster.initialize();
    await cluster.node(0).ask('POST', '/api/v1/spaces', { id: 'default' });
    const victim = cluster.byId(await cluster.primaryOf('default', cluster.node(0)));
    const survivors = cluster.nodes.filter((node) => node !== victim);
    const [first, second] = survivors;
    if (first === undefined || second === undefined)
      throw new Error('There must be two survivors.');
    const writers = [startWriter(first, 'one'), startWriter(second, 'two')];
    await waitUntil(() => writers.every((w) => w.acknowledged.length > 20), 60_000, 'writes');

    const before = writers.map((writer) => writer.acknowledged.length);
    await victim.end('SIGKILL');
    await waitUntil(
      () =>
        writers.every((writer, index) => writer.acknowledged.length > (before[index] ?? 0) + 20),
      60_000,
      'writes to go on after the kill',
    );
    const promoted = await cluster.primaryOf('default', first);
    expect(promoted).not.toBe(victim.id);
    const { under_replicated } = await first.get(
      'getReplicationStatus',
      '/api/v1/cluster/replication/status',
    );
    expect(under_replicated).toEqual(['default']);

    await victim.start();
    await cluster.waitForAlive(3);
    for (const writer of writers) await writer.stop();
    await waitForConvergence(first);
    const acknowledged = writers.flatMap((writer) => writer.acknowledged);
    for (const node of cluster.nodes) {
      const ids = await idsOn(node);
      expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
      // What was refused as certainly not done is nowhere.
      const refused = writers.flatMap((writer) => writer.refused);
      const ghosts = refused.filter(({ id, outcome }) => outcome === 'not_applied' && ids.has(id));
      expect(ghosts).toEqual([]);
    }
    const status = await first.get('getReplicationStatus', '/api/v1/cluster/replication/status');
    expect(status).toMatchObject({ healthy: true, under_replicated: [], missing: [] });
  });
});
