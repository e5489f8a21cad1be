// Orders that take a while, followed to their end: whoever waits is told when somebody else ended them, or nothing moves on.
import { afterEach, expect, test } from 'vitest';
import { waitUntil } from '../support/wait-until.ts';
import { createOps, type Ops } from './support/ops.ts';

let ops: Ops;
afterEach(() => ops.dispose());

async function bringUp(nodes: number): Promise<void> {
  ops = await createOps();
  const size = ['--nodes', String(nodes), '--isolation', 'loopback', '--profile', 'fast'];
  await ops.json(['cluster', 'up', ...size, '--json']);
  await ops.json(['spaces', 'create', 'notes', 'plans', 'tasks', '--json']);
  const complete = async () => (await ops.run(['replication', 'status'])).code === 0;
  await waitUntil(complete, 20_000, 'all copies of the spaces');
}

test('whoever waits for a decommission learns that somebody else called it off', async () => {
  await bringUp(4);
  await ops.run(['fault', 'inject', 'stuck-rebalance']);
  const waiting = ops.start(['node', 'decommission', 'node-4']);
  const isLeaving = async () => {
    type Shown = { readonly decommissioning: boolean };
    return (await ops.json<Shown>(['node', 'show', 'node-4', '--json'])).decommissioning;
  };
  await waitUntil(isLeaving, 20_000, 'node-4 to be decommissioned');
  await ops.json(['node', 'decommission', 'node-4', '--cancel', '--json']);
  expect(await waiting.done).toEqual({
    code: 1,
    out: '',
    err: 'engram-ops: node-4 stays: somebody called its decommission off\n',
  });
}, 60_000);

test('whoever waits for a repair learns that nothing moves on, and what is missing', async () => {
  await bringUp(3);
  await ops.json(['node', 'kill', 'node-3', '--json']);
  const missing = async () => (await ops.run(['replication', 'status'])).code === 1;
  await waitUntil(missing, 20_000, 'the copies to be missed');
  const repair = await ops.run(['replication', 'repair', '--wait']);
  expect(repair).toMatchObject({ code: 1, err: '' });
  expect(repair.out).toMatch(/^notes +node-3 +unreachable/m);
  expect(repair.out).toMatch(/3 of 3 spaces lack a copy, and nothing moves on\n$/);

  await ops.json(['node', 'start', 'node-3', '--json']);
  const whole = async () => (await ops.run(['replication', 'repair', '--wait'])).code === 0;
  await waitUntil(whole, 30_000, 'the spaces to be whole again');
}, 90_000);

test('a rebalance is found by its id when another one has followed', async () => {
  await bringUp(3);
  const [one, other] = await replicasOf('notes');
  const first = await makePrimary(one ?? '');
  const second = await makePrimary(other ?? '');
  expect(await ops.json(['rebalance', 'status', '--json'])).toMatchObject({ rebalance_id: second });
  const found = { rebalance_id: first, state: 'complete', moves: [{ target_node: one }] };
  expect(await ops.json(['rebalance', 'status', '--id', first, '--json'])).toMatchObject(found);
  expect(await ops.json(['rebalance', 'wait', '--id', first, '--json'])).toMatchObject(found);
  expect(await ops.run(['rebalance', 'wait', '--id', 'reb_unknown'])).toMatchObject({
    code: 3,
    err: expect.stringContaining('RESOURCE_NOT_FOUND: Unexpected rebalance `reb_unknown`.'),
  });
}, 60_000);

async function replicasOf(space: string): Promise<readonly string[]> {
  const nodes = ['node-1', 'node-2', 'node-3'];
  const shown = await Promise.all(
    nodes.map((node) =>
      ops.json<{ readonly replica_spaces: readonly string[] }>(['node', 'show', node, '--json']),
    ),
  );
  return nodes.filter((_, index) => shown[index]?.replica_spaces.includes(space));
}

/** Gives the id of the rebalance that did it. */
async function makePrimary(node: string): Promise<string> {
  const order = ['spaces', 'promote', 'notes', '--to', node, '--primary', '--json'];
  const { rebalance_id: id } = await ops.json<{ readonly rebalance_id: string }>(order);
  await ops.json(['rebalance', 'wait', '--id', id, '--within', '30s', '--json']);
  return id;
}
