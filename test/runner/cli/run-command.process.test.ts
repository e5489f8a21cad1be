// What `runbook run` prints and how it ends, started as a user starts it.
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runReportSchema } from '../../../runner/index.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { noTemplate, page, readIfThere, runCli } from './run-cli.ts';

const good = page('## Steps\n\n```bash\necho 42\n```\n\n```text expect\n<integer above 41>\n```\n');
const wrong = page('## Steps\n\n```bash name=count\necho 41\n```\n\n```text expect\n42\n```\n');
const broken = page(
  '## Steps\n\n```bash timout=3s\ntouch ran\n```\n\n```text expect\n<integr>\n```\n',
);
const reference = '# Notes\n\n```bash\ntouch ran\n```\n';
const config = { 'runbook.config.ts': noTemplate };

describe('runbook run', () => {
  test('ends with 0 when everything holds, and prints each step', async () => {
    const folder = await scratchFolder({
      'docs/a.md': good,
      'docs/notes.md': reference,
      ...config,
    });
    const { exitCode, stdout, stderr } = await runCli(folder, ['run', 'docs']);
    expect(stderr).toBe('');
    expect(stdout.replaceAll(/\d+(\.\d+)? m?s\b/g, 'TIME').replace(/\n {2}os .*/, '')).toBe(
      'Rotate the keys  docs/a.md\n  ✓ Steps › step-1  TIME\n\n✓ 1 passed  1 runbook, 1 step, 2 assertions, TIME\n',
    );
    expect(exitCode).toBe(0);
    expect(readIfThere(join(folder, 'docs/ran'))).toBeUndefined();
  });

  test('names a page that asks for far more time than it takes', async () => {
    const folder = await scratchFolder({ 'a.md': good.replace('5m', '2h'), ...config });
    const { exitCode, stdout } = await runCli(folder, ['run', 'a.md']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /\n {2}estimate {2}a\.md says 120 min, a person needs about 3 min, .+ of it for commands\n/,
    );
  });

  test('ends with 1 when a step does not hold, and names the line of the page', async () => {
    const folder = await scratchFolder({ 'a.md': good, 'b.md': wrong, ...config });
    const { exitCode, stdout } = await runCli(folder, ['run', '.']);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('    b.md:12\n    $ echo 41\n');
    expect(stdout).toContain('\n    b.md:17  - expected  + actual\n      - 42\n      + 41\n');
    expect(stdout).toContain('✗ 1 failed, 1 passed  2 runbooks, 2 steps, 4 assertions');
  });

  test('writes a report for each reporter that has a file, and text for people besides', async () => {
    const folder = await scratchFolder({ 'a.md': wrong, ...config });
    const args = ['--reporter', 'junit:out/new/a.xml', '--reporter', 'markdown:a.md.txt'];
    const { exitCode, stdout } = await runCli(folder, ['run', 'a.md', ...args]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('✗ 1 failed');
    expect(readIfThere(join(folder, 'out/new/a.xml'))).toMatch(/^<\?xml [\s\S]*<\/testsuites>\n$/);
    expect(readIfThere(join(folder, 'a.md.txt'))).toMatch(/^## Runbooks: ❌ fail\n/);
    // No draft is left beside a finished report.
    expect(await readdir(join(folder, 'out/new'))).toEqual(['a.xml']);
  });

  test('prints one report instead of the text for people', async () => {
    const folder = await scratchFolder({ 'a.md': good, ...config });
    const args = ['--reporter', 'tap', '--reporter', 'json:r.json'];
    const { exitCode, stdout } = await runCli(folder, ['run', 'a.md', ...args], {
      FORCE_COLOR: '1',
    });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^TAP version 14\n1\.\.1\n# Subtest: Rotate the keys \(a\.md\)\n/);
    const report = JSON.parse(readIfThere(join(folder, 'r.json')) ?? '') as unknown;
    expect(runReportSchema.parse(report).outcome).toBe('pass');
  });

  test('refuses a report that could not be written, before anything runs', async () => {
    const folder = await scratchFolder({
      'a.md': page('## Steps\n\n```bash\ntouch ran\n```\n'),
      file: '',
      ...config,
    });
    const { exitCode, stderr } = await runCli(folder, [
      'run',
      'a.md',
      '--reporter',
      'junit:file/r.xml',
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /error: Unexpected path `.*\/file\/r\.xml` of `--reporter`, expected a file in a folder that can be written\n$/,
    );
    expect(readIfThere(join(folder, 'ran'))).toBeUndefined();
  });

  test('ends with 2 before anything runs when any page is wrong, and shows all diagnostics', async () => {
    const folder = await scratchFolder({
      'a.md': page('## Steps\n\n```bash\ntouch ran\n```\n'),
      'b.md': broken,
      ...config,
    });
    const { exitCode, stdout, stderr } = await runCli(folder, ['run', '.']);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('b.md:12:9 error Unexpected attribute `timout`, expected `timeout`');
    expect(stderr).toContain('b.md:17:1 error Unexpected `<integr>`');
    expect(stderr).toMatch(/2 errors, 1 warning in 2 files, nothing was run\n$/);
    expect(readIfThere(join(folder, 'ran'))).toBeUndefined();
  });

  test('ends with 3 when there is nothing to run', async () => {
    const folder = await scratchFolder({ 'notes.md': reference });
    await mkdir(join(folder, 'empty'));
    expect(await runCli(folder, ['run', 'notes.md'])).toEqual({
      exitCode: 3,
      stdout: '',
      stderr:
        'error: Unexpected absence of runbooks in 1 page, expected one with a `runbook:` key in its front matter\n',
    });
    expect(await runCli(folder, ['run', 'empty'])).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: 'error: Unexpected absence of pages, expected at least one `.md` file\n',
    });
  });

  test('ends with 3 when the fixture cannot be brought up', async () => {
    const folder = await scratchFolder({
      'a.md': page('```bash\necho 42\n```\n\n```text expect\n42\n```\n', '  fixture: target\n'),
      '_fixtures/target.md':
        '---\ntitle: Target\nfixture:\n---\n\n## Setup\n\n```bash\nexit 4\n```\n',
      ...config,
    });
    const { exitCode, stdout } = await runCli(folder, ['run', '.']);
    expect(stdout).toContain('! fixture setup: Setup › step-1');
    expect(exitCode).toBe(3);
  });

  test('with --json prints the report and nothing else', async () => {
    const folder = await scratchFolder({ 'a.md': wrong, ...config });
    const { exitCode, stdout } = await runCli(folder, ['run', 'a.md', '--json']);
    const report = runReportSchema.parse(JSON.parse(stdout));
    expect(exitCode).toBe(1);
    expect(report.totals).toEqual({
      runbooks: 1,
      steps: 1,
      assertions: 2,
      passed: 0,
      failed: 1,
      errored: 0,
      skipped: 0,
      flaky: 0,
    });
    expect(report.runbooks[0]?.steps[0]).toMatchObject({ id: 'count', line: 12, code: 'echo 41' });
    expect(report.environment).toMatchObject({ os: expect.any(String), bash: expect.any(String) });
  });

  test('with --report writes the same report besides, and no draft of it stays', async () => {
    const folder = await scratchFolder({ 'a.md': good, ...config });
    const { exitCode, stdout } = await runCli(folder, [
      'run',
      'a.md',
      '--report',
      'out/report.json',
    ]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('✓ 1 passed');
    const text = await readFile(join(folder, 'out/report.json'), 'utf8');
    expect(runReportSchema.parse(JSON.parse(text)).outcome).toBe('pass');
    expect(await readdir(join(folder, 'out'))).toEqual(['report.json']);
  });

  test('refuses a report that cannot be written before anything runs', async () => {
    const folder = await scratchFolder({
      'a.md': page('```bash\ntouch ran\n```\n'),
      taken: 'a file',
      ...config,
    });
    const { exitCode, stderr } = await runCli(folder, [
      'run',
      'a.md',
      '--report',
      'taken/report.json',
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error: Unexpected path `.*taken\/report.json` of `--report`/m);
    expect(readIfThere(join(folder, 'ran'))).toBeUndefined();
  });

  test('finds a fixture above the working directory, and says that one is never run alone', async () => {
    const folder = await scratchFolder({
      'docs/deep/a.md': page(
        '```bash\necho "$NAME"\n```\n\n```text expect\n<$NAME>\n```\n',
        '  fixture: target\n',
      ),
      'docs/_fixtures/target.md':
        '---\ntitle: Target\nfixture:\n---\n\n## Setup\n\n```bash\necho x\n```\n\n```text expect\n<NAME>\n```\n',
      'docs/deep/runbook.config.ts': noTemplate,
    });
    const deep = join(folder, 'docs/deep');
    const run = await runCli(deep, ['run', 'a.md']);
    expect(run.stdout).toContain('Rotate the keys  a.md  with Target\n');
    expect(run.exitCode).toBe(0);
    const alone = await runCli(deep, ['run', '../_fixtures/target.md']);
    expect(alone).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'error: Unexpected fixture `../_fixtures/target.md`, expected a runbook: a fixture is never run alone\nhint: run a page that names it with `fixture:`\n',
    });
  });
});
