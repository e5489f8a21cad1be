// How stale reads are on clusters of both kinds: a whole one, and one of which a copy is cut off.
import { existsSync } from 'node:fs';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readHistory, readsOf } from '../../ops/load/history.ts';
import { judgeStaleness, type Staleness } from '../../ops/load/staleness.ts';
import { scratchFolder } from '../support/scratch.ts';
import { waitUntil } from '../support/wait-until.ts';
import { createOps, modes, type Ops, type Up } from './support/ops.ts';

type Verdict = { readonly lost: number; readonly staleness: Staleness };

const lastJson = <T>(text: string): T => JSON.parse(text.trim().split('\n').at(-1) ?? '');

describe.each(modes)('reads in %s isolation', (mode) => {
  let ops: Ops;
  const write = (history: string, ...more: string[]) => [
    ...['load', 'write', '--space', 'space-0', '--rate', '50', '--history', history, ...more],
  ];
  const verify = (history: string, ...more: string[]) =>
    ops.run(['history', 'verify', history, ...more]);

  beforeAll(async () => {
    ops = await createOps();
    const up = ['cluster', 'up', '--isolation', mode, '--profile', 'fast', '--spaces', '1'];
    await ops.json<Up>([...up, '--json']);
  });
  afterAll(() => ops.dispose());

  test('copies of a whole cluster are fresh enough, and each read was recorded', async () => {
    const history = join(await scratchFolder(), 'h.jsonl');
    const ran = await ops.run(write(history, '--for', '3s', '--read-back', '100'));
    expect(ran.code, ran.err).toBe(0);
    expect(ran.out).toMatch(/\nREADS ANSWERED {2}NOT FOUND {2}UNANSWERED\n/);
    const { reads } = lastJson<{ reads: { answered: number; unanswered: number } }>(ran.out);
    expect(reads.answered).toBeGreaterThan(0);
    const { code, out, err } = await verify(history, '--json');
    expect(code, err).toBe(0);
    const { lost, staleness } = lastJson<Verdict>(out);
    expect(lost).toBe(0);
    expect(staleness).toMatchObject({
      ...{ reads: reads.answered + reads.unanswered, unanswered: reads.unanswered },
      ...{ judged: reads.answered, limit_seconds: 5, seen_then_missed_on_same_copy: 0 },
    });
    expect((await verify(history)).out).toMatch(/\nREADS JUDGED {2}UNANSWERED {2}STALE {2}P99\.9 /);
  });

  test('a copy that is cut off shows old reads, and they fail', async () => {
    const history = join(await scratchFolder(), 'h.jsonl');
    const load = ops.start(write(history, '--until-stopped', '--read-back'));
    try {
      const reads = async () => existsSync(history) && readsOf(readHistory(history)).length > 20;
      await waitUntil(reads, 60_000, 'the first reads');
      await ops.run(['fault', 'inject', 'partition', '--sides', 'node-1,node-2/node-3']);
      const stale = async () => judgeStaleness(readHistory(history), 500).too_stale > 5;
      await waitUntil(stale, 60_000, 'reads that miss what is older than half a second');
    } finally {
      load.kill('SIGTERM');
    }
    expect((await load.done).code).toBe(0);
    await ops.run(['fault', 'clear', '--all']);
    const { code, out } = await verify(history, '--max-staleness', '500ms');
    expect(code, out).toBe(1);
    expect(out).toMatch(
      /\nStaler than 0\.5 s: \d+ of \d+ reads, at most \d+ may be\. The stalest:\n/,
    );
    expect(out).toMatch(/\n {2}writer-\S+ on node-3's own copy: acknowledged [\d.]+ s before\n/);
    const { lost, staleness } = lastJson<Verdict>(
      (await verify(history, '--max-staleness', '1h', '--json')).out,
    );
    expect(lost).toBe(0);
    expect(staleness.max_seconds).toBeGreaterThan(0.5);
    expect(staleness).toMatchObject({ too_stale: 0, seen_then_missed_on_same_copy: 0 });
  });

  test('a history without reads says that staleness was not measured', async () => {
    const history = join(await scratchFolder(), 'h.jsonl');
    await ops.run(write(history, '--for', '200ms'));
    const { code, out } = await verify(history);
    expect(code).toBe(0);
    expect(out).toContain('\nStaleness was not measured: the history has no reads ');
    const asked = await verify(history, '--max-staleness', '5s');
    expect(asked.code).toBe(3);
    expect(asked.err).toContain('could be judged, so nobody knows how stale they were');
    const { staleness } = lastJson<Verdict>((await verify(history, '--json')).out);
    expect(staleness).toMatchObject({ judged: 0, p999_seconds: null, max_seconds: null });
  });

  test('reads that missed for more than five seconds fail without being asked', async () => {
    const history = join(await scratchFolder(), 'h.jsonl');
    await ops.run(write(history, '--for', '200ms'));
    const [line = ''] = (await readFile(history, 'utf8')).split('\n');
    const { memory_id, space, end } = JSON.parse(line);
    const read = (age: number, outcome: string, found: boolean | null) =>
      `${JSON.stringify({
        ...{ op_id: 'r', process: 'w', op: 'get', space, memory_id, node: 'node-2' },
        ...{ start: end + age, end: end + age + 1, outcome, consistency: 'local', found },
      })}\n`;
    const silent = join(await scratchFolder(), 'silent.jsonl');
    await writeFile(silent, `${line}\n${read(1, 'fail', null)}`);
    expect((await verify(silent)).code).toBe(3);
    await appendFile(history, read(5_000, 'ok', false));
    expect((await verify(history)).code).toBe(0);
    await appendFile(history, read(5_001, 'ok', false));
    expect((await verify(history)).code).toBe(1);
  });

  test.each(['0', 'often'])('--read-back %s is a usage error', async (rate) => {
    const { code, err } = await ops.run(write('h.jsonl', '--for', '1s', '--read-back', rate));
    expect(code).toBe(2);
    expect(err).toContain(`Unexpected --read-back \`${rate}\``);
  });
});
