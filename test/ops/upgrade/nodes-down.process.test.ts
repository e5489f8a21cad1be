// An upgrade that is run again after nodes have ended in the middle of it, in both kinds of isolation.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOps, modes, type Ops } from '../support/ops.ts';

const toTarget = ['upgrade', 'run', '--to', '0.2.0', '--within', '90s'];

describe.each(modes)('an upgrade in %s isolation whose nodes are down', (mode) => {
  let ops: Ops;
  beforeAll(async () => {
    ops = await createOps();
    const up = ['cluster', 'up', '--version', '0.1.0', '--isolation', mode, '--profile', 'fast'];
    await ops.json([...up, '--spaces', '2', '--json']);
  });
  afterAll(() => ops.dispose());

  const done = async (...words: readonly string[]): Promise<void> => {
    expect(await ops.run(words)).toMatchObject({ code: 0 });
  };

  test('leaves one alone that somebody stopped, and says how it is started', async () => {
    await done('node', 'stop', 'node-3');
    const refused = await ops.run(toTarget);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain(
      'node-3 was stopped in good order without being drained, so not for an upgrade: if nobody is at work there, `ssh node-3 sudo systemctl start engram`',
    );
    await done('node', 'start', 'node-3');
  });

  test('starts those that crashed, each with the release that it has, and upgrades the rest', async () => {
    await done('node', 'drain', 'node-2', '--within', '60s');
    const link = 'ln -sfn releases/0.2.0 "$ENGRAM_HOME/current"';
    await done('cluster', 'exec', '--node', 'node-2', '--', 'sh', '-c', link);
    await done('node', 'kill', 'node-2');
    await done('node', 'kill', 'node-3');

    const upgraded = await ops.run(toTarget);
    expect(upgraded).toMatchObject({ code: 0, err: '' });
    const lines = upgraded.out.split('\n');
    expect(lines.slice(0, 5)).toEqual([
      'node-2 is down, starting it with 0.2.0',
      'node-2 is back',
      'node-3 is down, starting it with 0.1.0',
      'node-3 is back',
      'node-2 upgraded, no copy is missing',
    ]);
    expect(lines).toContain('node-3 is back with 0.2.0');
    expect(lines.at(-2)).toContain('2 nodes upgraded to 0.2.0');
    expect(await ops.json(['upgrade', 'status', '--json'])).toMatchObject({
      state: 'ready',
      nodes: ['node-1', 'node-2', 'node-3'].map((id) => ({ id, version: '0.2.0', state: 'alive' })),
    });
  });
});
