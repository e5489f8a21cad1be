// A cluster in each of the two kinds of isolation, seen from outside and from the operator's place.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOps, modes, type Ops, root, type Status, type Up } from './support/ops.ts';

describe.each(modes)('a cluster in %s isolation', (mode) => {
  let ops: Ops;
  let up: Up;
  const exec = (...words: string[]) => ops.run(['cluster', 'exec', ...words]);

  beforeAll(async () => {
    ops = await createOps();
    up = await ops.json<Up>([
      'cluster',
      'up',
      '--nodes',
      '3',
      '--isolation',
      mode,
      '--profile',
      'fast',
      '--json',
    ]);
  });
  afterAll(() => ops.dispose());

  test('says what it started', () => {
    expect(up).toMatchObject({ cluster: 'engram', isolation: mode, profile: 'fast' });
    expect(up.nodes.map(({ id }) => id)).toEqual(['node-1', 'node-2', 'node-3']);
    for (const { url } of up.nodes) {
      expect(url).toMatch(
        mode === 'namespace'
          ? /^http:\/\/10\.0\.1\.1[0-2]:7432$/
          : /^http:\/\/127\.0\.\d+\.[123]:7432$/,
      );
    }
    expect(up.started_ms).toBeGreaterThan(0);
  });

  test('every node sees every member alive', async () => {
    const status = await ops.json<Status>(['cluster', 'status', '--json']);
    const everybody = ['node-1', 'node-2', 'node-3'].map((id) => ({ id, state: 'alive' }));
    expect(status.nodes.map(({ state, members }) => ({ state, members }))).toEqual(
      Array.from({ length: 3 }, () => ({ state: 'serving', members: everybody })),
    );
  });

  test('the pids it tells are those of the nodes', async () => {
    const marked = await ops.processes();
    for (const { pid } of up.nodes) expect(marked).toContain(pid);
  });

  test('names of nodes lead to them from the place', async () => {
    const words = up.nodes.map(({ id }) => `http://${id}:7432/health`);
    const { out, code } = await exec('--', 'curl', '-fsS', ...words);
    expect(code).toBe(0);
    expect([...out.matchAll(/"node_id":"([^"]+)"/g)].map((match) => match[1])).toEqual([
      'node-1',
      'node-2',
      'node-3',
    ]);
  });

  test('names of nodes lead to them from another node', async () => {
    const { out } = await exec(
      '--node',
      'node-1',
      '--',
      'curl',
      '-fsS',
      'http://node-3:7432/health',
    );
    expect(JSON.parse(out)).toMatchObject({ node_id: 'node-3' });
  });

  test.each(['node-1', 'node-2'])('localhost on %s is that node', async (id) => {
    const { out } = await exec('--node', id, '--', 'curl', '-fsS', 'http://localhost:7432/health');
    expect(JSON.parse(out)).toMatchObject({ node_id: id });
  });

  test('localhost of the operator is no node', async () => {
    expect((await exec('--', 'curl', '-sS', 'http://localhost:7432/health')).code).toBe(7);
  });

  test('pgrep on a node finds its own process only', async () => {
    const { out, code } = await exec('--node', 'node-2', '--', 'pgrep', 'engram');
    expect(code).toBe(0);
    expect(out.trim().split('\n')).toHaveLength(1);
  });

  test('a host knows its node, its configuration and its data folder', async () => {
    const { out } = await exec(
      '--node',
      'node-2',
      '--',
      'printenv',
      'ENGRAM_NODE',
      'ENGRAM_CONFIG',
      'ENGRAM_DATA_DIR',
    );
    const folder = join(ops.home, 'engram', 'node-2');
    expect(out).toBe(`node-2\n${join(folder, 'engram.toml')}\n${join(folder, 'data')}\n`);
    expect(await readdir(folder)).toEqual(
      expect.arrayContaining(['data', 'engram.toml', 'log.jsonl']),
    );
  });

  test.each([0, 3, 77, 127])('the exit code %i of a command is kept', async (code) => {
    expect((await exec('--', 'sh', '-c', `exit ${code}`)).code).toBe(code);
    expect((await exec('--node', 'node-1', '--', 'sh', '-c', `exit ${code}`)).code).toBe(code);
  });

  test('a command that a signal ended has 128 and the signal as its exit code', async () => {
    expect((await exec('--', 'sh', '-c', 'kill -KILL $$')).code).toBe(137);
    expect((await exec('--node', 'node-1', '--', 'sh', '-c', 'kill -KILL $$')).code).toBe(137);
  });

  test('a command that does not exist has exit code 127', async () => {
    expect((await exec('--', 'no-such-command')).code).toBe(127);
    expect((await exec('--node', 'node-1', '--', 'no-such-command')).code).toBe(127);
  });

  test('a command keeps its arguments, its input and both outputs', async () => {
    const words = ['sh', '-c', 'cat; printf "%s|" "$@" >&2', 'name', 'two words', '', '*', "it's"];
    for (const where of [[], ['--node', 'node-3']]) {
      const ran = await ops.run(['cluster', 'exec', ...where, '--', ...words], 'a line\nno end');
      expect(ran).toEqual({ code: 0, out: 'a line\nno end', err: "two words||*|it's|" });
    }
  });

  test('a command runs in the folder of its caller', async () => {
    const { out } = await exec('--node', 'node-1', '--', 'pwd');
    expect(out).toBe((await exec('--', 'pwd')).out);
    expect(out.trim()).toBe(root.replace(/\/$/, ''));
  });

  test('the printed shell prefix enters the place', async () => {
    const script = `${up.shell} sh -c 'echo $ENGRAM_CLUSTER; engram-ops cluster status --json; pwd'`;
    const { out, code } = await ops.shell(script);
    expect(code).toBe(0);
    const [cluster, status, folder] = out.split('\n');
    expect(cluster).toBe('engram');
    expect(JSON.parse(status ?? '')).toMatchObject({ cluster: 'engram', isolation: mode });
    expect(folder).toBe(root.replace(/\/$/, ''));
  });

  // In loopback mode there is no place: commands run on the host and outlive the cluster.
  if (mode === 'namespace') {
    test('a place cannot be taken down from inside', async () => {
      const { code, err } = await exec('--', 'engram-ops', 'cluster', 'down');
      expect(code).toBe(2);
      expect(err).toBe(
        'engram-ops: `engram` is where this command runs, and would die with it\n' +
          'hint: leave its place first, then run the command again\n',
      );
    });
  }
});
