// A cluster is brought back to a moment between two writes, by the commands that an operator would type.
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { scratchFolder } from '../../../support/scratch.ts';
import { waitUntil } from '../../../support/wait-until.ts';
import { type LiveCluster, type LiveNode, makeCluster } from '../../node/live-cluster.ts';
import { engram, refusalOf, snapshotExported, within } from './commands.ts';

let cluster: LiveCluster;
afterEach(() => cluster.destroy());

function allNodes(): readonly [LiveNode, ...LiveNode[]] {
  return [cluster.node(0), ...cluster.nodes.slice(1)];
}

async function remember(id: string, space = 'default'): Promise<void> {
  const answer = await cluster
    .node(0)
    .ask(
      'POST',
      '/api/v1/memories/remember',
      { id, content: `content of ${id}` },
      { 'x-memory-space': space },
    );
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
}

async function idsIn(node: LiveNode, space: string): Promise<readonly string[]> {
  const answer = await node.ask('GET', `/api/v1/memories?space=${space}&limit=100`, undefined, {
    'x-memory-space': space,
  });
  const { memories } = answer.body as { memories?: readonly { readonly id: string }[] };
  return (memories ?? []).map(({ id }) => id).sort();
}

/** A moment after everything that was acknowledged and before everything that comes. */
async function momentBetween(): Promise<number> {
  const moment = Date.now() + 2;
  await waitUntil(() => Date.now() > moment + 2, 5_000, 'the clock to move on');
  return moment / 1_000;
}

test('a cluster restored to a moment has every write before it and none after; a node left out stays out', async () => {
  const place = `file://${await scratchFolder({})}`;
  cluster = await makeCluster(3, {
    more: async () => '[backup]\nwal_archive_keep = "1h"',
  });
  await cluster.start();
  await cluster.initialize();
  await remember('before-the-snapshot');
  const snapshot = await snapshotExported(place, allNodes());
  await remember('behind-the-snapshot');
  await remember('of-a-new-space', 'late');
  // Some of the log is archived while the cluster runs; the rest once it is stopped.
  for (const node of cluster.nodes) await within(node, `wal-backup --to ${place}/wal`);
  await remember('last-good');
  const target = await momentBetween();
  await remember('bad');
  await remember('bad-too', 'late');
  await remember('of-a-bad-space', 'never');

  const restore = `restore --source ${place} --snapshot ${snapshot} --archive ${place}/wal --until ${target}`;
  expect(await refusalOf(cluster.node(0), restore)).toContain('A node works with');
  await Promise.all(cluster.nodes.map((node) => node.end('SIGKILL')));
  await expect(within(cluster.node(0), restore)).rejects.toMatchObject({
    message: expect.stringContaining('behind the end of the archived logs'),
    hint: expect.stringContaining('can be reached'),
  });
  for (const node of cluster.nodes) await within(node, `wal-backup --to ${place}/wal`);
  const rows = JSON.parse(
    await within(
      cluster.node(0),
      `wal-replay --archive ${place}/wal --from ${target} --to 9999999999 --dry-run --json`,
    ),
  ) as readonly { readonly group: string; readonly node_id: string; readonly entries: number }[];
  expect(rows.filter(({ group }) => group === 'default').map(({ entries }) => entries)).toEqual([
    1, 1, 1,
  ]);

  const [first, second, third] = [cluster.node(0), cluster.node(1), cluster.node(2)];
  const dry = JSON.parse(await within(first, `${restore} --dry-run --json`)) as { state: string };
  expect(dry).toMatchObject({ state: 'would', cluster_epoch: 1, moved_aside: null });
  await engram(first, restore);
  // In two steps on the other one: the snapshot, then the log.
  await within(second, `restore --source ${place} --snapshot ${snapshot}`);
  await within(second, `wal-replay --archive ${place}/wal --to ${target}`);
  expect(await within(first, restore)).toContain('restored already');

  await cluster.start();
  await cluster.waitForAlive(2, [first, second]);
  for (const node of [first, second]) {
    const found = async (): Promise<string> =>
      JSON.stringify([await idsIn(node, 'default'), await idsIn(node, 'late')]);
    const wanted = JSON.stringify([
      ['before-the-snapshot', 'behind-the-snapshot', 'last-good'],
      ['of-a-new-space'],
    ]);
    await waitUntil(async () => (await found()) === wanted, 15_000, `the old state on ${node.id}`);
  }
  const { spaces } = await first.get('getSpaces', '/api/v1/cluster/spaces');
  expect(spaces.map(({ id }) => id)).toEqual(['default', 'late']);

  // The third was left out. It still has the bad writes, and nobody hears of them.
  const health = () => third.get('getClusterHealthUpstream', '/cluster/health');
  await waitUntil(
    async () => (await health()).epoch.refused !== null,
    15_000,
    'the third to hear why',
  );
  expect(await health()).toMatchObject({
    epoch: { number: 0, recovery: null },
    stats: { alive: 0 },
  });
  expect(third.log).toContain('refused-by-epoch');
  await waitUntil(
    async () => (await third.ask('GET', '/health')).status === 503,
    15_000,
    'the third to say that it is of no use',
  );
  const { members } = await first.get('getMembers', '/api/v1/cluster/members');
  expect(members.map(({ id }) => id)).toEqual(['node-1', 'node-2']);
  await remember('after-the-restore');

  // Restored as well it belongs to them; what it had is still there, beside.
  await third.end('SIGTERM');
  await within(third, restore);
  const beside = await readdir(dirname(third.dataFolder));
  expect(
    beside.some((name) => name.startsWith(`${basename(third.dataFolder)}.before-restore-`)),
  ).toBe(true);
  await third.start();
  await cluster.waitForAlive(3);
  const hasAll = async (): Promise<boolean> =>
    (await idsIn(third, 'default')).includes('after-the-restore');
  await waitUntil(hasAll, 15_000, 'the third to follow');
  expect(await idsIn(third, 'default')).not.toContain('bad');

  // A node that has lost its disk joins with nothing, whatever the epoch.
  await third.end('SIGKILL');
  await rm(third.dataFolder, { recursive: true });
  await third.start();
  await cluster.waitForAlive(3);
  expect((await health()).epoch).toMatchObject({ number: 1, refused: null });
});

test('onto hosts of other names: each takes the place of one, and all that was acknowledged is there', async () => {
  const place = `file://${await scratchFolder({})}`;
  cluster = await makeCluster(3);
  const old = cluster;
  onTestFinished(() => old.destroy());
  await cluster.start();
  await cluster.initialize();
  await remember('before-the-snapshot');
  await remember('of-another-space', 'early');
  const snapshot = await snapshotExported(place, allNodes());
  await remember('behind-the-snapshot');
  await remember('of-a-new-space', 'late');
  const target = await momentBetween();
  await remember('bad');
  await Promise.all(old.nodes.map((node) => node.end('SIGKILL')));
  for (const node of old.nodes) await within(node, `wal-backup --to ${place}/wal`);

  cluster = await makeCluster(3, { prefix: 'eu' });
  const names = '--rename node-1=eu-3 --rename node-2=eu-1 --rename node-3=eu-2';
  const restore = `restore --source ${place} --snapshot ${snapshot} --archive ${place}/wal --until ${target}`;
  expect(await refusalOf(cluster.node(0), restore)).toContain('say `--rename OLD=NEW`');
  const [first, second, third] = cluster.nodes as [LiveNode, LiveNode, LiveNode];
  await engram(first, `${restore} ${names}`);
  await within(second, `${restore} ${names}`);
  // In two steps on the last one: the names are known from the first.
  await within(third, `restore --source ${place} --snapshot ${snapshot} ${names}`);
  await within(third, `wal-replay --archive ${place}/wal --to ${target}`);

  await cluster.start();
  await cluster.waitForAlive(3);
  const wanted = [
    ['default', ['before-the-snapshot', 'behind-the-snapshot']],
    ['early', ['of-another-space']],
    ['late', ['of-a-new-space']],
  ] as const;
  for (const node of cluster.nodes) {
    for (const [space, ids] of wanted) {
      const local = async (): Promise<boolean> => {
        const path = `/api/v1/memories?space=${space}&consistency=local&limit=100`;
        const { body } = await node.ask('GET', path);
        const { memories = [] } = body as { memories?: readonly { readonly id: string }[] };
        return JSON.stringify(memories.map(({ id }) => id).sort()) === JSON.stringify(ids);
      };
      await waitUntil(local, 15_000, `${space} on ${node.id}`);
    }
  }
  const { members } = await first.get('getMembers', '/api/v1/cluster/members');
  expect(members.map(({ id, state }) => [id, state])).toEqual(
    ['eu-1', 'eu-2', 'eu-3'].map((id) => [id, 'alive']),
  );
  const isHeldByNew = async (): Promise<boolean> => {
    const { spaces } = await first.get('getSpaces', '/api/v1/cluster/spaces');
    const holders = spaces.map((space) => [space.primary_node, ...space.replicas].sort().join());
    return holders.join(' ') === spaces.map(() => 'eu-1,eu-2,eu-3').join(' ');
  };
  await waitUntil(isHeldByNew, 15_000, 'the new nodes to hold every space');
  await remember('after-the-restore', 'late');
  await second.end('SIGTERM');
  await second.start();
  await cluster.waitForAlive(3);
});
