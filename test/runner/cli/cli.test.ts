import { describe, expect, test } from 'vitest';
import { cli } from '../../../runner/cli/cli.ts';
import { shellEnvironment } from '../../../runner/cli/environment.ts';
import { judgeRun } from '../../../runner/cli/exit-code.ts';
import { type Io, wantsColor } from '../../../runner/cli/io.ts';
import type { RunReport, Totals } from '../../../runner/model/report.ts';
import { scratchFolder } from '../../support/scratch.ts';

function report(outcome: RunReport['outcome'], counted: Partial<Totals>): RunReport {
  const none = { assertions: 0, passed: 0, failed: 0, errored: 0, skipped: 0, flaky: 0 };
  const totals = { runbooks: 1, steps: 2, ...none, ...counted };
  return {
    schema: 1,
    outcome,
    startedAt: '',
    durationMs: 0,
    totals,
    skipReasons: [],
    environment: {},
    runbooks: [],
  };
}

describe('the end of a run', () => {
  test.each([
    ['pass', { passed: 2, assertions: 4 }, { code: 0 }],
    ['fail', { passed: 1, assertions: 4 }, { code: 1 }],
    ['error', { passed: 1, assertions: 4 }, { code: 3 }],
    ['skip', { passed: 1, skipped: 1, assertions: 2 }, { code: 0 }],
    ['pass', { passed: 2, assertions: 4, flaky: 1 }, { code: 0 }],
    [
      'skip',
      { skipped: 2 },
      {
        code: 3,
        reason: 'Unexpected run in which every step was skipped, expected at least one that runs',
      },
    ],
    [
      'pass',
      { passed: 2 },
      {
        code: 3,
        reason: 'Unexpected run without an assertion, expected at least one: nothing was proved',
      },
    ],
    [
      'pass',
      { steps: 0 },
      { code: 3, reason: 'Unexpected run without a step, expected at least one' },
    ],
    [
      'pass',
      { runbooks: 0 },
      { code: 3, reason: 'Unexpected run without a runbook, expected at least one' },
    ],
  ] as const)('of outcome %s with %j is %j', (outcome, totals, end) => {
    expect(judgeRun(report(outcome, totals), {}, false)).toEqual(end);
  });

  test('of a flaky run is 1 for who asked for it, and says why', () => {
    const flaky = report('pass', { passed: 2, assertions: 4, flaky: 2 });
    expect(judgeRun(flaky, { failOnFlaky: true }, false)).toEqual({
      code: 1,
      reason: 'Unexpected 2 flaky runbooks, expected each to pass at once (`--fail-on-flaky`)',
    });
  });

  test('of an interrupted run is 130 whatever it found', () => {
    expect(judgeRun(report('fail', { assertions: 4 }), {}, true)).toEqual({ code: 130 });
  });
});

describe('a bug of ours', () => {
  test('is a stack, a request, and 70', async () => {
    const folder = await scratchFolder({ 'notes.md': '# Notes\n' });
    let stderr = '';
    const broken: Io = {
      stdin: {
        isTerminal: false,
        readLine: async () => undefined,
        openTerminal: () => Promise.reject(new Error('there is none')),
      },
      stdout: {
        write: () => Promise.reject(new TypeError('planted')),
        isTerminal: false,
        columns: 80,
      },
      stderr: {
        write: async (text) => {
          stderr += text;
        },
        isTerminal: false,
        columns: 80,
      },
      cwd: folder,
      env: {},
      signal: new AbortController().signal,
    };
    expect(await cli(['list', 'notes.md'], broken)).toBe(70);
    expect(stderr).toMatch(/^TypeError: planted\n {4}at /);
    expect(stderr).toMatch(/\nthis is a bug in runbook: please report it with the lines above\n$/);
  });
});

describe('the environment of the shells', () => {
  test('is the caller’s with the config over it', () => {
    const env = { PATH: '/bin', HOME: '/home/me', GONE: undefined, LANG: 'C' };
    const added = { path: ['/tools', '/more'], env: { LANG: 'C.UTF-8' } };
    expect(shellEnvironment(env, added)).toEqual({
      PATH: '/tools:/more:/bin',
      HOME: '/home/me',
      LANG: 'C.UTF-8',
    });
    expect(shellEnvironment({}, { path: [], env: {} })).toEqual({});
  });
});

describe('colour', () => {
  const output = (isTerminal: boolean) => ({ write: async () => {}, isTerminal, columns: 80 });

  test.each([
    [true, {}, true],
    [false, {}, false],
    [true, { TERM: 'dumb' }, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [false, { FORCE_COLOR: '' }, true],
    [true, { FORCE_COLOR: '0' }, false],
  ])('with a terminal %s and %j is %s', (isTerminal, env, expected) => {
    expect(wantsColor(output(isTerminal), env)).toBe(expected);
  });
});
