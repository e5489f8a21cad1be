// Wrong usage, help, version, colours, signals: what the command line does before and around the work.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../../support/scratch.ts';
import { noTemplate, page, readIfThere, runCli, startCli } from './run-cli.ts';

describe('help and version', () => {
  test.each(['run', 'check', 'list', 'plan'])(
    '`%s --help` shows its options and examples',
    async (name) => {
      const { exitCode, stdout, stderr } = await runCli('/', [name, '--help']);
      expect(stdout).toContain(`Usage: runbook ${name} [options] <`);
      expect(stdout).toContain(`\nExamples:\n  runbook ${name} `);
      expect(stdout).toContain('--json');
      expect(stderr).toBe('');
      expect(exitCode).toBe(0);
    },
  );

  test('`--help` names every command and every exit code', async () => {
    const { stdout } = await runCli('/', ['--help']);
    for (const word of ['run', 'check', 'list', 'plan'])
      expect(stdout).toMatch(new RegExp(`^  ${word} `, 'm'));
    for (const code of [0, 1, 2, 3, 70, 130])
      expect(stdout).toMatch(new RegExp(`^  ${code} {2,}`, 'm'));
  });

  test.each([
    [['--version'], []],
    [['--help'], ['commander']],
    [['run', '--help'], ['commander']],
  ])('%j loads no package but %j', async (args, allowed) => {
    const folder = await scratchFolder();
    const { exitCode } = await runCli(folder, args, { NODE_V8_COVERAGE: folder });
    expect(exitCode).toBe(0);
    const [file = ''] = await readdir(folder);
    const { result } = JSON.parse(await readFile(join(folder, file), 'utf8')) as {
      result: { url: string }[];
    };
    const packages = result
      .map(({ url }) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1])
      .filter((name) => name !== undefined);
    expect([...new Set(packages)]).toEqual(allowed);
  });
});

describe('wrong usage', () => {
  test.each([
    [
      ['rnu', 'x'],
      "error: unknown command 'rnu'\n(Did you mean run?)\nhint: `runbook --help` shows what it understands\n",
    ],
    [
      ['run'],
      'error: Unexpected absence of a path, expected files, folders or patterns; `.` is the working directory\nhint: `runbook run --help` shows what it understands\n',
    ],
    [
      ['run', 'x', '--repoter', 'json'],
      "error: unknown option '--repoter'\n(Did you mean --reporter?)\nhint: `runbook run --help` shows what it understands\n",
    ],
    [
      ['run', 'x', '--reporter', 'xml'],
      'error: Unexpected reporter `xml`, expected `pretty`, `json`, `junit`, `github`, `tap`, `markdown`\nhint: a file follows a colon, such as `--reporter junit:report.xml`\n',
    ],
    [
      ['run', 'x', '--reporter', 'junit:'],
      'error: Unexpected end of `--reporter junit:`, expected a file after the colon\n',
    ],
    [
      ['run', 'x', '--json', '--reporter', 'pretty'],
      'error: Unexpected reporters `pretty` and `json` on standard output, expected one\nhint: give the others a file, such as `--reporter junit:report.xml`\n',
    ],
    [
      ['run', 'x', '--report', 'a.json', '--reporter', 'json:./a.json'],
      'error: Unexpected second report in `a.json`, expected a file for each\n',
    ],
    [
      ['check', 'none'],
      'error: Unexpected path `none`, expected a Markdown file, a folder or a pattern\nhint: there is nothing at `/none`\n',
    ],
    [
      ['plan', '/dev/null/x'],
      'error: Unexpected path `/dev/null/x`, expected a Markdown file, a folder or a pattern\nhint: there is nothing at `/dev/null/x`\n',
    ],
  ])('%j is one line and a hint', async (args, stderr) => {
    expect(await runCli('/', args)).toEqual({ exitCode: 2, stdout: '', stderr });
  });

  test('without a command shows the help and ends with 2', async () => {
    const { exitCode, stdout, stderr } = await runCli('/', []);
    expect(stdout).toBe('');
    expect(stderr).toContain('Usage: runbook [options] [command]');
    expect(exitCode).toBe(2);
  });
});

describe('colour', () => {
  test('comes only to a terminal, unless FORCE_COLOR says so; NO_COLOR wins', async () => {
    const folder = await scratchFolder({
      'a.md': page('```bash\ndate\n```\n'),
      'runbook.config.ts': noTemplate,
    });
    const sequence = '\u001b[';
    const plain = await runCli(folder, ['check', '.']);
    expect(plain.stdout.includes(sequence)).toBe(false);
    const forced = await runCli(folder, ['check', '.'], { FORCE_COLOR: '1' });
    expect(forced.stdout.includes(sequence)).toBe(true);
    const both = await runCli(folder, ['check', '.'], { FORCE_COLOR: '1', NO_COLOR: '1' });
    expect(both.stdout).toBe(plain.stdout);
  });
});

describe('Ctrl-C', () => {
  const patience = { timeout: 30_000, interval: 20 };
  const pages = (teardown: string) => ({
    'a.md': page(
      `## Steps\n\n\`\`\`bash\necho $$ > started; sleep 600\n\`\`\`\n\n## Teardown\n\n\`\`\`bash\n${teardown}\n\`\`\`\n`,
    ),
    'runbook.config.ts': noTemplate,
  });

  test('ends the step, runs Teardown, and ends with 130', async () => {
    const folder = await scratchFolder(pages('echo done > torn-down'));
    const running = startCli(folder, ['run', 'a.md', '--json']);
    await expect.poll(() => readIfThere(join(folder, 'started')), patience).toMatch(/\d+\n/);
    running.kill('SIGINT');
    const { exitCode, stdout } = await running;
    expect(readIfThere(join(folder, 'torn-down'))).toBe('done\n');
    expect(exitCode).toBe(130);
    expect(JSON.parse(String(stdout))).toMatchObject({
      runbooks: [{ steps: [{ id: 'step-1' }, { id: 'step-2', outcome: 'pass' }] }],
    });
  });

  test('a second time ends Teardown at once and leaves no process behind', async () => {
    const folder = await scratchFolder(pages('echo $$ > tearing; sleep 600'));
    const running = startCli(folder, ['run', 'a.md'], { env: { TMPDIR: folder } });
    await expect.poll(() => readIfThere(join(folder, 'started')), patience).toMatch(/\d+\n/);
    running.kill('SIGINT');
    await expect.poll(() => readIfThere(join(folder, 'tearing')), patience).toMatch(/\d+\n/);
    running.kill('SIGINT');
    expect((await running).exitCode).toBe(130);
    for (const name of ['started', 'tearing']) {
      const pid = Number(readIfThere(join(folder, name)));
      await expect.poll(() => isAlive(pid), patience).toBe(false);
    }
    const left = await readdir(folder);
    expect(left.filter((name) => name.startsWith('runbook-'))).toEqual([]);
  });
});

describe('a reader that goes away', () => {
  test('ends the output without a stack', async () => {
    const body = Array.from(
      { length: 3000 },
      (_, n) => `\`\`\`bash name=step-number-${n}\ndate\n\`\`\`\n\n`,
    ).join('');
    const folder = await scratchFolder({ 'a.md': page(body), 'runbook.config.ts': noTemplate });
    const running = startCli(folder, ['check', 'a.md'], { buffer: false });
    running.stdout?.once('data', () => running.stdout?.destroy());
    let stderr = '';
    running.stderr?.on('data', (chunk) => {
      stderr += String(chunk);
    });
    await running;
    expect(stderr).toBe('');
  });
});

/** A process that is dead but not yet collected by its parent counts as gone. */
function isAlive(pid: number): boolean {
  const stat = readIfThere(`/proc/${pid}/stat`);
  return stat !== undefined && !/\) Z /.test(stat);
}
