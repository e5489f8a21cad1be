// `npm test` may say that all passed only if the browser's tests have run.
import { expect, test } from 'vitest';
import { countBrowserTests, type PlaywrightReport } from '../../scripts/test/browser-tests.ts';

function reportOf(change: Partial<PlaywrightReport>): PlaywrightReport {
  return { stats: { expected: 2, unexpected: 0, flaky: 0 }, suites: [], errors: [], ...change };
}

function suiteWith(status: string): PlaywrightReport['suites'][number] {
  const tests = [{ status, results: [{ error: { message: 'no such button' } }] }];
  return { file: 'steps.e2e.ts', specs: [{ title: 'a step is copied', tests }] };
}

test('tests that passed are counted, and nothing failed', () => {
  expect(countBrowserTests(reportOf({}), 0)).toEqual({ passed: 2, failed: 0, failures: [] });
});

test('a server that did not start is a failure, although no test failed', () => {
  const stats = { expected: 0, unexpected: 0, flaky: 0 };
  const errors = [{ message: 'Process from config.webServer was not able to start.' }];
  const count = countBrowserTests(reportOf({ stats, errors }), 1);
  expect(count.failed).toBe(1);
  expect(count.failures.join()).toContain('not able to start');
});

test.each([1, undefined])('a run that ended with %s and says no more is a failure', (exitCode) => {
  expect(countBrowserTests(reportOf({}), exitCode).failed).toBe(1);
});

test('a run without a test is a failure', () => {
  const stats = { expected: 0, unexpected: 0, flaky: 0 };
  expect(countBrowserTests(reportOf({ stats }), 0).failed).toBe(1);
});

test.each(['unexpected', 'flaky'])('a test that is %s is a failure, told once', (status) => {
  const stats = { expected: 1, unexpected: 0, flaky: 0, [status]: 1 };
  const outer = { file: 'steps.e2e.ts', specs: [], suites: [suiteWith(status)] };
  const count = countBrowserTests(reportOf({ stats, suites: [outer] }), 1);
  expect(count).toMatchObject({ passed: 1, failed: 1 });
  expect(count.failures).toEqual([
    `steps.e2e.ts > a step is copied (${status})\n    no such button`,
  ]);
});
