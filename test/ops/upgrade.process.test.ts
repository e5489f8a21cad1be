// A rolling upgrade as an operator does it: releases on the hosts, links, systemctl, and what engram-ops says about it.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { releases } from '../../cluster/api/contract.ts';
import { knownReleases } from '../../ops/releases.ts';
import { createOps, modes, type Ops } from './support/ops.ts';

const folder = join(import.meta.dirname, '../../ops/releases');

test('every release of the cluster can be installed, and its checksum is the published one', async () => {
  expect(knownReleases()).toEqual(releases.map(({ version }) => version));
  const sums = (await readFile(join(folder, 'SHA256SUMS'), 'utf8')).trimEnd().split('\n');
  expect(sums).toHaveLength(releases.length);
  for (const line of sums) {
    const [sum, file = ''] = line.split(/ +/);
    const content = await readFile(join(folder, file));
    expect(`${file} ${createHash('sha256').update(content).digest('hex')}`).toBe(`${file} ${sum}`);
  }
});

describe.each(modes)('an upgrade in %s isolation', (mode) => {
  let ops: Ops;
  beforeAll(async () => {
    ops = await createOps();
    const up = ['cluster', 'up', '--version', '0.1.0', '--isolation', mode, '--profile', 'fast'];
    await ops.json([...up, '--json']);
  });
  afterAll(() => ops.dispose());

  const onHost = (node: string, script: string) =>
    ops.run(['cluster', 'exec', '--node', node, '--', 'sh', '-c', script]);

  test('goes node by node, and is finalized when all of them run the new release', async () => {
    expect(await ops.run(['version', 'check', '--from', '0.1.0', '--to', '0.2.0'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^COMPATIBLE\n/),
    });
    for (const node of ['node-3', 'node-2', 'node-1']) {
      expect((await onHost(node, 'engram --version')).out).toBe('engram 0.1.0\n');
      const replaced = await onHost(
        node,
        'sudo systemctl stop engram && sudo ln -sfn releases/0.2.0 "$ENGRAM_HOME/current" && sudo systemctl start engram',
      );
      expect(replaced).toMatchObject({ code: 0, err: '' });
      expect((await onHost(node, 'engram --version')).out).toBe('engram 0.2.0\n');
      if (node === 'node-1') continue;
      const early = await ops.run(['upgrade', 'finalize']);
      expect(early.code).toBe(3);
      expect(early.err).toContain('`node-1` runs `0.1.0`, expected `0.2.0`.');
    }
    expect((await ops.run(['upgrade', 'wait', '--state', 'ready'])).code).toBe(0);
    expect(
      await ops.run(['upgrade', 'wait', '--state', 'finalized', '--timeout', '200ms']),
    ).toMatchObject({
      code: 1,
      err: 'engram-ops: The upgrade is not finalized after 200ms\n',
    });
    expect(await ops.run(['upgrade', 'finalize'])).toMatchObject({
      code: 0,
      out: 'Finalized at 0.2.0: older programs cannot come back\n',
    });
    expect(await ops.json(['upgrade', 'status', '--json'])).toMatchObject({
      state: 'finalized',
      cluster_version: '0.2.0',
      obstacles: [],
    });
  });

  test('cannot be undone then: the old release says why it does not start', async () => {
    const started = await onHost(
      'node-1',
      'sudo systemctl stop engram && sudo ln -sfn releases/0.1.0 "$ENGRAM_HOME/current" && sudo systemctl start engram',
    );
    expect(started.code).not.toBe(0);
    expect(started.err + started.out).toContain('the cluster is finalized at `0.2.0`');
  });
});

test('a release that there is not is named with those that there are', async () => {
  const ops = await createOps();
  try {
    expect(await ops.run(['cluster', 'up', '--version', '0.7.0'])).toMatchObject({
      code: 2,
      err: 'engram-ops: Unexpected --version `0.7.0`, expected `0.1.0` or `0.2.0`\n',
    });
    expect(await ops.run(['version', 'check', '--from', '0.1.0', '--to', '0.7.0'])).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^INCOMPATIBLE\n/),
    });
  } finally {
    await ops.dispose();
  }
});
