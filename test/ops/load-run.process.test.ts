// A mixed load on a cluster of processes, and its history.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scratchFolder } from '../support/scratch.ts';
import { createOps, modes, type Ops, type Up } from './support/ops.ts';

type Summary = {
  readonly verdict: string;
  readonly operations: number;
  readonly ok: number;
  readonly fail: number;
  readonly unknown: number;
  readonly unfinished: number;
  readonly reads: number;
  readonly writes: number;
  readonly operations_per_request: { readonly max: number };
  readonly nodes: { readonly by_node: Readonly<Record<string, number>> };
};

const lastJson = <T>(text: string): T => JSON.parse(text.trim().split('\n').at(-1) ?? '');

describe.each(modes)('a mixed load in %s isolation', (mode) => {
  let ops: Ops;
  const run = (...more: string[]) => [
    ...['load', 'run', '--rate', '400', '--for', '1s', '--warm-up', '200ms'],
    ...['--keys', '200', '--spaces', '3', '--seed', '7', ...more],
  ];

  beforeAll(async () => {
    ops = await createOps();
    await ops.json<Up>(['cluster', 'up', '--isolation', mode, '--profile', 'fast', '--json']);
  });
  afterAll(() => ops.dispose());

  test.each([
    ['in batches to the primaries', ['--batch', '100'], 100],
    ['in batches to any node', ['--route', 'any'], 500],
    ['one by one', ['--batch', '1', '--connections', '16'], 1],
  ])('%s is answered and counted', async (_, more, batchMax) => {
    const summary = await ops.json<Summary>([...run(...more), '--json']);
    const { operations, ok, fail, unknown, unfinished, reads, writes } = summary;
    expect(operations).toBe(400);
    expect(ok + fail + unknown + unfinished).toBe(400);
    expect(ok).toBeGreaterThan(0);
    expect(reads + writes).toBe(ok);
    expect(summary.operations_per_request.max).toBeLessThanOrEqual(batchMax);
    expect(Object.keys(summary.nodes.by_node)).toEqual(['node-1', 'node-2', 'node-3']);
  });

  test('each window has its figures, and one that keeps no limit ends the command with 1', async () => {
    const words = [...run('--window', '500ms', '--reads', '0', '--json'), '--max-p99-reads', '1h'];
    const { code, out, err } = await ops.run(words);
    expect(code, err).toBe(1);
    expect(err).toContain('Unexpected p99 of reads of nothing from second 0 on');
    const { windows } = JSON.parse(out.split('\n')[0] ?? '') as {
      windows: { from: number; operations: number }[];
    };
    expect(windows.map(({ from, operations }) => [from, operations])).toEqual([
      [0, 200],
      [0.5, 200],
    ]);
  });

  test('every acknowledged write of its history is on every copy', async () => {
    const history = join(await scratchFolder(), 'h.jsonl');
    const { code, out, err } = await ops.run(run('--history', history));
    expect(code, err).toBe(0);
    expect(out).toMatch(/\nMILLISECONDS +P50 +P90 +P99 +P99.9 +MAX\nsince due /);
    expect(out).toMatch(/\n(met|missed: .*|inconclusive: .*)\n$/);
    const lines = (await readFile(history, 'utf8')).trim().split('\n');
    const ok = lines.filter((line) => line.includes('"outcome":"ok"')).length;
    const verified = await ops.run(['history', 'verify', history, '--every-copy', '--json']);
    expect(lastJson(verified.out)).toMatchObject({ acknowledged: ok, present: ok, lost: 0 });
  });

  test.each([
    [['--rate', 'fast'], '--rate `fast`'],
    [['--batch', '0'], '--batch `0`'],
    [['--skew', '1'], '--skew `1`'],
    [['--reads', '70'], '--reads `70`'],
  ])('%j is a usage error', async (words, named) => {
    const { code, err } = await ops.run(run(...words));
    expect(code).toBe(2);
    expect(err).toContain(named);
  });
});
