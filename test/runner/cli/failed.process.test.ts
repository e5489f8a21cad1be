// `--failed`: what did not pass in the last run, and where that is kept.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runReportSchema } from '../../../runner/index.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { noTemplate, page, readIfThere, runCli } from './run-cli.ts';

const step = (name: string, code = `echo ${name}`): string =>
  `\`\`\`bash name=${name}\n${code}\n\`\`\`\n\n\`\`\`text expect\n...\n\`\`\`\n\n`;
const tagged = (tags: string, body = step('look')): string => page(body, `  tags: [${tags}]\n`);
const config = { 'runbook.config.mjs': noTemplate };

/** The files that ran, of a run with `--json`. */
async function filesOf(folder: string, args: readonly string[]): Promise<readonly string[]> {
  const { stdout, stderr } = await runCli(folder, ['run', ...args, '--json']);
  if (stdout === '') throw new Error(stderr);
  const { runbooks } = runReportSchema.parse(JSON.parse(stdout));
  return runbooks.map(({ file, branch }) => (branch === undefined ? file : `${file} ${branch}`));
}

describe('--failed', () => {
  const files = {
    'a.md': tagged('x'),
    'b.md': tagged('x', step('look', '[ -e mended ]')),
    'c.md': tagged(
      'x',
      step('one') + step('two', '[ -e mended ]').replace('name=', 'branch=late name='),
    ),
    ...config,
  };

  test('runs what did not pass in the last run, until there is nothing left', async () => {
    const folder = await scratchFolder(files);
    expect((await runCli(folder, ['run', '.'])).exitCode).toBe(1);
    expect(await filesOf(folder, ['.', '--failed'])).toEqual(['b.md', 'c.md late']);
    expect(await filesOf(folder, ['b.md', '--failed'])).toEqual(['b.md']);
    await writeFile(join(folder, 'mended'), '');
    expect((await runCli(folder, ['run', '.', '--failed'])).exitCode).toBe(0);
    expect(await runCli(folder, ['run', '.', '--failed'])).toEqual({
      exitCode: 3,
      stdout: '',
      stderr:
        'error: Unexpected selection without a run, expected at least one: of 4, `--failed` left none\n',
    });
    expect(readIfThere(join(folder, '.runbook/.gitignore'))).toBe('*\n');
  });

  test('is not about a run up to a step', async () => {
    const folder = await scratchFolder({
      ...files,
      'b.md': tagged('x', step('look') + step('mend', 'false')),
    });
    expect((await runCli(folder, ['run', 'b.md'])).exitCode).toBe(1);
    expect((await runCli(folder, ['run', 'b.md', '--step', 'look'])).exitCode).toBe(0);
    expect(await filesOf(folder, ['.', '--failed'])).toEqual(['b.md']);
  });

  test('takes what `--bail` left out, and looks into the file of `--report` first', async () => {
    const folder = await scratchFolder(files);
    await runCli(folder, ['run', '.', '--bail', '--report', 'out/report.json']);
    await runCli(folder, ['run', 'a.md']);
    expect(await filesOf(folder, ['.', '--failed', '--report', 'out/report.json'])).toEqual([
      'b.md',
      'c.md',
      'c.md late',
    ]);
  });

  test('without a last run says where it looked', async () => {
    const folder = await scratchFolder(files);
    const { exitCode, stderr } = await runCli(folder, ['run', '.', '--failed']);
    expect(stderr).toMatch(
      /^error: Unexpected `--failed` without a last run, expected its report in `\.runbook\/last-run\.json`\nhint: run once without `--failed` in `[^`]+`\n$/,
    );
    expect(exitCode).toBe(2);
  });

  test.each([
    ['{', 'expected a JSON report: '],
    ['{"schema": 2}', 'expected a report of `runbook run` at `schema`: '],
  ])('with %j as the last run is refused', async (text, expected) => {
    const folder = await scratchFolder({ ...files, '.runbook/last-run.json': text });
    const { exitCode, stderr } = await runCli(folder, ['run', '.', '--failed']);
    expect(
      stderr.startsWith(`error: Unexpected content of \`.runbook/last-run.json\`, ${expected}`),
    ).toBe(true);
    expect(exitCode).toBe(2);
  });

  test('is not there for a folder that cannot be written, which is said and fails nothing', async () => {
    const folder = await scratchFolder({ ...files, '.runbook': 'a file' });
    const { exitCode, stderr } = await runCli(folder, ['run', 'a.md']);
    expect(stderr).toMatch(
      /^note: `\.runbook\/last-run\.json` could not be written \(E[A-Z]+\), so `--failed` will not know of this run\n$/,
    );
    expect(exitCode).toBe(0);
  });
});
