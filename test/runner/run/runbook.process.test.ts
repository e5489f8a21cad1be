import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exitCode, lineSpan, literalText } from '../../support/plan-literals.ts';
import { expectGone, readPid } from '../../support/processes.ts';
import { captureLine, runSketch, runSketches, stepLines } from '../../support/run-plan.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runbook-test-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const written = (name: string): string => readFileSync(join(folder, name), 'utf8');

const capturing = (name: string, code: string) =>
  ({ code, expectations: [exitCode(0), captureLine(name)], captures: [name] }) as const;

test('a run tells what happens in order and ends with its report', async () => {
  const { events, report } = await runSketches([
    {
      setup: [capturing('WHERE', 'echo here')],
      steps: ['cd /', 'pwd'],
      fixtureTeardown: [`echo $WHERE >${folder}/down`],
    },
  ]);
  expect(events.map(({ kind }) => kind).join(' ')).toBe(
    `run-started runbook-started ${'step-started step-finished '.repeat(4)}runbook-finished run-finished`,
  );
  expect({ ...report, startedAt: '', durationMs: 0, runbooks: report.runbooks.length }).toEqual({
    schema: 1,
    outcome: 'pass',
    startedAt: '',
    durationMs: 0,
    totals: {
      runbooks: 1,
      steps: 4,
      assertions: 5,
      passed: 4,
      failed: 0,
      errored: 0,
      skipped: 0,
      flaky: 0,
    },
    skipReasons: [],
    environment: {
      os: 'test',
      bash: expect.stringMatching(/^\d+\.\d+/),
      'fixture.WHERE': 'here',
    },
    runbooks: 1,
  });
  expect(written('down')).toBe('here\n');
});

test('a step that does not pass skips the rest, and teardown runs in a new shell that knows the captures', async () => {
  const report = await runSketch({
    steps: [
      capturing('ID', 'cd /; echo s-1'),
      { code: 'echo nope; nosuch', expectations: [exitCode(0), literalText('yes')] },
      'echo never',
    ],
    teardown: [`echo "$ID $PWD $RB_SESSION" >${folder}/teardown`],
  });
  expect(stepLines(report)).toEqual([
    'steps step-1 pass',
    'steps step-2 fail: Unexpected exit code `127` (command not found), expected `0`; Unexpected line `nope`, expected `yes`',
    'steps step-3 skip: Step `step-2` did not pass',
    'teardown step-1 pass',
  ]);
  expect(report.outcome).toBe('fail');
  expect(report.reason).toBe(
    'Step `step-2` (page.md:20): Unexpected exit code `127` (command not found), expected `0`; Unexpected line `nope`, expected `yes`',
  );
  expect(report.steps[1]).toMatchObject({
    code: 'echo nope; nosuch',
    stdout: 'nope\n',
    stderr: 'bash: line 21: nosuch: command not found\n',
    assertions: 2,
  });
  expect(written('teardown')).toMatch(new RegExp(`^s-1 ${process.cwd()} [\\w-]{16}\n$`));
});

test('a fixture that cannot be brought up is an error with its own mismatch, and is taken down', async () => {
  const report = await runSketch({
    setup: ['exit 7', 'echo never'],
    steps: ['echo a'],
    teardown: ['echo b'],
    fixtureTeardown: [`echo down >${folder}/down`],
  });
  expect(stepLines(report)).toEqual([
    'fixture-setup step-1 error: Unexpected exit code `7`, expected `0`',
    'fixture-setup step-2 skip: Step `step-1` did not pass',
    'steps step-1 skip: The fixture could not be brought up',
    'teardown step-1 skip: The fixture could not be brought up',
    'fixture-teardown step-1 pass',
  ]);
  expect(report.outcome).toBe('error');
  expect(report.steps[0]?.mismatches).toEqual([
    {
      expectation: 'exit-code',
      span: lineSpan(10),
      message: 'Unexpected exit code `7`, expected `0`',
      diff: [],
    },
  ]);
  expect(written('down')).toBe('down\n');
});

test('a failing teardown is reported, does not hide the first failure, and skips no other teardown', async () => {
  const report = await runSketch({
    setup: ['true'],
    steps: ['(exit 2)'],
    teardown: ['exit 3', 'exec false', `echo last >${folder}/last`],
    fixtureTeardown: ['(exit 4)'],
  });
  expect(stepLines(report)).toEqual([
    'fixture-setup step-1 pass',
    'steps step-1 fail: Unexpected exit code `2`, expected `0`',
    'teardown step-1 fail: Unexpected exit code `3`, expected `0`',
    'teardown step-2 fail: Unexpected exit code `1`, expected `0`',
    'teardown step-3 pass',
    'fixture-teardown step-1 error: Unexpected exit code `4`, expected `0`',
  ]);
  expect(report.reason).toBe('Step `step-1` (page.md:10): Unexpected exit code `2`, expected `0`');
  expect(written('last')).toBe('last\n');
});

test('the steps run behind the prefix that the fixture captured', async () => {
  const enter = 'unshare --user --map-root-user --pid --fork --mount-proc --kill-child';
  const report = await runSketch({
    shell: 'ENTER',
    setup: [
      `${enter} sleep 60 & until pid=$(pgrep -P $!); do :; done; echo -n $pid >${folder}/inner`,
      capturing(
        'ENTER',
        'echo "nsenter --target $pid --user --preserve-credentials --mount --pid -- env \'A=b c\'"',
      ),
    ],
    steps: [
      {
        code: 'pid=$(pgrep -x sleep); echo "$pid $A"',
        expectations: [exitCode(0), literalText('1 b c')],
      },
      // Ends the process group of the shell inside its pid namespace.
      { code: 'sleep 50', timeoutMs: 300 },
    ],
    // Sleeping, not dead: process 1 here is a `sleep` too, and that never collects a dead child.
    teardown: [
      { code: 'pgrep --runstates S -x sleep', expectations: [exitCode(0), literalText('1')] },
    ],
    fixtureTeardown: ['pgrep -x nosuch; echo "$ENTER" | grep -q nsenter'],
  });
  expect(stepLines(report)).toEqual([
    'fixture-setup step-1 pass',
    'fixture-setup step-2 pass',
    'steps step-1 pass',
    'steps step-2 fail: Unexpected duration over `300ms`, expected the step to end within its `timeout`',
    'teardown step-1 pass',
    'fixture-teardown step-1 pass',
  ]);
  await expectGone(readPid(join(folder, 'inner')));
});

test('a prefix with more than words is refused', async () => {
  const report = await runSketch({
    shell: 'ENTER',
    setup: [capturing('ENTER', "echo 'env A=$(id)'")],
    steps: ['echo a', 'echo b'],
  });
  expect(stepLines(report)).toEqual([
    'fixture-setup step-1 pass',
    'steps step-1 error: Unexpected `$` in the command prefix, expected plain words and quotes in `ENTER`',
    'steps step-2 skip: Step `step-1` did not pass',
  ]);
});

test('what the fixture put into the background lives until the fixture is down', async () => {
  const report = await runSketch({
    setup: [`sleep 61 & echo -n $! >${folder}/pid`],
    steps: [`kill -0 $(cat ${folder}/pid)`],
    fixtureTeardown: [`kill -0 $(cat ${folder}/pid)`],
  });
  expect(report.outcome).toBe('pass');
  expect(report.reason).toBeUndefined();
  await expectGone(readPid(join(folder, 'pid')));
});

test('what outlives the run is ended and named', async () => {
  const report = await runSketch({
    steps: [
      `setsid sh -c 'echo -n $$ >${folder}/pid; exec sleep 62' & until [ -s ${folder}/pid ]; do :; done`,
    ],
  });
  const pid = readPid(join(folder, 'pid'));
  expect([report.outcome, report.reason]).toEqual([
    'pass',
    `Ended what outlived the run: \`sleep 62\` (pid ${pid})`,
  ]);
  await expectGone(pid);
});

test('nothing executed is an error', async () => {
  const { report } = await runSketches([]);
  expect(report.outcome).toBe('error');
  const empty = await runSketch({
    setup: ['true'],
    steps: [{ code: 'true', skipReason: 'needs a second data centre' }],
  });
  expect(stepLines(empty)).toEqual([
    'fixture-setup step-1 pass',
    'steps step-1 skip: needs a second data centre',
  ]);
  expect([empty.outcome, empty.reason]).toEqual([
    'error',
    'Nothing was executed, expected at least one step',
  ]);
});

test('a step after one that ended the shell says so', async () => {
  const report = await runSketch({ steps: ['exit 0', 'echo a', 'echo b'] });
  expect(stepLines(report)).toEqual([
    'steps step-1 pass',
    'steps step-2 error: The shell ended in the step before: put `exit`, `exec` and `set -e` into parentheses',
    'steps step-3 skip: Step `step-2` did not pass',
  ]);
});

test('a here-document without its end fails its step before anything runs', async () => {
  const report = await runSketch({ steps: [`touch ${folder}/ran\ncat <<EOF\nhello`] });
  expect(stepLines(report)).toEqual([
    'steps step-1 fail: Unexpected end of the step inside a here-document, expected a line `EOF` (line 12)',
  ]);
  expect(() => written('ran')).toThrow();
});

test('output beyond the limit cannot be judged', async () => {
  const report = await runSketch({ steps: ['head -c 9000000 /dev/zero'] });
  expect(stepLines(report)).toEqual([
    'steps step-1 error: Unexpected amount of output: 611392 bytes came after the limit of 8388608, expected output that can be judged whole',
  ]);
});
