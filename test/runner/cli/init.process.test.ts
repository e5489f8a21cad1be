// `runbook init`, from an empty folder to a green run.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunReport } from '../../../runner/model/report.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { runCli } from './run-cli.ts';

const pages = ['docs/archive-rotated-logs.md', 'docs/_fixtures/log-folder.md'] as const;

describe('runbook init', () => {
  test('says what it wrote and what comes next', async () => {
    const folder = await scratchFolder();
    expect(await runCli(folder, ['init'])).toEqual({
      exitCode: 0,
      stdout: [
        ...pages.map((path) => `wrote  ${path}`),
        'wrote  runbook.config.mjs',
        '',
        'next: runbook run docs  runs the page on its fixture',
        'next: runbook watch docs  runs it again whenever you save it',
        '',
      ].join('\n'),
      stderr: '',
    });
  });

  test('its page passes at once, on its fixture', async () => {
    const folder = await scratchFolder();
    await runCli(folder, ['init']);
    const { exitCode, stdout, stderr } = await runCli(folder, ['run', 'docs', '--json']);
    expect([exitCode, stderr]).toEqual([0, '']);
    const report = JSON.parse(stdout) as RunReport;
    expect(report.totals).toMatchObject({ runbooks: 1, steps: 6, passed: 6, skipped: 0 });
    expect(report.totals.assertions).toBeGreaterThanOrEqual(6);
    const logs = report.environment['fixture.LOGS'] ?? '';
    expect(logs).not.toBe('');
    await expect(stat(logs), 'the fixture is taken down').rejects.toThrow('ENOENT');
  });

  test('its page has no diagnostics, warnings included', async () => {
    const folder = await scratchFolder();
    await runCli(folder, ['init']);
    expect(await runCli(folder, ['check', 'docs', '--strict'])).toEqual({
      exitCode: 0,
      stdout: 'no diagnostics in 2 files\n',
      stderr: '',
    });
  });

  test('its page fails when the commands do not do what it says', async () => {
    const folder = await scratchFolder();
    await runCli(folder, ['init', '--json']);
    const real = await scratchFolder({ 'app.log': '', 'app.log.1': '' });
    const { exitCode, stdout } = await runCli(folder, ['run', 'docs', '--param', `LOGS=${real}`]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('docs/archive-rotated-logs.md');
  });

  test('overwrites nothing, and names what is in the way', async () => {
    const folder = await scratchFolder({ [pages[1]]: 'mine\n' });
    expect(await runCli(folder, ['init'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `error: Unexpected \`${pages[1]}\`, expected no file of that name: nothing is overwritten\nhint: name another folder: \`runbook init FOLDER\`\n`,
    });
    expect(await readFile(join(folder, pages[1]), 'utf8')).toBe('mine\n');
    await expect(stat(join(folder, pages[0])), 'nothing was written').rejects.toThrow('ENOENT');
  });

  test('a second time, it leaves the first as it is', async () => {
    const folder = await scratchFolder();
    await runCli(folder, ['init']);
    const before = await Promise.all(pages.map((path) => readFile(join(folder, path), 'utf8')));
    const { exitCode, stderr } = await runCli(folder, ['init']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`Unexpected \`${pages[0]}\``);
    const after = await Promise.all(pages.map((path) => readFile(join(folder, path), 'utf8')));
    expect(after).toEqual(before);
  });

  test('keeps a config that is there, one of a folder above included', async () => {
    const folder = await scratchFolder({
      'runbook.config.ts': 'export const config = { template: [] };\n',
      '.git/HEAD': '',
      'team/README.md': '',
    });
    const { exitCode, stdout } = await runCli(
      join(folder, 'team'),
      ['init', 'my pages', '--json'],
      {
        npm_command: 'exec',
      },
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      schema: 1,
      written: ['my pages/archive-rotated-logs.md', 'my pages/_fixtures/log-folder.md'],
      kept: ['../runbook.config.ts'],
      next: [
        { command: "npx runbook run $'my pages'", what: 'runs the page on its fixture' },
        {
          command: "npx runbook watch $'my pages'",
          what: 'runs it again whenever you save it',
        },
      ],
    });
    expect((await runCli(join(folder, 'team'), ['run', 'my pages'])).exitCode).toBe(0);
  });

  test('a folder that cannot be written is told in one line', async () => {
    const folder = await scratchFolder({ taken: 'a file' });
    expect(await runCli(folder, ['init', 'taken/pages'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'error: Unexpected `ENOTDIR` while writing `taken/pages/archive-rotated-logs.md`, expected a folder that can be written\n',
    });
  });
});
