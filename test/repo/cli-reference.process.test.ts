// The page about the command line is written from the command line itself.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../runner/cli/run-cli.ts';

test('the reference page is what `npm run reference` would write', async () => {
  const page = resolve(import.meta.dirname, '../../content/reference/runbook-cli.md');
  const { exitCode, stdout, stderr } = await runCli('/', ['reference']);
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(await readFile(page, 'utf8')).toBe(stdout);
});
