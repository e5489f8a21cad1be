// The npm package as a stranger gets it: packed, installed into an empty folder, run from there.
import { readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { scratchFolder } from '../../support/scratch.ts';
import { startSshServer } from '../../support/ssh-server.ts';
import { guideSteps, workflowCommands } from './guide-steps.ts';

const root = resolve(import.meta.dirname, '../../..');
const facts = 'runbook: { risk: low, duration: 1m, prerequisites: [], rollback: Nothing to undo. }';

const page = (code: string, language: string, sample: string): string =>
  [
    '---',
    'title: Elsewhere',
    facts,
    '---',
    '',
    '## Steps',
    '',
    '```bash',
    code,
    '```',
    '',
    `\`\`\`${language} expect`,
    sample,
    '```',
    '',
  ].join('\n');

let folder = '';
let cache = '';
/** Name of the packed package, in `folder`. */
let tarball = '';

/** As `npx runbook …` there; nothing of this repository is in reach. */
async function runbook(...args: readonly string[]) {
  const program = join(folder, 'node_modules/.bin/runbook');
  const { exitCode, stdout, stderr } = await execa(program, args, {
    cwd: folder,
    reject: false,
    stdin: 'ignore',
    extendEnv: false,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, XDG_CACHE_HOME: cache, NO_COLOR: '1' },
  });
  return { exitCode, stdout, stderr };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runbooks-package-'));
  cache = join(folder, 'cache');
  const build = join(folder, 'build');
  await execa(process.execPath, ['scripts/bundle-runner.ts', build], { cwd: root });
  tarball = (await execa('npm', ['pack', '--silent', build], { cwd: folder })).stdout.trim();
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  // It brings all that it needs: an installation that asked a registry for more would fail here.
  await execa('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${tarball}`], {
    cwd: folder,
  });
  await mkdir(join(folder, 'docs'));
  await writeFile(join(folder, 'docs/holds.md'), page('echo "$GREETING"', 'text', 'hello'));
  await writeFile(
    join(folder, 'runbook.config.ts'),
    [
      "import type { RunbookConfig } from 'runbook-runner';",
      "export const config: RunbookConfig = { env: { GREETING: 'hello' }, template: [] };",
      '',
    ].join('\n'),
  );
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the installed package', () => {
  test('brings no dependencies', async () => {
    expect((await readdir(join(folder, 'node_modules'))).toSorted()).toEqual([
      '.bin',
      '.package-lock.json',
      'runbook-runner',
    ]);
  });

  test('knows its version', async () => {
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect(await runbook('--version')).toEqual({ exitCode: 0, stdout: version, stderr: '' });
  });

  test('runs a page with a config in TypeScript', async () => {
    const { exitCode, stdout } = await runbook('run', 'docs/holds.md', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'pass', totals: { assertions: 2 } });
  });

  test('judges with jq', async () => {
    await writeFile(join(folder, 'docs/jq.md'), page(`echo '{"n":4}'`, 'jq', '.n < 4'));
    const { exitCode, stdout } = await runbook('run', 'docs/jq.md');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('docs/jq.md:13');
  });

  test('says what is wrong with a page', async () => {
    await writeFile(join(folder, 'docs/wrong.md'), page('true', 'text', '<wrod>'));
    const { exitCode, stdout } = await runbook('check', 'docs/wrong.md');
    expect(exitCode).toBe(2);
    expect(stdout).toContain('docs/wrong.md:13:1 error Unexpected `<wrod>`');
  });

  test('tells a wrong command line in one line, whichever file of the bundle notices', async () => {
    expect(await runbook('check', 'nowhere.md')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `error: Unexpected path \`nowhere.md\`, expected a Markdown file, a folder or a pattern\nhint: there is nothing at \`${join(folder, 'nowhere.md')}\``,
    });
  });

  test('types a config file without a library beside it', async () => {
    const tsc = join(root, 'node_modules/.bin/tsc');
    const flags = ['--noEmit', '--strict', '--module', 'nodenext'];
    await execa(tsc, [...flags, 'runbook.config.ts'], { cwd: folder });
    await writeFile(
      join(folder, 'wrong.ts'),
      "import type { RunbookConfig } from 'runbook-runner';\nexport const config: RunbookConfig = { pth: [] };\n",
    );
    const wrong = await execa(tsc, [...flags, 'wrong.ts'], { cwd: folder, reject: false });
    expect(wrong.stdout).toContain("'pth' does not exist in type 'RunbookConfig'");
  });

  test('is a library too, with types', async () => {
    await writeFile(
      join(folder, 'own.ts'),
      [
        "import { readFileSync } from 'node:fs';",
        "import { parseRunbook, planRuns, runRunbooks, type RunReport } from 'runbook-runner';",
        '',
        "const { runbook } = parseRunbook({ path: 'docs/holds.md', text: readFileSync('docs/holds.md') });",
        'const { plans } = planRuns(runbook, undefined);',
        'const never = new AbortController().signal;',
        'let report: RunReport | undefined;',
        "for await (const event of runRunbooks(plans, { env: { PATH: process.env.PATH ?? '', GREETING: 'hello' }, signal: never, environment: {} }))",
        "  if (event.kind === 'run-finished') report = event.report;",
        'console.log(report?.outcome);',
        '',
      ].join('\n'),
    );
    const { stdout } = await execa(process.execPath, ['own.ts'], { cwd: folder });
    expect(stdout).toBe('pass');
  });

  test('passes on the licences of what is in it', async () => {
    const notices = await readFile(
      join(folder, 'node_modules/runbook-runner/THIRD-PARTY-NOTICES.md'),
      'utf8',
    );
    for (const name of ['commander', 'jq-wasm', 'micromark', 'yaml', 'zod'])
      expect(notices).toMatch(new RegExp(`^## ${name} \\(\\S+\\)$`, 'm'));
  });
});

describe('what was kept of a page', () => {
  test('is used while its text is the same, and never after that', async () => {
    const file = join(folder, 'docs/kept.md');
    await writeFile(file, page('echo 1', 'text', '1'));
    expect((await runbook('run', 'docs/kept.md')).exitCode).toBe(0);
    expect((await runbook('run', 'docs/kept.md')).exitCode).toBe(0);
    await writeFile(file, page('echo 1', 'text', '2'));
    expect(await runbook('run', 'docs/kept.md')).toMatchObject({ exitCode: 1, stderr: '' });
  });

  test('does no harm when it is damaged', async () => {
    await writeFile(join(folder, 'docs/damaged.md'), page('echo 1', 'text', '1'));
    await runbook('run', 'docs/damaged.md');
    const [build = ''] = await readdir(join(cache, 'runbook'));
    const kept = join(cache, 'runbook', build);
    for (const name of await readdir(kept)) await writeFile(join(kept, name), '{"key":');
    expect((await runbook('run', 'docs/damaged.md')).exitCode).toBe(0);
  });
});

describe('the guide to another repository', () => {
  const guide = readFileSync(join(root, 'content/guides/use-it-anywhere.md'), 'utf8');
  const steps = guideSteps(guide);

  test('is true from top to bottom, in an empty folder', async () => {
    const there = await scratchFolder({
      'package.json': '{ "private": true }\n',
      'logs/app.log': '',
      'logs/app.log.1': '',
      'logs/app.log.2': '',
    });
    await copyFile(join(folder, tarball), join(there, tarball));
    const server = await startSshServer();
    onTestFinished(() => server.stop());
    // The guide has a host and a folder of its reader; here is what they are on this machine.
    const ours = (text: string): string =>
      text
        .replaceAll('ssh ops@staging', server.prefix.join(' '))
        .replaceAll('/var/log/app', join(there, 'logs'));
    const follow = (code: string) =>
      execa('bash', ['-euo', 'pipefail', '-c', code], {
        cwd: there,
        reject: false,
        stripFinalNewline: false,
        stdin: 'ignore',
        extendEnv: false,
        env: {
          PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
          HOME: there,
          NO_COLOR: '1',
          GITHUB_STEP_SUMMARY: join(there, 'summary.md'),
          npm_config_offline: 'true',
          npm_config_audit: 'false',
          npm_config_fund: 'false',
          npm_config_update_notifier: 'false',
        },
      });
    for (const step of steps) {
      if (step.kind === 'file') {
        await mkdir(dirname(join(there, step.path)), { recursive: true });
        await writeFile(join(there, step.path), ours(step.text));
        continue;
      }
      const { exitCode, stdout, stderr } = await follow(ours(step.code));
      expect([step.line, exitCode, exitCode === 0 ? '' : stderr]).toEqual([step.line, 0, '']);
      if (step.prints !== undefined) expect(stdout).toMatch(step.prints);
    }
    expect(await readdir(join(there, 'logs/archive'))).toHaveLength(2);
    const workflow = await readFile(join(there, '.github/workflows/runbooks.yml'), 'utf8');
    const commands = workflowCommands(workflow);
    expect(commands.length).toBeGreaterThanOrEqual(3);
    for (const command of commands) {
      const { exitCode, stderr } = await follow(command);
      expect([command, exitCode, stderr]).toEqual([command, 0, '']);
    }
    expect(await readFile(join(there, 'report.xml'), 'utf8')).toContain('<testsuites');
    expect(await readFile(join(there, 'summary.md'), 'utf8')).toContain('| 2 | 11 |');
  }, 120_000);

  test('names the file that packing makes, and enough to do', () => {
    expect(guide).toContain(`npm install --save-dev ./${tarball}\n`);
    expect(steps.filter(({ kind }) => kind === 'file').length).toBeGreaterThanOrEqual(4);
    expect(steps.filter(({ kind }) => kind === 'commands').length).toBeGreaterThanOrEqual(7);
  });

  test('has the exit codes of the program', () => {
    for (const code of ['`0`', '`1`', '`2`', '`3`', '`130`'])
      expect(guide).toMatch(new RegExp(`^\\| ${code} \\|`, 'm'));
  });
});
