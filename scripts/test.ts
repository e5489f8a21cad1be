// `npm test`: every statement about the product, browser included, one after the other, and one plain line at the end.
// Arguments are file filters, as for vitest: `npm test -- runner/parse` runs those and leaves the browser out.
import { mkdir, readFile, rm } from 'node:fs/promises';
import { execa } from 'execa';

interface Count {
  passed: number;
  failed: number;
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
  const report = await readJson<{ numPassedTests: number; numFailedTests: number }>(file);
  if (report === undefined) return { passed: 0, failed: 1 };
  // A file that cannot be loaded has no tests of its own, so the exit code counts too.
  const failed = report.numFailedTests + (exitCode !== 0 && report.numFailedTests === 0 ? 1 : 0);
  return { passed: report.numPassedTests, failed };
}

async function browser(): Promise<Count> {
  const built = await execa({ stdio: 'inherit', reject: false })('astro', ['build', '--force']);
  if (built.exitCode !== 0) return { passed: 0, failed: 1 };
  const file = `${results}/playwright.json`;
  await execa({
    stdio: 'inherit',
    reject: false,
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file },
  })('playwright', ['test', '--reporter=list,json']);
  const report = await readJson<{ stats: { expected: number; unexpected: number; flaky: number } }>(
    file,
  );
  if (report === undefined) return { passed: 0, failed: 1 };
  // A flaky test is a failure until somebody knows why.
  return { passed: report.stats.expected, failed: report.stats.unexpected + report.stats.flaky };
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
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
