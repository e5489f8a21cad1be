// Faults of the network, in both kinds of isolation: the same names, the same effect.
import { spawnSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createOps, type Mode, modes, type Ops, type Status, type Up } from '../support/ops.ts';
import { type Listed, nodeStates, sees } from './live.ts';

const alone = ['unshare', '--user', '--map-root-user', '--net', 'true'];
const hasNamespaces = spawnSync(alone[0] ?? '', alone.slice(1)).status === 0;
if (!hasNamespaces) process.stderr.write('skipped: this machine allows no namespaces\n');

function modeIsPossible(mode: Mode): boolean {
  return mode === 'loopback' || hasNamespaces;
}

describe.each(modes.filter(modeIsPossible))('the network in %s isolation', (mode) => {
  let ops: Ops;
  let up: Up;
  const fault = (...words: string[]) => ops.run(['fault', ...words]);
  const states = async () => nodeStates(await ops.json<Status>(['cluster', 'status', '--json']));
  const place = (script: string) => ops.run(['cluster', 'exec', '--', 'bash', '-c', script]);
  const url = (id: string) => up.nodes.find((node) => node.id === id)?.url ?? '';

  async function inject(...words: string[]): Promise<void> {
    const first = await fault('inject', ...words);
    expect(first.code, first.err).toBe(0);
    const again = await fault('inject', ...words);
    expect(again.code, again.err).toBe(0);
    for (const line of again.out.trim().split('\n')) expect(line).toMatch(/ is there already$/);
  }

  async function clear(...words: string[]): Promise<void> {
    const first = await fault('clear', ...words);
    expect(first.code, first.err).toBe(0);
    expect((await fault('clear', ...words)).out).toBe('No such fault is there\n');
  }

  /** The answer of a write at the node, as its HTTP status. */
  async function write(id: string): Promise<string> {
    const body = JSON.stringify({ content: `Something at ${Math.random()}` });
    const words = `-H 'content-type: application/json' -H 'x-memory-space: space-0' -d '${body}'`;
    const target = `${url(id)}/api/v1/memories/remember`;
    return (await place(`curl -s -o /dev/null -w '%{http_code}' ${words} ${target}`)).out;
  }

  beforeAll(async () => {
    ops = await createOps();
    const words = ['--isolation', mode, '--profile', 'fast', '--spaces', '1', '--json'];
    up = await ops.json<Up>(['cluster', 'up', '--nodes', '3', ...words]);
  });
  afterEach(async () => {
    await fault('clear', '--all');
    await expect.poll(states).toEqual(sees(3));
  });
  afterAll(() => ops.dispose());

  test('a partition takes the minority its writes and leaves them to the majority, until it heals', async () => {
    await inject('partition', '--sides', 'node-1,node-2/node-3');
    await expect.poll(states).toEqual({
      'node-1': { 'node-1': 'alive', 'node-2': 'alive', 'node-3': 'dead' },
      'node-2': { 'node-1': 'alive', 'node-2': 'alive', 'node-3': 'dead' },
      'node-3': { 'node-1': 'dead', 'node-2': 'dead', 'node-3': 'alive' },
    });
    await expect.poll(() => write('node-1')).toBe('201');
    expect(await write('node-3')).toBe('503');
    await clear('partition');
    await expect.poll(() => write('node-3')).toBe('201');
  });

  test('three sides leave nobody a majority', async () => {
    await inject('partition', '--sides', 'node-1/node-2/node-3');
    await expect.poll(() => write('node-1')).toBe('503');
    await clear('partition');
  });

  test('a cut of one direction is survived by the help of the third node', async () => {
    await inject('drop', '--from', 'node-2', '--to', 'node-1');
    // Asked at the node that has both its links: node-1 gets no answer from a primary on node-2.
    await expect.poll(() => write('node-3')).toBe('201');
    expect(await states()).toEqual(sees(3));
    const { faults } = await ops.json<Listed>(['fault', 'list', '--json']);
    expect(faults).toMatchObject([{ id: 'drop:node-2>node-1', kind: 'drop', ends_at: null }]);
    await clear('drop', '--from', 'node-2');
  });

  test('a node that nobody hears is dead, though it hears the others', async () => {
    await inject('drop', '--from', 'node-3', '--to', 'all');
    await expect
      .poll(states)
      .toMatchObject({ 'node-1': { 'node-3': 'dead' }, 'node-2': { 'node-3': 'dead' } });
    await clear('drop');
  });

  test('a flapping partition comes and goes', async () => {
    await inject('flap', '--sides', 'node-1,node-2/node-3', '--period', '6s');
    const seen = async () => (await states())['node-1']?.['node-3'];
    await expect.poll(seen).toBe('dead');
    await expect.poll(seen).toBe('alive');
    await expect.poll(seen).toBe('dead');
    await clear('flap');
  });

  test('messages that are lost, late, doubled and out of order disturb nobody', async () => {
    await inject('drop', '--from', 'all', '--to', 'all', '--share', '5%');
    await inject('delay', '--from', 'node-1', '--to', 'all', '--both', '--by', '5ms');
    await inject('duplicate', '--from', 'all', '--to', 'all', '--share', '100%');
    await inject('reorder', '--from', 'all', '--to', 'all', '--by', '10ms');
    await expect.poll(() => write('node-2')).toBe('201');
    expect((await ops.json<Listed>(['fault', 'list', '--json'])).faults).toHaveLength(22);
    await clear('--all');
    await expect.poll(() => write('node-2')).toBe('201');
  });

  test.runIf(mode === 'namespace')(
    'a delay is on its link in its direction, for connections of both ends',
    async () => {
      const total = async (from: string, to: string): Promise<number> => {
        const words = ['cluster', 'exec', '--node', from, '--', 'curl', '-s', '-o', '/dev/null'];
        const { out } = await ops.run([...words, '-w', '%{time_total}', `${url(to)}/health`]);
        return Number(out) * 1_000;
      };
      await inject('delay', '--from', 'node-1', '--to', 'node-2', '--by', '700ms');
      expect(await total('node-1', 'node-2')).toBeGreaterThan(700);
      expect(await total('node-2', 'node-1')).toBeGreaterThan(700);
      await clear('delay');
      const source = `curl -s ${url('node-2')}/health`;
      expect(
        (await ops.run(['cluster', 'exec', '--node', 'node-1', '--', 'sh', '-c', source])).code,
      ).toBe(0);
    },
  );
});
