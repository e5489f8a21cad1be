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

describe('paths', () => {
  const pages = {
    'docs/b.md': tagged('x'),
    'docs/deep/a.md': tagged('x'),
    'docs/deep/[a].md': tagged('x'),
    'docs/_fixtures/f.md': tagged('x'),
    'docs/node_modules/p/n.md': tagged('x'),
    'docs/notes.txt': 'no page',
    ...config,
  };

  test.each([
    [['docs/**/*.md'], ['docs/b.md', 'docs/deep/[a].md', 'docs/deep/a.md']],
    [['docs/**'], ['docs/b.md', 'docs/deep/[a].md', 'docs/deep/a.md']],
    [['docs/*'], ['docs/b.md', 'docs/deep/[a].md', 'docs/deep/a.md']],
    [['./docs/deep/?.md'], ['docs/deep/a.md']],
    [['docs/{b,c}.md', 'docs/b.md'], ['docs/b.md']],
    [['docs/deep/[a].md'], ['docs/deep/[a].md']],
    [['docs/_fixtures/*.md'], ['docs/_fixtures/f.md']],
    [
      ['docs/deep/a.md', 'docs/*.md'],
      ['docs/deep/a.md', 'docs/b.md'],
    ],
  ])('%j are %j', async (paths, files) => {
    expect(await filesOf(await scratchFolder(pages), paths)).toEqual(files);
  });

  test('a pattern without a match is a usage error', async () => {
    const folder = await scratchFolder(pages);
    expect(await runCli(folder, ['run', 'docs/b.md', 'docs/*.markdown'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `error: Unexpected pattern \`docs/*.markdown\` without a match, expected at least one \`.md\` file\nhint: it starts from \`${folder}\`\n`,
    });
    expect((await runCli(folder, ['check', 'docs/*.txt'])).exitCode).toBe(2);
  });
});

describe('tags', () => {
  const pages = {
    'a.md': tagged('disk'),
    'b.md': tagged('disk, slow'),
    'c.md': tagged('net'),
    'notes.md': '# Notes\n',
    ...config,
  };

  test('select runbooks for run, list and check', async () => {
    const folder = await scratchFolder({ ...pages, 'd.md': '---\nrunbook: 3\n---\n' });
    expect(await runCli(folder, ['list', '.', '--tag', 'net'])).toEqual({
      exitCode: 0,
      stderr: '',
      stdout:
        'runbook    c.md  Rotate the keys  1 step, low risk, 5m, #net\n1 runbook with 1 step in 1 page\n',
    });
    const check = await runCli(folder, ['check', '.', '--tag', 'disk', '--tag', 'net']);
    expect(check.stdout).toBe('no diagnostics in 3 files\n');
    const good = await scratchFolder(pages);
    expect(await filesOf(good, ['.', '--tag', 'slow', '--tag', 'net'])).toEqual(['b.md', 'c.md']);
  });

  test('do not hide an error in a page without them: nothing runs', async () => {
    const folder = await scratchFolder({ ...pages, 'd.md': '---\nrunbook: 3\n---\n' });
    const { exitCode, stderr } = await runCli(folder, ['run', '.', '--tag', 'disk']);
    expect(stderr).toMatch(/2 errors in 5 files, nothing was run\n$/);
    expect(exitCode).toBe(2);
  });

  test('that leave nothing end with 3', async () => {
    const folder = await scratchFolder(pages);
    expect(await runCli(folder, ['run', '.', '--tag', 'dsik'])).toEqual({
      exitCode: 3,
      stdout: '',
      stderr:
        'error: Unexpected tag `dsik`, expected one that a page carries\nhint: there is `disk`\n',
    });
    expect(await runCli(folder, ['run', '.', '--tag', 'disk', '--shard', '3/3'])).toEqual({
      exitCode: 3,
      stdout: '',
      stderr:
        'error: Unexpected selection without a run, expected at least one: of 3, `--tag disk` left 2, `--shard 3/3` left none\n',
    });
  });
});

describe('a shard', () => {
  test('is a part of the pages, and all of them are the whole', async () => {
    const names = ['e.md', 'd.md', 'c.md', 'b.md', 'a.md'];
    const folder = await scratchFolder({
      ...Object.fromEntries(names.map((name) => [name, tagged('x')])),
      ...config,
    });
    const first = await filesOf(folder, ['.', '--shard', '1/2']);
    const second = await filesOf(folder, [
      'b.md',
      'd.md',
      'a.md',
      'c.md',
      'e.md',
      '--shard',
      '2/2',
    ]);
    expect([first, second]).toEqual([
      ['a.md', 'c.md', 'e.md'],
      ['b.md', 'd.md'],
    ]);
    const { stdout } = await runCli(folder, ['run', '.', '--json', '--shard', '2/2']);
    expect(JSON.parse(stdout)).toMatchObject({ shard: { index: 2, of: 2 } });
  });
});

describe('a step', () => {
  const body = `## Steps\n\n${step('one', 'A=1')}${step('two', 'echo $A')}${step('three', 'touch three')}${step('lie-down', 'touch down').replace('name=', 'branch=tired name=')}## Teardown\n\n${step('clean', 'touch clean')}`;
  const files = { 'a.md': tagged('x', body), 'b.md': tagged('x'), ...config };

  test('runs with everything above it and what tears down', async () => {
    const folder = await scratchFolder(files);
    const { exitCode, stdout } = await runCli(folder, ['run', 'a.md', '--step', 'two', '--json']);
    const { runbooks } = runReportSchema.parse(JSON.parse(stdout));
    expect(runbooks.map(({ steps }) => steps.map(({ id }) => id))).toEqual([
      ['one', 'two', 'clean'],
    ]);
    expect(exitCode).toBe(0);
    expect([readIfThere(join(folder, 'three')), readIfThere(join(folder, 'clean'))]).toEqual([
      undefined,
      '',
    ]);
  });

  test('of a branch runs in that branch', async () => {
    const folder = await scratchFolder(files);
    const { stdout } = await runCli(folder, ['run', 'a.md', '--step', 'lie-down', '--json']);
    const { runbooks } = runReportSchema.parse(JSON.parse(stdout));
    expect(runbooks).toMatchObject([{ branch: 'tired' }]);
    expect(runbooks[0]?.steps.map(({ id }) => id)).toEqual([
      'one',
      'two',
      'three',
      'lie-down',
      'clean',
    ]);
  });

  test.each([
    [
      ['a.md', '--step', 'tow'],
      'Unexpected step `tow`, expected `two`\nhint: `runbook plan a.md` shows them all',
    ],
    [
      ['a.md', '--step', 'clean'],
      'Unexpected `--step clean`, expected a step above Teardown, which always runs',
    ],
    [
      ['.', '--step', 'two'],
      'Unexpected `--step two` with 2 runbooks, expected one page\nhint: name the file that the step stands in',
    ],
  ])('%j is refused', async (args, message) => {
    const folder = await scratchFolder(files);
    expect(await runCli(folder, ['run', ...args])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `error: ${message}\n`,
    });
  });
});

describe('a branch', () => {
  const files = {
    'a.md': tagged('x', step('one') + step('two').replace('name=', 'branch=late name=')),
    'b.md': tagged('x'),
    ...config,
  };

  test.each([
    [[], ['a.md', 'a.md late', 'b.md']],
    [['--branch', 'late'], ['a.md late']],
    [
      ['--branch', 'none'],
      ['a.md', 'b.md'],
    ],
  ])('%j runs %j', async (args, runs) => {
    expect(await filesOf(await scratchFolder(files), ['.', ...args])).toEqual(runs);
  });

  test('that no page has leaves nothing', async () => {
    const folder = await scratchFolder(files);
    expect(await runCli(folder, ['run', '.', '--branch', 'early'])).toEqual({
      exitCode: 3,
      stdout: '',
      stderr:
        'error: Unexpected selection without a run, expected at least one: of 3, `--branch early` left none\n',
    });
  });
});

test('--no-color wins over FORCE_COLOR', async () => {
  const folder = await scratchFolder({ 'a.md': tagged('x'), ...config });
  const { stdout } = await runCli(folder, ['list', '.', '--no-color'], { FORCE_COLOR: '1' });
  expect(stdout).toBe(
    'runbook    a.md  Rotate the keys  1 step, low risk, 5m, #x\n1 runbook with 1 step in 1 page\n',
  );
});
