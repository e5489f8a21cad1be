// Load, its history, and the health check, on clusters of both kinds.
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scratchFolder } from '../support/scratch.ts';
import { waitUntil } from '../support/wait-until.ts';
import { createOps, modes, type Ops, type Status, type Up } from './support/ops.ts';

type Summary = {
  attempted: number;
  ok: number;
  fail: number;
  unknown: number;
  longest_gap_ms: number;
};
type Verdict = {
  acknowledged: number;
  present: number;
  lost: number;
  reads: number;
  unread: number;
};

function lastJson<T>(text: string): T {
  return JSON.parse(text.trim().split('\n').at(-1) ?? '');
}

async function acknowledged(history: string): Promise<number> {
  const text = await readFile(history, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line.includes('"outcome":"ok"')).length;
}

describe.each(modes)('load in %s isolation', (mode) => {
  let ops: Ops;
  const write = (history: string, ...more: string[]) => [
    'load',
    'write',
    '--space',
    'space-0',
    '--rate',
    '100',
    '--history',
    history,
    ...more,
  ];

  beforeAll(async () => {
    ops = await createOps();
    await ops.json<Up>([
      'cluster',
      'up',
      '--isolation',
      mode,
      '--profile',
      'fast',
      '--spaces',
      '1',
      '--json',
    ]);
  });
  afterAll(() => ops.dispose());

  test('an undisturbed load is acknowledged and found on every copy', async () => {
    const history = join(await scratchFolder(), 'h.jsonl');
    const ran = await ops.run(write(history, '--for', '1s'));
    expect(ran.code, ran.err).toBe(0);
    const summary = lastJson<Summary>(ran.out);
    expect(summary).toMatchObject({ attempted: 100, fail: 0 });
    expect(summary.ok + summary.unknown).toBe(100);
    expect(await acknowledged(history)).toBe(summary.ok);
    const verdict = await ops.json<Verdict>([
      'history',
      'verify',
      history,
      '--every-copy',
      '--json',
    ]);
    const reads = summary.ok * 6; // through each of three nodes, and from each of three copies
    expect(verdict).toMatchObject({
      acknowledged: summary.ok,
      present: summary.ok,
      lost: 0,
      reads,
      unread: 0,
    });
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('%s ends a load in good order', async (signal) => {
    const history = join(await scratchFolder(), 'h.jsonl');
    const load = ops.start(write(history, '--until-stopped'));
    await waitUntil(async () => (await acknowledged(history)) > 20, 60_000, 'acknowledged writes');
    load.kill(signal);
    const { code, out } = await load.done;
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toMatch(/^ATTEMPTED {2}OK +FAIL +UNKNOWN +LONGEST GAP +SECONDS$/);
    expect(lastJson<Summary>(out).ok).toBe(await acknowledged(history));
  });

  test('no acknowledged write is lost when the primary is killed', async () => {
    const history = join(await scratchFolder(), 'h.jsonl');
    const spaces = await ops.run([
      'cluster',
      'exec',
      '--',
      'curl',
      '-fsS',
      'http://node-1:7432/api/v1/cluster/spaces',
    ]);
    const primary: string = JSON.parse(spaces.out).spaces[0].primary_node;
    const load = ops.start(write(history, '--until-stopped'));
    await waitUntil(async () => (await acknowledged(history)) > 50, 60_000, 'acknowledged writes');
    expect((await ops.run(['node', 'kill', primary])).code).toBe(0);
    const before = await acknowledged(history);
    await waitUntil(
      async () => (await acknowledged(history)) > before + 50,
      30_000,
      'writes on the new primary',
    );
    const sick = await ops.run(['health']);
    expect(sick.code).toBe(1);
    expect(sick.out).toMatch(/\n[1-9] of 9 checks failed\n$/);
    expect((await ops.run(['node', 'start', primary])).code).toBe(0);
    load.kill('SIGTERM');
    const summary = lastJson<Summary>((await load.done).out);
    expect(summary.longest_gap_ms).toBeGreaterThan(0);
    const verdict = await ops.json<Verdict>([
      'history',
      'verify',
      history,
      '--every-copy',
      '--json',
    ]);
    expect(verdict).toMatchObject({
      acknowledged: summary.ok,
      present: summary.ok,
      lost: 0,
      unread: 0,
    });
    await expect
      .poll(async () => (await ops.run(['health'])).out, { timeout: 30_000 })
      .toMatch(/\nAll checks passed\n$/);
  });

  test('a write that is not there is reported as lost', async () => {
    const history = join(await scratchFolder(), 'h.jsonl');
    await ops.run(write(history, '--for', '200ms'));
    const [line = ''] = (await readFile(history, 'utf8')).split('\n');
    const operation = { ...JSON.parse(line), memory_id: 'never-written', outcome: 'ok' };
    await appendFile(history, `${JSON.stringify(operation)}\n`);
    const { code, out } = await ops.run(['history', 'verify', history]);
    expect(code).toBe(1);
    expect(out).toContain('  never-written on node-1: ');
    const every = await ops.run(['history', 'verify', history, '--json']);
    expect(every.code).toBe(1);
    expect(lastJson<Verdict>(every.out)).toMatchObject({ lost: 1, unread: 0 });
  });

  test('a history without an acknowledged write proves nothing', async () => {
    const folder = await scratchFolder({ 'h.jsonl': '' });
    const { code, err } = await ops.run(['history', 'verify', join(folder, 'h.jsonl')]);
    expect(code).toBe(3);
    expect(err).toContain('has no acknowledged write, so there is nothing to check');
  });

  test('a load without a single acknowledgement is not green', async () => {
    const history = join(await scratchFolder(), 'h.jsonl');
    const words = [
      'load',
      'write',
      '--space',
      'Not A Space',
      '--rate',
      '50',
      '--for',
      '200ms',
      '--history',
      history,
    ];
    expect((await ops.run(words)).code).toBe(3);
  });

  test('spaces are created once', async () => {
    const words = ['spaces', 'create', 'notes', 'drafts', '--json'];
    type Spaces = { spaces: { id: string; primary_node: string }[] };
    const first = await ops.json<Spaces>(words);
    expect(first.spaces.map(({ id }) => id)).toEqual(['notes', 'drafts']);
    expect((await ops.json<Spaces>(words)).spaces.map(({ id }) => id)).toEqual(['notes', 'drafts']);
  });

  test('health may be told its nodes by CLUSTER_NODES', async () => {
    const place = (nodes: string) =>
      ops.shell(
        `ops/bin/engram-ops cluster exec -- env CLUSTER_NODES='${nodes}' engram-ops health`,
      );
    expect((await place('node-1,node-2,node-3')).out).toMatch(/\nAll checks passed\n$/);
    expect((await place('http://node-1:7432 node-2:7432')).code).toBe(0);
    expect((await place('node-1 node-1:7433')).code).toBe(1);
  });

  test('health sees a stopped node', async () => {
    await ops.run(['node', 'stop', 'node-3']);
    expect((await ops.run(['health'])).code).toBe(1);
    await ops.run(['node', 'start', 'node-3']);
    await expect.poll(async () => (await ops.run(['health'])).code, { timeout: 30_000 }).toBe(0);
  });

  test('a load ends when its cluster does', async () => {
    const history = join(await scratchFolder(), 'h.jsonl');
    const load = ops.start(write(history, '--until-stopped'));
    await waitUntil(async () => (await acknowledged(history)) > 10, 60_000, 'acknowledged writes');
    await ops.run(['cluster', 'down']);
    await load.done;
    await ops.expectNothingLeft();
    await ops.json<Status>([
      'cluster',
      'up',
      '--isolation',
      mode,
      '--profile',
      'fast',
      '--spaces',
      '1',
      '--json',
    ]);
  });
});
