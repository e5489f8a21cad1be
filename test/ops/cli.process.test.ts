// Exit codes and messages of commands that need no cluster.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOps, type Ops } from './support/ops.ts';

let ops: Ops;
beforeAll(async () => {
  ops = await createOps();
});
afterAll(() => ops.dispose());

test('the version is printed', async () => {
  expect(await ops.run(['--version'])).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
});

test.each([
  [['cluster', 'up', '--nodes', '0'], 'Unexpected --nodes `0`, expected a number from 1 to 100'],
  [
    ['cluster', 'up', '--spaces', '2', '--no-start'],
    'Unexpected --spaces with --no-start: spaces need running nodes',
  ],
  [['cluster', 'up', '--ttl', 'soon'], 'Unexpected --ttl `soon`, expected a duration above zero'],
  [['cluster', 'up', '--ttl', '400h'], 'Unexpected --ttl `400h`, expected at most 168h'],
  [
    ['cluster', 'up', '--name', 'No Name'],
    'Unexpected name `No Name`, expected lower-case letters, digits and hyphens',
  ],
  [['cluster', 'status'], 'No cluster is running'],
  [
    ['cluster', 'down', '--cluster', 'gone'],
    'Unexpected cluster `gone`, expected one that runs, and none does',
  ],
  [['node', 'kill', 'node-1'], 'No cluster is running'],
  [['health', '--nodes', ' '], 'Unexpected empty CLUSTER_NODES, expected at least one node'],
  [
    ['health', '--nodes', 'ftp://node-1'],
    'Unexpected node `ftp://node-1`, expected a host, host:port or http URL',
  ],
])('%j is a usage error', async (words, message) => {
  const { code, out, err } = await ops.run(words);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err.split('\n')[0]).toBe(`engram-ops: ${message}`);
});

test.each([
  [['cluster', 'upp']],
  [['node', 'kill']],
  [['cluster', 'up', '--what']],
  [['load', 'write', '--space', 'a']],
])('%j is a usage error that points to the help', async (words) => {
  const { code, err } = await ops.run(words);
  expect(code).toBe(2);
  expect(err).toContain('--help');
});

test('with --json an error is JSON on stdout as well', async () => {
  const { code, out } = await ops.run(['cluster', 'status', '--json']);
  expect(code).toBe(2);
  expect(JSON.parse(out)).toEqual({
    error: {
      kind: 'usage',
      message: 'No cluster is running',
      details: [],
      hint: 'start one with `engram-ops cluster up`',
    },
  });
});

test('a reader that has seen enough is no error', async () => {
  // The exit code of the writer, behind its reader.
  const script = '{ ops/bin/engram-ops --help; echo "$?" >&2; } | read -r line';
  expect(await ops.shell(script)).toMatchObject({ code: 0, out: '', err: '0\n' });
});

test('a home that is too deep for a socket is refused', async () => {
  const { code, err } = await ops.shell(
    `ENGRAM_OPS_HOME=/tmp/${'x'.repeat(80)} ops/bin/engram-ops cluster list`,
  );
  expect(code).toBe(2);
  expect(err).toContain('set ENGRAM_OPS_HOME to a shorter path');
});

test('the health of nodes that do not answer fails every check', async () => {
  const { code, out } = await ops.run(['health', '--nodes', '127.0.0.1:1', '--json']);
  expect(code).toBe(1);
  const { passed, checks } = JSON.parse(out) as { passed: boolean; checks: { ok: boolean }[] };
  expect(passed).toBe(false);
  expect(checks.every(({ ok }) => !ok)).toBe(true);
});
