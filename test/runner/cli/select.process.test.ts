// Which runbooks a run takes, and that a selection which takes none is never green.
import { readFile, writeFile } from 'node:fs/promises';
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
        'runbook    c.md  Rotate the keys  1 step, low risk, 10m, #net\n1 runbook with 1 step in 1 page\n',
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

describe('parameters', () => {
  const needs = page(
    `${step('say', 'printf "%s\\n" "$NODE"').replace('...', '<$NODE>')}`,
    '  parameters:\n    NODE:\n      description: The node to drain.\n      example: node-1\n      label: instance\n',
  );
  const files = { 'a.md': needs, 'b.md': tagged('x'), ...config };
  const alert = (...labels: readonly object[]): string =>
    JSON.stringify({
      version: '4',
      alerts: labels.map((each) => ({ status: 'firing', labels: each })),
    });

  test.each([
    [['--param', 'NODE=$(touch gone); "x" -y=z'], {}],
    [['--alert', 'alert.json'], { 'alert.json': '{"instance": "node-2"}' }],
    [['--alert', 'alert.json'], { 'alert.json': '{"labels": {"instance": "node-2"}}' }],
    [
      ['--alert', 'alert.json'],
      { 'alert.json': alert({ instance: 'a', x: '1' }, { instance: 'a' }) },
    ],
    [
      ['--alert', 'alert.json'],
      {
        'alert.json': JSON.stringify({
          alerts: [
            { status: 'resolved', labels: { instance: 'gone' } },
            { status: 'firing', labels: { instance: 'here' } },
          ],
        }),
      },
    ],
  ])('are given by %j with %j', async (args, more) => {
    const folder = await scratchFolder({ ...files, ...more });
    const { exitCode, stdout, stderr } = await runCli(folder, ['run', '.', ...args]);
    expect(stderr).toBe('');
    expect(exitCode, stdout).toBe(0);
    expect(readIfThere(join(folder, 'gone'))).toBeUndefined();
  });

  test.each([
    [
      [],
      'Unexpected absence of a value for `NODE`, expected one: `a.md` needs it\nhint: `--param NODE=node-1`, or `--alert FILE` with the label `instance` gives it; `NODE`: The node to drain.',
    ],
    [
      ['--param', 'NODE=1', '--param', 'NOED=2'],
      'Unexpected `--param NOED=…`, expected a parameter of one of the pages\nhint: there is `NODE`',
    ],
    [
      ['--param', 'NODE'],
      "option '--param <name=value>' argument 'NODE' is invalid. Expected `NAME=VALUE`.\nhint: `runbook run --help` shows what it understands",
    ],
    [
      ['--param', 'NODE=1', '--param', 'NODE=2'],
      "option '--param <name=value>' argument 'NODE=2' is invalid. Expected one value for `NODE`, got two.\nhint: `runbook run --help` shows what it understands",
    ],
    [
      ['--alert', 'none.json'],
      'Unexpected path `none.json` of `--alert`, expected a JSON file (ENOENT)',
    ],
    [
      ['--alert', 'two.json'],
      'Unexpected absence of a value for `NODE`, expected one: `a.md` needs it\nhint: `--param NODE=node-1`, or `--alert FILE` with the label `instance` gives it; `NODE`: The node to drain.',
    ],
    [
      ['--alert', 'number.json'],
      'Unexpected content of `number.json`, expected a string as the value of label `instance`\nhint: `--alert` reads what Alertmanager sends to a webhook, or an object of labels',
    ],
    [
      ['--alert', 'quiet.json'],
      'Unexpected content of `quiet.json`, expected at least one alert that fires\nhint: `--alert` reads what Alertmanager sends to a webhook, or an object of labels',
    ],
  ])('%j is refused before anything runs', async (args, message) => {
    const folder = await scratchFolder({
      ...files,
      'two.json': alert({ instance: 'a' }, { instance: 'b' }),
      'number.json': '{"instance": 3}',
      'quiet.json': '{"alerts": []}',
    });
    expect(await runCli(folder, ['run', '.', ...args])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `error: ${message}\n`,
    });
  });

  test('of pages that do not run are nobody’s business', async () => {
    const folder = await scratchFolder(files);
    expect((await runCli(folder, ['run', '.', '--tag', 'x'])).exitCode).toBe(0);
  });
});

describe('retries and bail', () => {
  const flaky = `echo run >> runs; [ $(wc -l < runs) -ge 2 ]`;

  test('what passes only in a retry is shown as flaky, and fails who asks for it', async () => {
    const folder = await scratchFolder({ 'a.md': tagged('x', step('look', flaky)), ...config });
    const args = ['run', 'a.md', '--retry', '2'];
    const { exitCode, stdout } = await runCli(folder, args);
    expect(stdout).toMatch(/flaky/);
    expect(stdout).toMatch(/Step `look` \(a\.md:11\): Unexpected exit code `1`, expected `0`/);
    expect(exitCode).toBe(0);
    const again = await scratchFolder({ 'a.md': tagged('x', step('look', flaky)), ...config });
    const strict = await runCli(again, [...args, '--fail-on-flaky']);
    expect(strict.stderr).toBe(
      'Unexpected a flaky runbook, expected each to pass at once (`--fail-on-flaky`)\n',
    );
    expect(strict.exitCode).toBe(1);
    const report = JSON.parse(await readFile(join(again, '.runbook/last-run.json'), 'utf8'));
    expect(report).toMatchObject({
      totals: { flaky: 1 },
      runbooks: [{ flaky: [{ outcome: 'fail' }] }],
    });
  });

  test('--bail leaves out the others with the reason', async () => {
    const folder = await scratchFolder({
      'a.md': tagged('x', step('look', 'false')),
      'b.md': tagged('x', step('look', 'touch ran')),
      ...config,
    });
    const { exitCode, stdout } = await runCli(folder, ['run', '.', '--bail']);
    expect(stdout).toContain('`a.md` did not pass, and the run stops there (`--bail`)');
    expect(exitCode).toBe(1);
    expect(readIfThere(join(folder, 'ran'))).toBeUndefined();
  });

  test.each([
    ['--jobs', '0', 'Expected a whole number from 1.'],
    ['--jobs', '1.5', 'Expected a whole number from 1.'],
    ['--retry', '-1', 'Expected a whole number from 0.'],
  ])('%s %s is refused', async (option, value, message) => {
    const { exitCode, stderr } = await runCli('/', ['run', 'x', `${option}=${value}`]);
    expect(stderr).toBe(
      `error: option '${option} <n>' argument '${value}' is invalid. ${message}\nhint: \`runbook run --help\` shows what it understands\n`,
    );
    expect(exitCode).toBe(2);
  });

  test.each(['0/2', '3/2', '1', '1/0', 'a/b', '1/2/3'])('--shard %s is refused', async (value) => {
    const { exitCode, stderr } = await runCli('/', ['run', 'x', '--shard', value]);
    expect(stderr).toBe(
      `error: option '--shard <i/n>' argument '${value}' is invalid. Expected a part and the number of parts, such as \`1/3\`.\nhint: \`runbook run --help\` shows what it understands\n`,
    );
    expect(exitCode).toBe(2);
  });
});

test('--no-color wins over FORCE_COLOR', async () => {
  const folder = await scratchFolder({ 'a.md': tagged('x'), ...config });
  const { stdout } = await runCli(folder, ['list', '.', '--no-color'], { FORCE_COLOR: '1' });
  expect(stdout).toBe(
    'runbook    a.md  Rotate the keys  1 step, low risk, 10m, #x\n1 runbook with 1 step in 1 page\n',
  );
});
