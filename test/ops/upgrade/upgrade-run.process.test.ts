// The whole upgrade as one command, on a cluster of the older release that a client writes to.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scratchFolder } from '../../support/scratch.ts';
import { createOps, type Ops } from '../support/ops.ts';

let ops: Ops;
beforeAll(async () => {
  ops = await createOps();
  const up = ['cluster', 'up', '--version', '0.1.0', '--spaces', '2', '--profile', 'fast'];
  await ops.json([...up, '--json']);
});
afterAll(() => ops.dispose());

test('a release that there is not is refused before anything is touched', async () => {
  const refused = await ops.run(['upgrade', 'run', '--to', '7.0.0']);
  expect(refused).toMatchObject({ code: 2, out: '' });
  expect(refused.err).toContain('Unexpected --to `7.0.0`');
});

test('it begins with the node that is drained already, upgrades all, and no acknowledged write is lost', async () => {
  const history = join(await scratchFolder(), 'history.jsonl');
  const load = ['load', 'write', '--space', 'space-0', '--rate', '10', '--for', '5s'];
  const writing = ops.run([...load, '--history', history]);
  expect((await ops.run(['node', 'drain', 'node-2', '--within', '60s'])).code).toBe(0);

  const upgraded = await ops.run(['upgrade', 'run', '--to', 'v0.2.0', '--within', '90s', '--json']);
  expect(upgraded).toMatchObject({ code: 0, err: '' });
  const { replaced, ...rest } = JSON.parse(upgraded.out) as { replaced: string[] };
  expect(rest).toEqual({ target: '0.2.0', started: [], finalized: false });
  expect(replaced[0]).toBe('node-2');
  expect(replaced.toSorted()).toEqual(['node-1', 'node-2', 'node-3']);

  expect(await ops.json(['upgrade', 'status', '--json'])).toMatchObject({
    state: 'ready',
    cluster_version: '0.1.0',
    nodes: ['node-1', 'node-2', 'node-3'].map((id) => ({ id, version: '0.2.0', state: 'alive' })),
  });
  expect((await writing).code).toBe(0);
  const judged = await ops.run(['history', 'verify', history, '--json']);
  expect(JSON.parse(judged.out)).toMatchObject({ lost: 0, contradicted: 0 });
});

test('a second run finds nothing to do, and makes it final when asked to', async () => {
  const again = await ops.run(['upgrade', 'run', '--to', '0.2.0', '--finalize']);
  expect(again).toMatchObject({
    code: 0,
    out: 'All nodes run 0.2.0 already. Finalized: older programs cannot come back\n',
  });
  expect(await ops.json(['upgrade', 'status', '--json'])).toMatchObject({
    state: 'finalized',
    cluster_version: '0.2.0',
  });
});
