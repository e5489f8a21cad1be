import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pollUntil } from '../../../runner/execute/poll.ts';
import { runRunbooks } from '../../../runner/run.ts';
import { currentEnvironment } from '../../support/current-environment.ts';
import { exitCode, literalText, sketchPlan } from '../../support/plan-literals.ts';
import { expectGone, isWritten, readPid } from '../../support/processes.ts';
import { runSketch, runSketches, stepLines } from '../../support/run-plan.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deadline-test-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const count = 'n=$((n + 1)); echo "$n"';

test('a step is repeated until everything expected of it holds', async () => {
  const { events, report } = await runSketches([
    {
      steps: [
        {
          code: count,
          eventually: { withinMs: 60_000, everyMs: 1 },
          expectations: [exitCode(0), literalText('4')],
        },
        { code: 'echo "$n $LINENO"', expectations: [exitCode(0), literalText('4 21')] },
      ],
    },
  ]);
  const [step] = report.runbooks[0]?.steps ?? [];
  expect(step?.outcome).toBe('pass');
  expect(step?.attempts.map(({ outcome, reason }) => [outcome, reason])).toEqual([
    ['fail', 'Unexpected line `1`, expected `4`'],
    ['fail', 'Unexpected line `2`, expected `4`'],
    ['fail', 'Unexpected line `3`, expected `4`'],
    ['pass', undefined],
  ]);
  const attempts = events.filter((event) => event.kind === 'attempt-finished');
  expect(attempts.map(({ attempt, reason }) => `${attempt} ${reason}`)).toEqual([
    '1 Unexpected line `1`, expected `4`',
    '2 Unexpected line `2`, expected `4`',
    '3 Unexpected line `3`, expected `4`',
    '4 undefined',
  ]);
  expect(report.outcome).toBe('pass');
});

test('a step that never holds fails with its last reason and keeps the shell for nobody', async () => {
  const report = await runSketch({
    steps: [
      {
        code: 'echo down',
        eventually: { withinMs: 400, everyMs: 30 },
        expectations: [exitCode(0), literalText('up')],
      },
      'echo never',
    ],
    teardown: ['true'],
  });
  const [step, next, teardown] = report.steps;
  const attempts = step?.attempts.length ?? 0;
  expect(attempts).toBeGreaterThan(1);
  expect(step?.reason).toBe(
    `Did not hold within \`400ms\` (${attempts} attempts). Last: Unexpected line \`down\`, expected \`up\``,
  );
  expect([step?.stdout, step?.mismatches.length]).toEqual(['down\n', 1]);
  expect([next?.outcome, teardown?.outcome]).toEqual(['skip', 'pass']);
});

test('the attempt in flight is ended at the deadline, and the last real mismatch is the reason', async () => {
  const report = await runSketch({
    steps: [
      {
        code: `n=$((n + 1)); echo "down $n"; [ $n -lt 2 ] || { echo -n $$ >${folder}/pid; sleep 40; }`,
        eventually: { withinMs: 2000, everyMs: 1 },
        expectations: [exitCode(0), literalText('up')],
      },
    ],
  });
  const [step] = report.steps;
  expect(step?.attempts.map(({ reason }) => reason)).toEqual([
    'Unexpected line `down 1`, expected `up`',
    'Unexpected duration over `2s`, expected everything to hold by then',
  ]);
  expect(step?.reason).toBe(
    'Did not hold within `2s` (2 attempts). Last: Unexpected line `down 1`, expected `up`',
  );
  expect(step?.stdout).toBe('down 1\n');
  await expectGone(readPid(join(folder, 'pid')));
});

test('the time of the page is a limit of its own', async () => {
  const report = await runSketch({
    timeoutMs: 400,
    steps: ['true', 'sleep 40', 'true'],
    teardown: ['true'],
  });
  expect(stepLines(report)).toEqual([
    'steps step-1 pass',
    "steps step-2 fail: Unexpected duration over `400ms`, expected the page's steps to end within its `timeout`",
    'steps step-3 skip: Step `step-2` did not pass',
    'teardown step-1 pass',
  ]);
});

test('an interruption ends the step, runs teardown, and starts no other page', async () => {
  const interruption = new AbortController();
  const { report } = await runSketches(
    [
      {
        setup: ['true'],
        steps: [`echo started; echo -n $$ >${folder}/pid; sleep 40`, 'echo never'],
        teardown: [`echo torn >${folder}/torn`],
        fixtureTeardown: [`echo down >${folder}/down`],
      },
      { setup: ['true'], steps: ['true'], teardown: ['true'], fixtureTeardown: ['true'] },
    ],
    interruption.signal,
    (event) => {
      if (event.kind !== 'step-started' || event.file !== 'page.md') return;
      void pollUntil(() => isWritten(`${folder}/pid`), 30_000).then(() => interruption.abort());
    },
  );
  const [first, second] = report.runbooks;
  expect(first && stepLines(first)).toEqual([
    'fixture-setup step-1 pass',
    'steps step-1 error: Interrupted',
    'steps step-2 skip: Step `step-1` did not pass',
    'teardown step-1 pass',
    'fixture-teardown step-1 pass',
  ]);
  expect(second && stepLines(second)).toEqual([
    'fixture-setup step-1 skip: Interrupted before the runbook was begun',
    'steps step-1 skip: Interrupted before the runbook was begun',
    'teardown step-1 skip: Interrupted before the runbook was begun',
    'fixture-teardown step-1 skip: Interrupted before the runbook was begun',
  ]);
  expect(first?.steps[1]?.stdout).toBe('started\n');
  await expectGone(readPid(join(folder, 'pid')));
  expect([report.outcome, first?.outcome, second?.outcome]).toEqual(['error', 'error', 'error']);
  expect(readFileSync(join(folder, 'torn'), 'utf8')).toBe('torn\n');
  expect(readFileSync(join(folder, 'down'), 'utf8')).toBe('down\n');
});

test('an interruption in the pause between attempts is seen at once', async () => {
  const interruption = new AbortController();
  const eventually = { withinMs: 60_000, everyMs: 50_000 };
  const { report } = await runSketches(
    [{ steps: [{ code: 'false', eventually }] }],
    interruption.signal,
    (event) => {
      if (event.kind === 'attempt-finished') interruption.abort();
    },
  );
  expect(report.runbooks[0]?.steps[0]?.reason).toBe('Interrupted');
});

test('a reader that stops early interrupts the run and waits for teardown', async () => {
  const plan = sketchPlan({ steps: ['sleep 40'], teardown: [`echo torn >${folder}/torn`] });
  const options = {
    env: currentEnvironment(),
    signal: new AbortController().signal,
    environment: {},
  };
  for await (const event of runRunbooks([plan], options)) {
    if (event.kind === 'step-started') break;
  }
  expect(existsSync(join(folder, 'torn'))).toBe(true);
});

test('no run leaves a folder behind', () => {
  const own = readdirSync(tmpdir()).filter(
    (name) => name.startsWith('runbook-') && name.includes(`-${process.pid}-`),
  );
  expect(own).toEqual([]);
});
