import { describe, expect, test } from 'vitest';
import { cli } from '../../../runner/cli/cli.ts';
import { shellEnvironment } from '../../../runner/cli/environment.ts';
import { exitCodeOf } from '../../../runner/cli/exit-code.ts';
import { type Io, wantsColor } from '../../../runner/cli/io.ts';
import type { RunReport } from '../../../runner/model/report.ts';
import { scratchFolder } from '../../support/scratch.ts';

function report(outcome: RunReport['outcome'], passed: number, assertions: number): RunReport {
  const totals = {
    runbooks: 1,
    steps: 2,
    assertions,
    passed,
    failed: 0,
    errored: 0,
    skipped: 0,
    flaky: 0,
  };
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

describe('the exit code of a run', () => {
  test.each([
    ['pass', 2, 4, 0],
    ['fail', 1, 4, 1],
    ['error', 1, 4, 3],
    ['skip', 1, 2, 0],
    ['skip', 0, 0, 3],
    ['pass', 2, 0, 3],
  ] as const)(
    'of outcome %s with %i passed and %i assertions is %i',
    (outcome, passed, assertions, code) => {
      expect(exitCodeOf(report(outcome, passed, assertions), false)).toBe(code);
    },
  );

  test('of an interrupted run is 130 whatever it found', () => {
    expect(exitCodeOf(report('fail', 0, 4), true)).toBe(130);
  });
});

describe('a bug of ours', () => {
  test('is a stack, a request, and 70', async () => {
    const folder = await scratchFolder({ 'notes.md': '# Notes\n' });
    let stderr = '';
    const broken: Io = {
      stdin: { isTerminal: false, readLine: async () => undefined },
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
