import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pretty } from '../../../runner/report/pretty.ts';
import { exitCode, literalText, type StepSketch } from '../../support/plan-literals.ts';
import { expectGone, isRunning, readPid } from '../../support/processes.ts';
import { captureLine, runSketch, runSketches, stepLines } from '../../support/run-plan.ts';
import { print } from '../report/sample-report.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'background-test-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function background(code: string, ready: string, readyWithinMs = 60_000): StepSketch {
  return {
    code,
    background: { readyWithinMs },
    expectations: [exitCode(0), literalText(ready)],
  };
}

/** Prints `ready` after a while, and then runs on. */
const server = (name: string): string =>
  `cd ${'$'}{DIR:-.}; echo -n $BASHPID >${name}.pid; echo warming up; sleep 0.1; echo ready; sleep 61`;

test('a step in the background is over when it is ready, and runs on until the page ends', async () => {
  const report = await runSketch({
    steps: [
      `export DIR=${folder}`,
      background(server('a'), 'warming up\nready'),
      `kill -0 $(cat ${folder}/a.pid)`,
    ],
    teardown: [`kill -0 $(cat ${folder}/a.pid) 2>/dev/null && echo alive || echo gone`],
  });
  expect(stepLines(report).filter((line) => !line.endsWith('pass'))).toEqual([]);
  await expectGone(readPid(`${folder}/a.pid`));
});

test('teardown begins when the whole tree is gone, what ignores TERM and what left the group included', async () => {
  const report = await runSketch({
    steps: [
      background(
        [
          `cd ${folder}; trap '' TERM; echo -n $BASHPID >stubborn.pid`,
          `(sleep 62 & echo -n $! >child.pid; wait) &`,
          `setsid sh -c 'echo -n $$ >daemon.pid; exec sleep 63' &`,
          'until [ -s child.pid ] && [ -s daemon.pid ]; do :; done; echo ready; while :; do sleep 1; done',
        ].join('\n'),
        'ready',
      ),
    ],
    teardown: [
      {
        // A zombie is gone: collecting it is the business of process 1.
        code: `for name in stubborn child daemon; do ps -o stat= -p $(cat ${folder}/$name.pid) | grep -qv '^Z' && echo $name; done; true`,
        expectations: [exitCode(0), { ...literalText(''), lines: [] } as never],
      },
    ],
  });
  expect(stepLines(report)).toEqual(['steps step-1 pass', 'teardown step-1 pass']);
  for (const name of ['stubborn', 'child', 'daemon'])
    expect(isRunning(readPid(`${folder}/${name}.pid`))).toBe(false);
});

test('one that is not ready in time fails with what it has printed', async () => {
  const report = await runSketch({
    steps: [background('echo warming up; echo oops >&2; sleep 64', 'ready', 300), 'true'],
  });
  expect(stepLines(report)).toEqual([
    'steps step-1 fail: Was not ready within `300ms`. Last: Unexpected line `warming up`, expected `ready`',
    'steps step-2 skip: Step `step-1` did not pass',
  ]);
  expect(report.steps[0]).toMatchObject({
    stdout: 'warming up\n',
    stderr: 'oops\n',
    assertions: 1,
  });
});

test('one that ends early fails with its exit code and its output', async () => {
  const report = await runSketch({
    steps: [background('echo port in use >&2; exit 98', 'ready')],
  });
  expect(stepLines(report)).toEqual([
    'steps step-1 fail: Ended before it was ready. Last: Unexpected exit code `98`, expected `0`; Unexpected empty output, expected `ready`',
  ]);
  expect(report.steps[0]?.stderr).toBe('port in use\n');
  const killed = await runSketch({ steps: [background('kill -9 $BASHPID', 'ready')] });
  expect(killed.steps[0]?.reason).toMatch(/exit code `137`/);
});

test('one that has done its work early passes', async () => {
  expect(stepLines(await runSketch({ steps: [background('echo ready', 'ready')] }))).toEqual([
    'steps step-1 pass',
  ]);
});

test('one that ends badly while the page goes on makes the run fail', async () => {
  const dies = background(
    `echo ready; until [ -e ${folder}/go ]; do sleep 0.01; done; echo dying; touch ${folder}/gone; exit 3`,
    'ready',
  );
  const reason =
    'Unexpected end with exit code `3` while the page still ran, expected it to run on';
  // The second page ends its own shell: nobody can ask there any more.
  for (const last of ['true', 'exit 0']) {
    const report = await runSketch({
      steps: [
        dies,
        `touch ${folder}/go; until [ -e ${folder}/gone ]; do :; done; sleep 0.1; ${last}`,
      ],
      teardown: [`rm -f ${folder}/go ${folder}/gone`],
    });
    expect(stepLines(report)).toEqual([
      `steps step-1 fail: ${reason}`,
      'steps step-2 pass',
      'teardown step-1 pass',
    ]);
    expect(report.outcome).toBe('fail');
    expect(report.reason).toBe(`Step \`step-1\` (page.md:10): ${reason}`);
    expect(report.steps[0]?.stdout).toBe('ready\ndying\n');
  }
});

test('one that ends badly after it was told to be ready is told again, with the reason', async () => {
  const code = `echo ready; until [ -e ${folder}/go ]; do sleep 0.01; done; touch ${folder}/gone; exit 3`;
  const { events, report } = await runSketches([
    {
      steps: [
        background(code, 'ready'),
        `touch ${folder}/go; until [ -e ${folder}/gone ]; do :; done; sleep 0.5`,
      ],
      teardown: ['true'],
    },
  ]);
  const told = events.flatMap((event) =>
    event.kind === 'step-finished' || event.kind === 'step-revised'
      ? [`${event.kind} ${event.report.phase} ${event.report.id} ${event.report.outcome}`]
      : [],
  );
  expect(told).toEqual([
    'step-finished steps step-1 pass',
    'step-finished steps step-2 pass',
    'step-revised steps step-1 fail',
    'step-finished teardown step-1 pass',
  ]);
  expect(report.totals).toMatchObject({ failed: 1, passed: 2 });
  const text = await print(pretty, events);
  expect(text).toMatch(/✓ .*› step-1 .*\n.*✓ .*› step-2/);
  expect(text).toMatch(/✗ .*› step-1 {2}after all\n/);
  expect(text).toContain('Unexpected end with exit code `3` while the page still ran');
  expect(text).toContain('1 failed, 2 passed');
});

test('one that ends well while the page goes on is fine', async () => {
  const report = await runSketch({
    steps: [
      background(`echo ready; until [ -e ${folder}/go ]; do sleep 0.01; done`, 'ready'),
      `touch ${folder}/go; sleep 0.1`,
    ],
  });
  expect(report.outcome).toBe('pass');
});

test('what it captures is there for the steps after it', async () => {
  const report = await runSketch({
    steps: [
      {
        code: 'echo 4711; sleep 65',
        background: { readyWithinMs: 60_000 },
        expectations: [exitCode(0), captureLine('PORT')],
        captures: ['PORT'],
      },
      { code: 'echo "port $PORT"', expectations: [exitCode(0), literalText('port 4711')] },
    ],
  });
  expect(report.outcome).toBe('pass');
});

test('`wait`, `jobs` and `$!` of the page do not know it, and errors name the line of the page', async () => {
  const report = await runSketch({
    steps: [
      'true & wait; first=$!',
      background('nosuch; echo ready; sleep 66', 'ready'),
      {
        code: `wait; jobs; [ "$first" = "$!" ] && echo "same, line $LINENO"`,
        expectations: [exitCode(0), literalText('same, line 31')],
      },
      background('nosuch; sleep 0.05; false', 'ready'),
    ],
  });
  expect(report.steps.map(({ outcome }) => outcome)).toEqual(['pass', 'pass', 'pass', 'fail']);
  expect(report.steps[3]?.stderr).toBe('bash: line 41: nosuch: command not found\n');
});

test('it is born of the page: functions, variables and directory are its own, its changes stay its own', async () => {
  const report = await runSketch({
    steps: [
      `cd ${folder}; f() { echo "f $X $PWD"; }; X=1; set -x`,
      background('X=2; f; cd /; sleep 67', `f 2 ${folder}`),
      { code: 'set +x; f', expectations: [exitCode(0), literalText(`f 1 ${folder}`)] },
    ],
  });
  expect(stepLines(report).map((line) => line.slice(0, 17))).toEqual([
    'steps step-1 pass',
    'steps step-2 pass',
    'steps step-3 pass',
  ]);
});

test('its output may be anything, and does not come out of other steps', async () => {
  const report = await runSketch({
    steps: [
      background(
        `head -c 3000000 /dev/zero | tr '\\0' x; printf '\\nready'; echo on stderr >&2; exec sleep 68`,
        `${'x'.repeat(3_000_000)}\nready`,
      ),
      { code: 'echo mine', expectations: [exitCode(0), literalText('mine')] },
    ],
  });
  expect(report.steps.map(({ outcome }) => outcome)).toEqual(['pass', 'pass']);
});

test('a deadline of the page ends it with everything else', async () => {
  const report = await runSketch({
    timeoutMs: 1000,
    steps: [background(`DIR=${folder}; ${server('b')}`, '...\nready'), 'sleep 69'],
  });
  expect(report.steps.map(({ outcome }) => outcome)).toEqual(['pass', 'fail']);
  await expectGone(readPid(`${folder}/b.pid`));
});

test('an interruption while it is not ready yet is seen at once', async () => {
  const interruption = new AbortController();
  const marker = `${folder}/begun`;
  const running = runSketch(
    { steps: [background(`touch ${marker}; sleep 70`, 'ready', 60_000)], teardown: ['true'] },
    interruption.signal,
  );
  while (!existsSync(marker)) await new Promise((resolve) => setImmediate(resolve));
  interruption.abort();
  expect(stepLines(await running)).toEqual([
    'steps step-1 error: Interrupted',
    'teardown step-1 pass',
  ]);
});

test('one of a fixture lives as long as its target', async () => {
  const report = await runSketch({
    setup: [`export DIR=${folder}`, background(server('c'), 'warming up\nready')],
    steps: [`kill -0 $(cat ${folder}/c.pid)`],
    teardown: [`kill -0 $(cat ${folder}/c.pid)`],
    fixtureTeardown: [`kill -0 $(cat ${folder}/c.pid)`],
  });
  expect(report.outcome).toBe('pass');
  expect(readFileSync(`${folder}/c.pid`, 'utf8')).not.toBe('');
  await expectGone(readPid(`${folder}/c.pid`));
});
