// `npm test`: every statement about the product, browser included, one after the other, and one plain line at the end.
// Arguments are file filters, as for vitest: `npm test -- runner/parse` runs those and leaves the browser out.
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { countBrowserTests, type PlaywrightReport } from './test/browser-tests.ts';
import { type Count, summary } from './test/count.ts';

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

const results = '.cache/test';

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
  const { exitCode } = await execa({
    stdio: 'inherit',
    reject: false,
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file },
  })('playwright', ['test', '--reporter=list,json']);
  const report = await readJson<PlaywrightReport>(file);
  if (report === undefined) return broken('playwright wrote no report');
  return countBrowserTests(report, exitCode);
}

function broken(why: string): Count {
  return { passed: 0, failed: 1, failures: [why] };
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
