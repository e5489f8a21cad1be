// Every kind of fault on a cluster without namespaces: it shows, it is there once, and it goes.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createOps, type Ops, type Status, type Up } from '../support/ops.ts';
import { call, type Listed, nodeStates, remember, sees, stored } from './live.ts';

let ops: Ops;
let up: Up;
const fault = (...words: string[]) => ops.run(['fault', ...words]);
const list = async () => (await ops.json<Listed>(['fault', 'list', '--json'])).faults;
const url = (id: string) => up.nodes.find((node) => node.id === id)?.url ?? '';
const states = async () => nodeStates(await ops.json<Status>(['cluster', 'status', '--json']));
const log = (folder: string) => readFile(join(ops.home, 'engram', folder, 'log.jsonl'), 'utf8');

/** Injects twice and expects the second time to change nothing. */
async function inject(...words: string[]): Promise<string> {
  const first = await fault('inject', ...words);
  expect(first.code, first.err).toBe(0);
  const again = await fault('inject', ...words);
  expect(again.code, again.err).toBe(0);
  for (const line of again.out.trim().split('\n')) expect(line).toMatch(/ is there already$/);
  return first.out;
}

/** Clears twice and expects nothing to be left. */
async function clear(...words: string[]): Promise<string> {
  const first = await fault('clear', ...words);
  expect(first.code, first.err).toBe(0);
  expect(await fault('clear', ...words)).toEqual({
    code: 0,
    out: 'No such fault is there\n',
    err: '',
  });
  return first.out;
}

beforeAll(async () => {
  ops = await createOps();
  const words = ['--isolation', 'loopback', '--profile', 'fast', '--spaces', '1', '--json'];
  up = await ops.json<Up>(['cluster', 'up', '--nodes', '3', ...words]);
});
afterEach(async () => {
  await fault('clear', '--all');
  expect(await list()).toEqual([]);
  await expect.poll(states).toEqual(sees(3));
});
afterAll(() => ops.dispose());

describe('a node', () => {
  test('that is killed is stopped, and serves again after the fault', async () => {
    await inject('kill', '--node', 'node-2');
    expect(await list()).toMatchObject([
      { id: 'kill:node-2', where: 'node-2', state: 'node-2 is stopped', ends_at: null },
    ]);
    expect(await clear('kill')).toBe('kill:node-2 is cleared: node-2 is serving\n');
  });

  test('that somebody starts has no kill any more', async () => {
    await inject('kill', '--node', 'node-2');
    expect((await ops.run(['node', 'start', 'node-2'])).code).toBe(0);
    expect(await list()).toEqual([]);
  });

  test('that is paused is dead to the others, and is back after the fault', async () => {
    await inject('pause', '--node', 'node-3');
    await expect
      .poll(states)
      .toMatchObject({ 'node-1': { 'node-3': 'dead' }, 'node-2': { 'node-3': 'dead' } });
    await clear('--node', 'node-3');
  });

  test('that is slowed down runs for a share of the time and answers all the same', async () => {
    expect(await inject('slow-node', '--node', 'node-2', '--share', '40%')).toBe(
      'node-2 runs for 40 % of the time\n',
    );
    expect((await call(`${url('node-2')}/health`)).status).toBe(200);
    await clear('slow-node');
  });

  test('whose id a second process takes keeps it, and the other one ends', async () => {
    await inject('duplicate-id', '--node', 'node-2');
    await expect
      .poll(list)
      .toMatchObject([{ id: 'duplicate-id:node-2', state: 'ended with exit code 1' }]);
    expect(await log('impostor-of-node-2')).toContain('Another node has the id of this one');
    expect(await states()).toEqual(sees(3));
    await clear('duplicate-id');
  });

  test('with a wrong seed list is alone until it has the right one', async () => {
    await inject('wrong-seeds', '--node', 'node-3');
    const others = { 'node-1': 'alive', 'node-2': 'alive' };
    await expect
      .poll(states)
      .toEqual({ 'node-1': others, 'node-2': others, 'node-3': { 'node-3': 'alive' } });
    await clear('wrong-seeds');
  });
});

describe('a disk', () => {
  test('that is slow makes writes slow, and no longer after the fault', async () => {
    const nodes = ['node-1', 'node-2', 'node-3'];
    await inject('slow-disk', '--node', 'all', '--by', '40ms');
    expect((await remember(url('node-1'))).status).toBe(201);
    expect((await list()).map(({ where }) => where)).toEqual(nodes);
    await clear('slow-disk');
    expect((await remember(url('node-1'))).status).toBe(201);
  });

  test('that is full ends the node at its next write, the others go on, and it comes back', async () => {
    await inject('full-disk', '--node', 'node-2');
    expect((await remember(url('node-1'))).status).toBe(201);
    await expect.poll(list).toMatchObject([{ id: 'full-disk:node-2', state: 'node-2 is stopped' }]);
    expect(await log('node-2')).toContain('ENOSPC');
    await expect.poll(() => stored(url('node-1'))).toBe(true);
    expect(await clear('full-disk')).toBe('full-disk:node-2 is cleared: node-2 is serving\n');
    expect(await stored(url('node-2'))).toBe(true);
  });

  test('whose syncs fail ends the node before it acknowledges anything more', async () => {
    await inject('failing-fsync', '--node', 'node-3');
    expect((await remember(url('node-1'))).status).toBe(201);
    await expect
      .poll(list)
      .toMatchObject([{ id: 'failing-fsync:node-3', state: 'node-3 is stopped' }]);
    expect(await log('node-3')).toContain('EIO');
    await clear('failing-fsync');
  });

  test('that loses its power takes the node with it, and what was acknowledged is there again', async () => {
    expect((await remember(url('node-1'))).status).toBe(201);
    await inject('power-loss', '--node', 'all');
    expect(await list()).toMatchObject(
      ['node-1', 'node-2', 'node-3'].map((node) => ({ state: `${node} is stopped` })),
    );
    await clear('power-loss');
    await expect.poll(() => stored(url('node-1'))).toBe(true);
  });

  test('that loses power in the middle of a write leaves a torn tail, which is cut off', async () => {
    await inject('torn-write', '--node', 'node-2');
    expect((await remember(url('node-1'))).status).toBe(201);
    await expect
      .poll(list)
      .toMatchObject([{ id: 'torn-write:node-2', state: 'node-2 is stopped' }]);
    expect(await clear('torn-write')).toBe('torn-write:node-2 is cleared: node-2 is serving\n');
    expect(await log('node-2')).toContain('torn-tail-truncated');
  });
});

describe('the rest of a node', () => {
  const timeOf = async (id: string): Promise<number> => {
    const { body } = await call(`${url(id)}/health`);
    return Date.parse((body as { timestamp: string }).timestamp);
  };

  test('its clock is wrong by what was asked for, also after a restart, and right again', async () => {
    await inject('clock-skew', '--node', 'node-2', '--by=-1h');
    const isBehind = async () => Date.now() - (await timeOf('node-2')) > 3_500_000;
    expect(await isBehind()).toBe(true);
    await ops.run(['node', 'stop', 'node-2']);
    await ops.run(['node', 'start', 'node-2']);
    expect(await isBehind()).toBe(true);
    await clear('clock-skew');
    expect(await isBehind()).toBe(false);
  });

  test('its copy of a space differs from the others, and no longer after the fault', async () => {
    expect((await remember(url('node-1'))).status).toBe(201);
    const roots = async (): Promise<number> => {
      const { body } = await call(`${url('node-1')}/api/v1/cluster/convergence`);
      const { per_space } = body as {
        per_space: { space: string; roots: Record<string, string> }[];
      };
      const space = per_space.find((candidate) => candidate.space === 'space-0');
      return new Set(Object.values(space?.roots ?? {})).size;
    };
    const mismatches = async (): Promise<number> => {
      const { body } = await call(`${url('node-3')}/api/v1/cluster/gossip/health`);
      return (body as { merkle_mismatches: number }).merkle_mismatches;
    };
    await expect.poll(roots).toBe(1);
    const before = await mismatches();
    await inject('merkle-mismatch', '--node', 'node-3', '--space', 'space-0');
    // A replica notices by itself and takes its primary's state; a primary keeps its own until the fault is cleared.
    const isSeen = async () => (await roots()) === 2 || (await mismatches()) > before;
    await expect.poll(isSeen).toBe(true);
    await clear('merkle-mismatch');
    await expect.poll(roots).toBe(1);
  });

  test('a copy that is not there cannot differ, and nothing is left of the attempt', async () => {
    const words = ['merkle-mismatch', '--node', 'node-3', '--space', 'nothing-here'];
    expect(await fault('inject', ...words)).toEqual({
      code: 3,
      out: '',
      err: 'engram-ops: This node has no copy of space `nothing-here`.\nhint: Choose a node that holds a copy, and store a memory first.\n',
    });
    expect(await list()).toEqual([]);
  });

  test('what replicates to it is late, and it catches up', async () => {
    await inject('lagging-replica', '--node', 'node-3', '--by', '2s');
    for (let write = 0; write < 5; write += 1) {
      expect((await remember(url('node-1'))).status).toBe(201);
    }
    const sequences = async (): Promise<number> => {
      const { body } = await call(`${url('node-1')}/api/v1/cluster/convergence`);
      const { per_space } = body as {
        per_space: { space: string; sequences: Record<string, number> }[];
      };
      const space = per_space.find((candidate) => candidate.space === 'space-0');
      return new Set(Object.values(space?.sequences ?? {})).size;
    };
    expect(await sequences()).toBe(2);
    await clear('lagging-replica');
    await expect.poll(sequences).toBe(1);
  });

  test('its bulk lane is blocked, and free again', async () => {
    await inject('stuck-rebalance', '--node', 'node-1');
    const faultsOf = async () => (await call(`${url('node-1')}/__test__/faults`)).body;
    expect(await faultsOf()).toMatchObject({
      links: [{ peer: '*', way: 'out', lanes: ['bulk'], drop: 1 }],
    });
    await clear('stuck-rebalance');
    expect(await faultsOf()).toMatchObject({ links: [] });
  });
});

test('a fault may end by itself', async () => {
  expect((await fault('inject', 'pause', '--node', 'node-2', '--for', '200ms')).code).toBe(0);
  await expect.poll(list).toEqual([]);
});

test('what cannot be is refused with what to do', async () => {
  await ops.run(['node', 'kill', 'node-2']);
  expect(await fault('inject', 'slow-disk', '--node', 'node-2')).toEqual({
    code: 3,
    out: '',
    err: 'engram-ops: `node-2` is not running\nhint: run `engram-ops node start node-2` first\n',
  });
  await ops.run(['node', 'start', 'node-2']);
  expect(await fault('inject', 'pause', '--node', 'node-9')).toMatchObject({
    code: 2,
    err: 'engram-ops: Unexpected node `node-9`, expected one of `node-1`, `node-2`, `node-3`\n',
  });
  expect(await fault('clear')).toMatchObject({ code: 2 });
  expect(await fault('clear', 'earthquake')).toMatchObject({ code: 2 });
});
