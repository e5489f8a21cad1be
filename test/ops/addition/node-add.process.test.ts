// Adding a node as one command, in both ways to keep nodes apart.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOps, modes, type Ops } from '../support/ops.ts';

describe.each(modes)('on %s hosts', (mode) => {
  let ops: Ops;
  beforeAll(async () => {
    ops = await createOps({ ENGRAM_ISOLATION: mode });
    const up = ['cluster', 'up', '--spare', '2', '--spaces', '4', '--profile', 'fast', '--json'];
    await ops.json(up);
  });
  afterAll(() => ops.dispose());

  const inside = (node: string, script: string) =>
    ops.run(['cluster', 'exec', '--node', node, '--', 'sh', '-ec', script]);

  test('a host with data of another installation is refused, with the data named, and not touched', async () => {
    await inside('node-5', 'mkdir -p "$ENGRAM_DATA_DIR" && touch "$ENGRAM_DATA_DIR/theirs"');
    const refused = await ops.run(['node', 'add', 'node-5']);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('node-5 has data of an earlier installation: theirs');
    expect((await inside('node-5', 'test ! -e "$ENGRAM_CONFIG"')).code).toBe(0);
  });

  test('a name that is none is refused before anything is asked', async () => {
    expect(await ops.run(['node', 'add', 'node;reboot'])).toMatchObject({ code: 2, out: '' });
  });

  test('an empty host becomes a member with a share of everything, and a seed of all', async () => {
    const added = await ops.run(['node', 'add', 'node-4', '--within', '90s']);
    expect(added, added.err).toMatchObject({ code: 0 });
    expect(added.out).toMatch(/^node-4 added: 3 copies, primary of \d\./m);
    expect((await ops.run(['balance', 'check'])).code).toBe(0);
    for (const node of ['node-1', 'node-2', 'node-3', 'node-4']) {
      const { out } = await inside(node, 'grep -c "node-4:7946" "$ENGRAM_CONFIG"');
      expect(Number(out), node).toBeGreaterThan(0);
    }
  });

  test('a second run finds nothing to do', async () => {
    expect(await ops.json(['node', 'add', 'node-4', '--json'])).toEqual({
      node: 'node-4',
      joined: false,
      share: { copies: 3, primaries: expect.any(Number) },
      seedsChanged: [],
    });
  });

  test('the new node finds the cluster again after a restart', async () => {
    expect((await ops.run(['node', 'stop', 'node-4'])).code).toBe(0);
    expect((await ops.run(['node', 'start', 'node-4'])).code).toBe(0);
    const healthy = await ops.shell(
      'for try in $(seq 60); do ops/bin/engram-ops health && exit; sleep 0.5; done; exit 1',
    );
    expect(healthy.code, healthy.out).toBe(0);
  });
});
