import { afterEach, expect, test } from 'vitest';
import { waitUntil } from '../../support/wait-until.ts';
import { type LiveCluster, type LiveNode, makeCluster } from './live-cluster.ts';

let cluster: LiveCluster;

afterEach(async () => {
  await cluster.destroy();
});

async function start(releases: readonly string[]): Promise<LiveCluster> {
  cluster = await makeCluster(releases.length);
  for (const [index, release] of releases.entries()) cluster.node(index).release = release;
  await cluster.start();
  await cluster.initialize();
  return cluster;
}

const statusOf = (node: LiveNode) => node.get('getUpgradeStatus', '/api/v1/cluster/upgrade/status');

async function waitForVersion(node: LiveNode, version: string): Promise<void> {
  const isThere = async (): Promise<boolean> => (await statusOf(node)).cluster_version === version;
  await waitUntil(isThere, 60_000, `${node.id} to know the cluster's version ${version}`);
}

/** Stops a node in good order and starts it as another release. */
async function replace(node: LiveNode, release: string): Promise<void> {
  expect(await node.end('SIGTERM')).toBe(0);
  node.release = release;
  await node.start();
  await cluster.waitForAlive(cluster.nodes.length);
}

async function store(node: LiveNode, id: string): Promise<void> {
  const send = async (): Promise<boolean> =>
    (await node.ask('POST', '/api/v1/memories/remember', { id, content: `memory ${id}` }))
      .status === 201;
  await waitUntil(send, 60_000, `${node.id} to store ${id}`);
}

const suppress = (node: LiveNode, id: string) =>
  node.ask('DELETE', `/api/v1/memories/${id}?mode=suppress`);

test('nodes of two releases are one cluster; a feature opens with finalize, and the old release cannot come back', async () => {
  await start(['0.1.0', '0.1.0', '0.1.0']);
  const [one, two, three] = [cluster.node(0), cluster.node(1), cluster.node(2)];
  await waitForVersion(one, '0.1.0');
  await store(one, 'before');

  await replace(three, '0.2.0');
  await store(three, 'mixed');
  expect(await statusOf(one)).toMatchObject({
    cluster_version: '0.1.0',
    target_version: '0.2.0',
    state: 'mixed',
    obstacles: [
      '`node-1` runs `0.1.0`, expected `0.2.0`.',
      '`node-2` runs `0.1.0`, expected `0.2.0`.',
    ],
  });
  const early = await one.ask('POST', '/api/v1/cluster/finalize-upgrade', {});
  expect(early.status).toBe(409);
  expect(early.body).toMatchObject({ error: { code: 'STATE_CONFLICT' } });
  const refused = await suppress(three, 'before');
  expect(refused.status).toBe(501);
  expect(refused.body).toMatchObject({ error: { code: 'FEATURE_NOT_ENABLED' } });

  await replace(two, '0.2.0');
  await replace(one, '0.2.0');
  const ready = async (): Promise<boolean> => (await statusOf(two)).state === 'ready';
  await waitUntil(ready, 60_000, 'all voters to run 0.2.0');
  for (let time = 0; time < 2; time += 1) {
    const finalized = await two.ask('POST', '/api/v1/cluster/finalize-upgrade', {});
    expect(finalized).toMatchObject({
      status: 200,
      body: { status: 'finalized', version: '0.2.0' },
    });
  }
  await waitForVersion(one, '0.2.0');
  expect(await suppress(one, 'before')).toMatchObject({
    status: 200,
    body: { status: 'suppressed' },
  });
  expect(await one.get('getMemory', '/api/v1/memories/before')).toMatchObject({ suppressed: true });
  expect(await three.get('getMemory', '/api/v1/memories/mixed')).toMatchObject({
    suppressed: false,
  });

  expect(await one.end('SIGTERM')).toBe(0);
  one.release = '0.1.0';
  await expect(one.start()).rejects.toThrow('the cluster is finalized at `0.2.0`');
}, 90_000);

test('before it is finalized, a node can be put back to the old release', async () => {
  await start(['0.1.0', '0.1.0', '0.1.0']);
  const three = cluster.node(2);
  await waitForVersion(three, '0.1.0');
  await replace(three, '0.2.0');
  await store(three, 'new-program');
  await replace(three, '0.1.0');
  const back = await three.get('getMemory', '/api/v1/memories/new-program');
  expect(back.content).toBe('memory new-program');
  expect(await statusOf(three)).toMatchObject({ state: 'finalized', cluster_version: '0.1.0' });
}, 90_000);

test('a new cluster of mixed releases is finalized at the older one', async () => {
  await start(['0.2.0', '0.1.0', '0.2.0']);
  await waitForVersion(cluster.node(0), '0.1.0');
}, 60_000);
