// A node that was away when the snapshot was made, and whose disk is gone since.
import { rm } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import { scratchFolder } from '../../../support/scratch.ts';
import { waitUntil } from '../../../support/wait-until.ts';
import { type LiveCluster, type LiveNode, makeCluster } from '../../node/live-cluster.ts';
import { refusalOf, snapshotExported, within } from './commands.ts';

let cluster: LiveCluster;
afterEach(() => cluster.destroy());

async function remember(id: string): Promise<void> {
  const body = { id, content: `content of ${id}` };
  const answer = await cluster.node(0).ask('POST', '/api/v1/memories/remember', body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
}

test('a snapshot that was made while a node was dead restores that node as well', async () => {
  const place = `file://${await scratchFolder({})}`;
  cluster = await makeCluster(3);
  await cluster.start();
  await cluster.initialize();
  await remember('before-the-death');
  const [first, second, third] = cluster.nodes as [LiveNode, LiveNode, LiveNode];
  await third.end('SIGKILL');
  await cluster.waitForAlive(2, [first, second]);
  await remember('after-the-death');
  const snapshot = await snapshotExported(place, [first, second]);
  const path = `/api/v1/cluster/backup/snapshot/${snapshot}/status`;
  expect(await first.get('getSnapshotStatus', path)).toMatchObject({
    ...{ status: 'complete', nodes_completed: 2, nodes_total: 2, absent: ['node-3'] },
    groups: ['_catalog', 'default'].map((group) => ({ group, nodes: ['node-1', 'node-2'] })),
  });
  expect((await within(first, `backup verify --source ${place}`)).trimEnd().split('\n')).toEqual(
    [first, second].map(({ id }) => `${snapshot} ${id}: 2 files as the cluster wrote them`),
  );
  const export3 = `backup export --snapshot ${snapshot} --destination ${place}/${snapshot}/node-3`;
  expect(await refusalOf(third, export3)).toContain('is not complete on this node');

  await Promise.all([first, second].map((node) => node.end('SIGKILL')));
  await rm(third.dataFolder, { recursive: true });
  const restore = `restore --source ${place} --snapshot ${snapshot}`;
  for (const node of cluster.nodes) await within(node, restore);
  await cluster.start();
  await cluster.waitForAlive(3);
  for (const node of cluster.nodes) {
    const local = async (): Promise<boolean> => {
      const { body } = await node.ask('GET', '/api/v1/memories?consistency=local&limit=100');
      const { memories = [] } = body as { memories?: readonly { readonly id: string }[] };
      return (
        memories
          .map(({ id }) => id)
          .sort()
          .join() === 'after-the-death,before-the-death'
      );
    };
    await waitUntil(local, 15_000, `all writes on ${node.id}`);
  }
  await remember('after-the-restore');
});
