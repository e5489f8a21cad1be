// Playwright's JSON report as a count. A run without a failed test is no success if it did not get as far as the tests:
// its servers may not have started, which is an error outside every test.
import { type Count, summary } from './count.ts';

interface PlaywrightSuite {
  file: string;
  suites?: PlaywrightSuite[];
  specs: {
    title: string;
    tests: { status: string; results: { error?: { message?: string } }[] }[];
  }[];
}

export interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number };
  suites: PlaywrightSuite[];
  /** Those outside every test. */
  errors: { message?: string }[];
}

/** `exitCode`: of the run; undefined if a signal ended it. */
export function countBrowserTests(report: PlaywrightReport, exitCode: number | undefined): Count {
  const failures = [
    ...report.suites.flatMap(failuresIn),
    ...report.errors.map(({ message }) => summary('outside every browser test', message)),
  ];
  const { expected, unexpected, flaky } = report.stats;
  if (failures.length === 0 && exitCode !== 0) failures.push('playwright ended with an error');
  if (failures.length === 0 && expected === 0) failures.push('playwright ran no test');
  // A flaky test is a failure until somebody knows why.
  return {
    passed: expected,
    failed: Math.max(unexpected + flaky, failures.length),
    failures,
  };
}

function failuresIn(suite: PlaywrightSuite): string[] {
  const own = suite.specs.flatMap((spec) =>
    spec.tests
      .filter((test) => test.status === 'unexpected' || test.status === 'flaky')
      .map((test) =>
        summary(
          `${suite.file} > ${spec.title} (${test.status})`,
          test.results.find((result) => result.error !== undefined)?.error?.message,
        ),
      ),
  );
  return [...own, ...(suite.suites ?? []).flatMap(failuresIn)];
}
