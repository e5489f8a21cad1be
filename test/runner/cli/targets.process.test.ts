// Named targets: what their policy refuses, and the confirmation that somebody types.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../../support/scratch.ts';
import { openTerminal } from '../../support/terminal.ts';
import { cliEnvironment, main, node, page, readIfThere, runCli } from './run-cli.ts';

const none = '```text expect\n```\n\n';
const step = (attributes: string, code: string): string =>
  `\`\`\`bash ${attributes}\n${code}\n\`\`\`\n\n${none}`;
const body = [
  '## Steps\n\n',
  step('name=look', 'touch looked'),
  step('name=drain risk=mutating', 'touch drained'),
  step('name=wipe risk=destructive', 'touch wiped'),
  step('name=burn risk=destructive skip="never in a test"', 'touch burnt'),
  step('name=verify', '! ls burnt 2>/dev/null'),
].join('');
const config = `export const config = {
  template: [],
  targets: {
    production: { policy: 'production' },
    staging: { policy: { mutating: 'confirm' } },
    open: {},
    odd: { shell: 'ssh $HOST' },
  },
};
`;
const files = {
  'a.md': page(body),
  'read-only.md': page(step('name=look', 'touch looked')),
  'runbook.config.mjs': config,
};
const traces = (folder: string): readonly string[] =>
  ['looked', 'drained', 'wiped', 'burnt'].filter(
    (name) => readIfThere(join(folder, name)) !== undefined,
  );

describe('a policy', () => {
  test('refuses the steps of a class, each with its line, and names the flag', async () => {
    const folder = await scratchFolder(files);
    expect(await runCli(folder, ['run', 'a.md', '--target', 'production'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `error: Unexpected 1 destructive step for target \`production\`, whose policy refuses it; nothing was run
  a.md:26  wipe  destructive
hint: \`--allow destructive\` and a confirmation let it run
`,
    });
    expect(traces(folder)).toEqual([]);
  });

  test.each([
    [
      ['--target', 'staging'],
      'expected `--confirm staging`: 1 step of this run changes target `staging`; nothing was run\n  a.md:19  drain  mutating',
    ],
    [
      ['--target', 'production', '--allow', 'destructive'],
      'expected `--confirm production`: 2 steps of this run change target `production`; nothing was run\n  a.md:19  drain  mutating\n  a.md:26  wipe  destructive',
    ],
  ])('with %j asks for a confirmation, and never hangs without a terminal', async (args, text) => {
    const folder = await scratchFolder(files);
    expect(await runCli(folder, ['run', 'a.md', ...args])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `error: Unexpected absence of a confirmation, ${text}\nhint: only on a terminal is there a prompt for it\n`,
    });
    expect(traces(folder)).toEqual([]);
  });

  test.each([
    [
      ['a.md', '--target', 'open'],
      ['looked', 'drained', 'wiped'],
    ],
    [
      ['a.md', '--target', 'staging', '--confirm', 'staging'],
      ['looked', 'drained', 'wiped'],
    ],
    [
      ['a.md', '--target', 'production', '--confirm', 'production', '--allow', 'destructive'],
      ['looked', 'drained', 'wiped'],
    ],
    [
      ['a.md', '--target', 'local'],
      ['looked', 'drained', 'wiped'],
    ],
    [['read-only.md', '--target', 'production'], ['looked']],
    [['a.md', '--target', 'production', '--step', 'look'], ['looked']],
  ])('lets %j run', async (args, left) => {
    const folder = await scratchFolder(files);
    const { exitCode, stderr, stdout } = await runCli(folder, ['run', ...args, '--json']);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(traces(folder)).toEqual(left);
    const target = args[2];
    if (target !== 'local') expect(JSON.parse(stdout)).toMatchObject({ target });
  });

  test.each([
    [
      ['--target', 'prodction'],
      'Unexpected target `prodction`, expected `production`\nhint: other targets are named under `targets` in the config',
    ],
    [
      ['--target', 'moon'],
      'Unexpected target `moon`, expected `local` or `production` or `staging` or `open` or `odd`\nhint: other targets are named under `targets` in the config',
    ],
    [
      ['--target', 'constructor'],
      'Unexpected target `constructor`, expected `local` or `production` or `staging` or `open` or `odd`\nhint: other targets are named under `targets` in the config',
    ],
    [
      ['--target', 'odd'],
      'Unexpected `$` in the command prefix, expected plain words and quotes, in `targets.odd.shell` of the config\nhint: put what needs a shell into a script, and name the script',
    ],
    [
      ['--target', 'production', '--confirm', 'staging'],
      'Unexpected `--confirm staging`, expected the name of the target, `production`',
    ],
    [
      ['--allow', 'destructive'],
      'Unexpected `--allow destructive` without `--target`, expected the target whose policy asks for it',
    ],
    [
      ['--confirm', 'local', '--target', 'local'],
      'Unexpected `--confirm local` without `--target`, expected the target whose policy asks for it',
    ],
    [
      ['--target', 'open', '--allow', 'everything'],
      "option '--allow <class>' argument 'everything' is invalid. Allowed choices are mutating, destructive.\nhint: `runbook run --help` shows what it understands",
    ],
  ])('%j is refused', async (args, message) => {
    const folder = await scratchFolder(files);
    expect(await runCli(folder, ['run', 'a.md', ...args])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `error: ${message}\n`,
    });
    expect(traces(folder)).toEqual([]);
  });
});

describe('a target', () => {
  const reads = (code: string, expected: string): string =>
    page(
      `\`\`\`bash name=read\n${code}\n\`\`\`\n\n\`\`\`text expect\n${expected}\n\`\`\`\n`,
      '  fixture: up\n',
    );
  const placed = `export const config = {
  template: [],
  env: { COLOUR: 'red', SIZE: 'small' },
  secrets: ['API_KEY'],
  targets: {
    there: {
      shell: "env 'PLACE=over there'",
      env: { COLOUR: 'blue', PASSPHRASE: 'open sesame' },
      secrets: ['PASSPHRASE'],
    },
  },
};
`;

  test('is entered through its command, with its variables, and brings no fixture up', async () => {
    const folder = await scratchFolder({
      'a.md': reads('echo "$PLACE, $COLOUR, $SIZE"', 'over there, blue, small'),
      '_fixtures/up.md':
        '---\ntitle: Up\nfixture:\n---\n\n## Setup\n\n```bash name=up\ntouch up\n```\n',
      'runbook.config.mjs': placed,
    });
    const { exitCode, stdout } = await runCli(folder, ['run', 'a.md', '--target', 'there']);
    expect(exitCode, stdout).toBe(0);
    expect(readIfThere(join(folder, 'up'))).toBeUndefined();
    expect((await runCli(folder, ['run', 'a.md'])).exitCode).toBe(1);
    expect(readIfThere(join(folder, 'up'))).toBe('');
  });

  test('has secrets that are masked with those of the config, in every report', async () => {
    const folder = await scratchFolder({
      'a.md': reads('echo "$API_KEY, $PASSPHRASE"', 'nothing'),
      '_fixtures/up.md':
        '---\ntitle: Up\nfixture:\n---\n\n## Setup\n\n```bash name=up\ntrue\n```\n',
      'runbook.config.mjs': placed,
    });
    const args = ['run', 'a.md', '--target', 'there', '--report', 'report.json'];
    const { exitCode, stdout, stderr } = await runCli(folder, args, { API_KEY: 'k-12345' });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('+ [secret API_KEY], [secret PASSPHRASE]\n');
    const written = ['report.json', '.runbook/last-run.json'].map((name) =>
      readIfThere(join(folder, name)),
    );
    expect(`${stdout}${stderr}${written.join('')}`).not.toMatch(/k-12345|open sesame/);
  });
});

describe('the prompt', () => {
  const prompt = `1 step of this run changes target \`staging\`:
  a.md:19  drain  mutating
Type \`staging\` to run: `;

  async function start(env: Readonly<Record<string, string>> = {}) {
    const folder = await scratchFolder(files);
    const terminal = openTerminal([node, main, 'run', 'a.md', '--target', 'staging'], {
      cwd: folder,
      env: { ...cliEnvironment, NO_COLOR: '1', ...env },
    });
    return { folder, terminal };
  }

  test('runs once the name of the target was typed', async () => {
    const { folder, terminal } = await start();
    await terminal.waitFor(prompt);
    expect(traces(folder)).toEqual([]);
    terminal.type('staging\r');
    expect(await terminal.exit).toBe(0);
    expect(traces(folder)).toEqual(['looked', 'drained', 'wiped']);
  });

  test.each([
    ['yes\r', 'yes'],
    ['\r', ''],
    ['\u0004', ''],
  ])('runs nothing after %j', async (keys, answer) => {
    const { folder, terminal } = await start();
    await terminal.waitFor(prompt);
    terminal.type(keys);
    expect(await terminal.exit).toBe(2);
    expect(terminal.shown()).toContain(
      `error: Unexpected answer \`${answer}\`, expected the name of the target, \`staging\`; nothing was run\n`,
    );
    expect(traces(folder)).toEqual([]);
  });

  test('ends with 130 at Ctrl-C', async () => {
    const { folder, terminal } = await start();
    await terminal.waitFor(prompt);
    terminal.type('\u0003');
    expect(await terminal.exit).toBe(130);
    expect(traces(folder)).toEqual([]);
  });

  test('does not come in CI, even on a terminal', async () => {
    const { folder, terminal } = await start({ CI: 'true' });
    expect(await terminal.exit).toBe(2);
    expect(terminal.shown()).toContain('expected `--confirm staging`');
    expect(terminal.shown()).not.toContain('Type `staging`');
    expect(traces(folder)).toEqual([]);
  });
});
