// What an operator asks when a copy is missing, late or silent: `swim ping` and `replication …`.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitUntil } from '../support/wait-until.ts';
import { createOps, modes, type Ops } from './support/ops.ts';

describe.each(modes)('copies and pings in %s isolation', (mode) => {
  let ops: Ops;
  beforeAll(async () => {
    ops = await createOps();
    const up = ['cluster', 'up', '--isolation', mode, '--profile', 'fast', '--json'];
    await ops.json(up);
    await ops.json(['spaces', 'create', 'notes', '--json']);
    const complete = async () => (await ops.run(['replication', 'status'])).code === 0;
    await waitUntil(complete, 10_000, 'all copies of the space');
  });
  afterAll(() => ops.dispose());

  test('a node answers a ping from the operator and from another host', async () => {
    const answer = { answered: true, node_id: 'node-2', other_node: null };
    expect(await ops.json(['swim', 'ping', 'node-2', '--json'])).toMatchObject(answer);
    const between = ['swim', 'ping', 'node-2', '--from', 'node-3', '--json'];
    expect(await ops.json(between)).toMatchObject(answer);
    const words = await ops.run(['swim', 'ping', 'node-2']);
    expect(words).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^node-2 at [\d.]+:7946 answered in [\d.]+ ms\n$/),
    });
  });

  test('whoever lives at an address is told apart from who should', async () => {
    const asked = ['cluster', 'exec', '--', 'engram', 'ping', 'node-1', '--node', 'node-2'];
    expect(await ops.run(asked)).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^[\d.]+:7946 is node-1, not node-2\n$/),
    });
  });

  test('all copies are there and up to date', async () => {
    expect(await ops.run(['replication', 'status'])).toEqual({
      code: 0,
      out: '1 spaces, each with 3 copies up to date\n',
      err: '',
    });
    const lag = await ops.run(['replication', 'lag', '--space', 'notes']);
    expect(lag.code, lag.out).toBe(0);
    expect(lag.out.trimEnd().split('\n').at(-1)).toBe('2 replicas, each at most 1s behind');
    expect(await ops.run(['replication', 'repair'])).toMatchObject({
      code: 0,
      out: 'No copy is missing\n',
    });
    expect((await ops.run(['replication', 'lag', '--space', 'nothing'])).code).toBe(3);
  });

  test('a batch size is set for all nodes, and only one that is possible', async () => {
    expect(await ops.json(['replication', 'set-batch', '250', '--json'])).toMatchObject({
      batch_size: 250,
      scope: 'cluster',
      persist: true,
    });
    expect(await ops.run(['replication', 'set-batch', '0'])).toEqual({
      code: 2,
      out: '',
      err: 'engram-ops: Unexpected batch `0`, expected a whole number from 1 to 10000\n',
    });
  });

  test('a dead node does not answer, and its copy is missing', async () => {
    await ops.json(['node', 'kill', 'node-3', '--json']);
    const ping = await ops.run(['swim', 'ping', 'node-3', '--timeout', '300ms']);
    expect(ping).toMatchObject({ code: 1, out: expect.stringMatching(/^No answer from /) });
    const missing = async () => (await ops.run(['replication', 'status'])).code === 1;
    await waitUntil(missing, 10_000, 'the copy to be missed');
    const { out } = await ops.run(['replication', 'status']);
    expect(out).toMatch(/^notes +node-3 +unreachable/m);
    // It is missed as soon as it does not answer, and lost only when its node is given up.
    let repair = '';
    const isLost = async () => {
      const ran = await ops.run(['replication', 'repair']);
      repair = ran.out;
      return ran.code === 1;
    };
    await waitUntil(isLost, 30_000, 'the copy to be lost');
    expect(repair).toBe('No node is free for a copy of notes: add or start one\n');
  });
});
