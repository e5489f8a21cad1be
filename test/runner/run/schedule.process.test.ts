// Several runbooks: at the same time, again after a failure, or not at all after one.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../runner/model/event.ts';
import { isWritten } from '../../support/processes.ts';
import { runSketches, stepLines } from '../../support/run-plan.ts';
import { waitUntil } from '../../support/wait-until.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'schedule-test-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const never = new AbortController().signal;
const quiet = (): void => undefined;

/** Meets the other one: neither ends before both have begun. */
const meet = (own: string, other: string): string =>
  `touch ${folder}/${own}; for n in {1..2000}; do [ -e ${folder}/${other} ] && break; read -t 0.01 <> <(:) || :; done; [ -e ${folder}/${other} ]`;

/** Fails until it runs for the `good`-th time. */
const goodAt = (good: number): string =>
  `echo run >>${folder}/runs; [ $(wc -l <${folder}/runs) -ge ${good} ]`;

function kinds(events: readonly RunEvent[]): string {
  return events.map(({ kind }) => kind.replace(/^(runbook|run)-/, '')).join(' ');
}

describe('jobs', () => {
  test('two run at the same time, each in a shell of its own, and are told one after the other', async () => {
    const { events, report } = await runSketches(
      [
        { steps: ['WHO=a', meet('a', 'b'), 'echo $WHO >&2; [ "$WHO" = a ]'] },
        { steps: [meet('b', 'a'), '[ -z "$WHO" ]'] },
      ],
      never,
      quiet,
      { jobs: 2 },
    );
    expect(report.outcome).toBe('pass');
    const steps = (many: number) => 'step-started step-finished '.repeat(many);
    expect(kinds(events)).toBe(
      `started started ${steps(3)}finished started ${steps(2)}finished finished`,
    );
    expect(report.runbooks.map((runbook) => runbook.steps.length)).toEqual([3, 2]);
  });

  test('an interruption tears all of them down', async () => {
    const interruption = new AbortController();
    const sketch = (name: string) => ({
      steps: [`${meet(name, name === 'a' ? 'b' : 'a')}; touch ${folder}/${name}-met; sleep 600`],
      teardown: [`echo down >${folder}/${name}-down`],
    });
    const running = runSketches(
      [sketch('a'), sketch('b'), sketch('c')],
      interruption.signal,
      quiet,
      { jobs: 2 },
    );
    const bothMet = (): boolean => existsSync(`${folder}/a-met`) && existsSync(`${folder}/b-met`);
    await waitUntil(bothMet, 60_000, 'both steps');
    interruption.abort();
    const { report } = await running;
    expect(report.runbooks.map(stepLines)).toEqual([
      ['steps step-1 error: Interrupted', 'teardown step-1 pass'],
      ['steps step-1 error: Interrupted', 'teardown step-1 pass'],
      [
        'steps step-1 skip: Interrupted before the runbook was begun',
        'teardown step-1 skip: Interrupted before the runbook was begun',
      ],
    ]);
    expect(report.runbooks.map(({ outcome }) => outcome)).toEqual(['error', 'error', 'error']);
    expect(['a', 'b', 'c'].map((name) => existsSync(`${folder}/${name}-down`))).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('retries', () => {
  test('a runbook that passes only later is flaky, with the reasons, and counted', async () => {
    const { events, report } = await runSketches(
      [{ setup: [`echo up >>${folder}/ups`], steps: [goodAt(3)] }, { steps: ['true'] }],
      never,
      quiet,
      { retries: 5 },
    );
    const reason = 'Step `step-1` (page.md:10): Unexpected exit code `1`, expected `0`';
    const [flaky, good] = report.runbooks;
    expect(flaky).toMatchObject({
      outcome: 'pass',
      steps: [{ outcome: 'pass' }, { outcome: 'pass' }],
    });
    expect(flaky?.flaky).toEqual([
      { outcome: 'fail', reason },
      { outcome: 'fail', reason },
    ]);
    expect(good?.flaky).toBeUndefined();
    expect(report.totals).toMatchObject({ runbooks: 2, steps: 3, passed: 3, failed: 0, flaky: 1 });
    expect(readFileSync(`${folder}/ups`, 'utf8')).toBe('up\nup\nup\n');
    const once = 'started step-started step-finished step-started step-finished';
    expect(kinds(events)).toBe(
      `started ${once} retried ${once} retried ${once} finished started step-started step-finished finished finished`,
    );
  });

  test('a runbook that never passes says in how many runs', async () => {
    const { report } = await runSketches([{ steps: [goodAt(9)] }], never, quiet, { retries: 2 });
    expect(readFileSync(`${folder}/runs`, 'utf8')).toBe('run\nrun\nrun\n');
    expect(report.runbooks[0]).toMatchObject({
      outcome: 'fail',
      reason:
        'Step `step-1` (page.md:10): Unexpected exit code `1`, expected `0`; did not pass in 3 runs',
    });
    expect(report.totals).toMatchObject({ steps: 1, failed: 1, flaky: 0 });
  });

  test('a host that breaks in the last run does not hide that an earlier one failed', async () => {
    const { report } = await runSketches(
      [
        {
          setup: [`echo up >>${folder}/ups; [ $(wc -l <${folder}/ups) -lt 2 ]`],
          steps: ['false'],
        },
      ],
      never,
      quiet,
      { retries: 1 },
    );
    expect(report.runbooks[0]).toMatchObject({
      outcome: 'fail',
      reason:
        'Step `step-1` (page.md:10): Unexpected exit code `1`, expected `0`; did not pass in 2 runs',
    });
  });

  test('an interrupted runbook is not run again', async () => {
    const interruption = new AbortController();
    const running = runSketches(
      [{ steps: [`echo run >>${folder}/runs; sleep 600`] }],
      interruption.signal,
      quiet,
      { retries: 3 },
    );
    await waitUntil(() => isWritten(`${folder}/runs`), 60_000, 'the step');
    interruption.abort();
    expect((await running).report.outcome).toBe('error');
    expect(readFileSync(`${folder}/runs`, 'utf8')).toBe('run\n');
  });
});

describe('bail', () => {
  test('begins no runbook after one that did not pass, and says so in each', async () => {
    const { report } = await runSketches(
      [{ steps: ['true'] }, { steps: ['false'], teardown: ['true'] }, { steps: ['true', 'true'] }],
      never,
      quiet,
      { bail: true },
    );
    const why = '`page.md` did not pass, and the run stops there (`--bail`)';
    expect(report.runbooks.map(({ outcome }) => outcome)).toEqual(['pass', 'fail', 'skip']);
    expect(report.runbooks[2]?.reason).toBe(why);
    expect(report.runbooks.map(stepLines)[2]).toEqual([
      `steps step-1 skip: ${why}`,
      `steps step-2 skip: ${why}`,
    ]);
    expect(report.skipReasons).toEqual([{ reason: why, steps: 2 }]);
    expect(report.outcome).toBe('fail');
  });

  test('comes after the retries: what is flaky does not end the run', async () => {
    const { report } = await runSketches(
      [{ steps: [goodAt(2)] }, { steps: ['true'] }],
      never,
      quiet,
      {
        bail: true,
        retries: 1,
      },
    );
    expect(report.runbooks.map(({ outcome }) => outcome)).toEqual(['pass', 'pass']);
    expect(report.totals.flaky).toBe(1);
  });
});
