// `npm test`: every statement about the product, browser included, one after the other, and one plain line at the end.
// Arguments are file filters, as for vitest: `npm test -- runner/parse` runs those and leaves the browser out.
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';

interface Count {
  passed: number;
  failed: number;
  /** What failed, a few lines each, for the end of a long log. */
  failures: string[];
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
}

interface PlaywrightSuite {
  file: string;
  suites?: PlaywrightSuite[];
  specs: {
    title: string;
    tests: { status: string; results: { error?: { message?: string } }[] }[];
  }[];
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number };
  suites: PlaywrightSuite[];
}

const results = '.cache/test';

/** Lines of a failure's message at the end of the log: a failed step says its place first and its output last. */
const shownFirst = 40;
const shownLast = 40;
const filters = process.argv.slice(2);

async function vitest(): Promise<Count> {
  const file = `${results}/vitest.json`;
  const { exitCode } = await execa({ stdio: 'inherit', reject: false })('vitest', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...filters,
  ]);
  const report = await readJson<VitestReport>(file);
  if (report === undefined) return broken('vitest wrote no report');
  const failures = report.testResults.flatMap((result) => {
    const name = path.relative(process.cwd(), result.name);
    const failed = result.assertionResults.filter((test) => test.status === 'failed');
    // A file that cannot be loaded has no tests of its own.
    if (failed.length === 0 && result.status === 'failed') return [summary(name, result.message)];
    return failed.map((test) => summary(`${name} > ${test.fullName}`, test.failureMessages[0]));
  });
  // An error outside every test counts too, through the exit code.
  if (exitCode !== 0 && failures.length === 0) failures.push('vitest ended with an error');
  return {
    passed: report.numPassedTests,
    failed: Math.max(report.numFailedTests, failures.length),
    failures,
  };
}

async function browser(): Promise<Count> {
  const built = await execa({ stdio: 'inherit', reject: false })('astro', ['build', '--force']);
  if (built.exitCode !== 0) return broken('astro build failed');
  const file = `${results}/playwright.json`;
  await execa({
    stdio: 'inherit',
    reject: false,
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file },
  })('playwright', ['test', '--reporter=list,json']);
  const report = await readJson<PlaywrightReport>(file);
  if (report === undefined) return broken('playwright wrote no report');
  // A flaky test is a failure until somebody knows why.
  return {
    passed: report.stats.expected,
    failed: report.stats.unexpected + report.stats.flaky,
    failures: report.suites.flatMap(browserFailures),
  };
}

function browserFailures(suite: PlaywrightSuite): string[] {
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
  return [...own, ...(suite.suites ?? []).flatMap(browserFailures)];
}

function broken(why: string): Count {
  return { passed: 0, failed: 1, failures: [why] };
}

/** The name of a failed test with the beginning and the end of its message: enough for a whole failed step of a page. */
function summary(name: string, message = ''): string {
  const lines = stripVTControlCharacters(message).split('\n');
  const hidden = lines.length - shownFirst - shownLast;
  const shown =
    hidden > 0
      ? [...lines.slice(0, shownFirst), `... ${hidden} lines ...`, ...lines.slice(-shownLast)]
      : lines;
  return [name, ...shown.map((line) => `    ${line.slice(0, 300)}`)].join('\n');
}

async function readJson<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

await rm(results, { recursive: true, force: true });
await mkdir(results, { recursive: true });
const counts = [await vitest()];
if (filters.length === 0) counts.push(await browser());
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
const failures = counts.flatMap((count) => count.failures);
if (failures.length > 0) console.log(`\nFailed:\n${failures.join('\n')}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
