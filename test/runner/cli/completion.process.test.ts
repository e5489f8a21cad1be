// Completion, asked as the scripts ask, and at the Tab key of a real bash and a real zsh.
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../../support/scratch.ts';
import { openTerminal, type Terminal } from '../../support/terminal.ts';
import { cliEnvironment, main, node, page, runCli } from './run-cli.ts';

const body =
  '## Steps\n\n```bash name=look\ndate\n```\n\n```bash name=mend\ndate\n```\n\n## Teardown\n\n```bash name=clean\ndate\n```\n';
const files = {
  'docs/disk full.md': page(body),
  'docs/disk-slow.md': page(body),
  'docs/notes.txt': 'no page',
  'docs/deep/other.md': page(body),
  'docs/.hidden.md': page(body),
  'part-1.json': '{}',
  'runbook.config.mjs':
    "export const config = { template: [], targets: { staging: { shell: 'ssh ops@staging' } } };\n",
};

describe('the words at the cursor', () => {
  const cases: readonly (readonly [words: readonly string[], lines: string])[] = [
    [['ch'], 'words\n check\tsay what is wrong with the pages, and run nothing\n'],
    [['completion', ''], 'words\n bash\t\n zsh\t\n'],
    [['run', '--bai'], 'words\n --bail\tbegin no further runbook once one did not pass\n'],
    [['run', '--no-c'], 'words\n --no-color\tprint no colours, as with NO_COLOR=1\n'],
    [['run', 'do'], 'files\n+docs/\t\n'],
    [['run', 'docs/disk'], 'files\n docs/disk full.md\t\n docs/disk-slow.md\t\n'],
    [
      ['run', '--json', 'docs/'],
      'files\n+docs/deep/\t\n docs/disk full.md\t\n docs/disk-slow.md\t\n',
    ],
    [['run', 'docs/disk-slow.md', './docs/de'], 'files\n+./docs/deep/\t\n'],
    [['run', 'docs/.h'], 'files\n docs/.hidden.md\t\n'],
    [['plan', 'docs/deep/other.md', ''], 'words\n'],
    [['init', ''], 'files\n+docs/\t\n'],
    [['merge', ''], 'files\n+docs/\t\n part-1.json\t\n'],
    [['run', '--report', 'pa'], 'files\n part-1.json\t\n'],
    [['run', '--config', 'ru'], 'files\n runbook.config.mjs\t\n'],
    [['run', '--reporter', 'ju'], 'words\n junit\t\n'],
    [['run', '--reporter', 'junit:pa'], 'files\n junit:part-1.json\t\n'],
    [['run', '--allow=d'], 'words\n --allow=destructive\t\n'],
    [['run', '--target', ''], 'words\n local\ton the fixtures\n staging\tssh ops@staging\n'],
    [['run', '--confirm', ''], 'words\n staging\tssh ops@staging\n'],
    [['run', 'docs/deep/other.md', '--step', ''], 'words\n look\tSteps\n mend\tSteps\n'],
    [['run', '--step=me'], 'words\n --step=mend\tSteps\n'],
    [['run', 'docs', '--branch', ''], 'words\n none\tonly the main paths\n'],
    [['run', '--jobs', ''], 'words\n'],
    [['run', '--', '--re'], 'files\n'],
    [['run', 'gone/'], 'words\n'],
    [['run', 'gone.md', '--step', ''], 'words\n'],
    [['unheard-of', ''], 'words\n'],
  ];

  test.each(cases)('%j', async (words, lines) => {
    const folder = await scratchFolder(files);
    expect(await runCli(folder, ['complete', '--', ...words])).toEqual({
      exitCode: 0,
      stdout: lines,
      stderr: '',
    });
  });

  test('name every command that the help names', async () => {
    const [words, help] = [
      await runCli('/', ['complete', '--', '']),
      await runCli('/', ['--help']),
    ];
    const named = [...help.stdout.matchAll(/^ {2}([a-z]+) (?:\[options\] )?[<[]/gm)].map(
      (match) => match[1],
    );
    const completed = words.stdout.split('\n').map((line) => line.slice(1).split('\t')[0]);
    expect(named.length).toBeGreaterThan(4);
    expect(completed.slice(1, -1)).toEqual(named);
  });

  test('`completion fish` is refused', async () => {
    expect(await runCli('/', ['completion', 'fish'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        "error: command-argument value 'fish' is invalid for argument 'shell'. Allowed choices are bash, zsh.\nhint: `runbook completion --help` shows what it understands\n",
    });
  });
});

/** What stands on the line after the keys, as the shell then runs it: `printf` instead of `runbook` shows its words. */
const typedLines: readonly (readonly [keys: string, words: readonly string[]])[] = [
  ['runbook che\t', ['check']],
  ['runbook run --fail-o\t', ['run', '--fail-on-flaky']],
  ['runbook run do\tdisk-\t', ['run', 'docs/disk-slow.md']],
  ['runbook run docs/disk\\ f\t', ['run', 'docs/disk full.md']],
  ['runbook run docs/de\to\t', ['run', 'docs/deep/other.md']],
  ['runbook run --target st\t', ['run', '--target', 'staging']],
  ['runbook run --target=st\t', ['run', '--target=staging']],
  ['runbook run --reporter junit:pa\t', ['run', '--reporter', 'junit:part-1.json']],
  ['runbook run docs/deep/other.md --step me\t', ['run', 'docs/deep/other.md', '--step', 'mend']],
  ['runbook merge p\t', ['merge', 'part-1.json']],
];

const shells = {
  bash: {
    argv: ['bash', '--norc', '--noprofile', '-i'],
    init: 'PS1="ready> "; eval "$(runbook completion bash)"',
  },
  zsh: {
    argv: ['zsh', '-f', '-i'],
    init: 'PS1="ready> "; unsetopt zle_bracketed_paste; autoload -Uz compinit; compinit -u -D; eval "$(runbook completion zsh)"',
  },
} as const;

async function startShell(shell: keyof typeof shells): Promise<Terminal> {
  const folder = await scratchFolder({
    ...files,
    'bin/runbook': `#!/bin/sh\nexec ${node} ${main} "$@"\n`,
  });
  await chmod(join(folder, 'bin/runbook'), 0o755);
  const terminal = openTerminal(shells[shell].argv, {
    cwd: folder,
    env: { ...cliEnvironment, PATH: `${join(folder, 'bin')}:${cliEnvironment['PATH']}` },
  });
  terminal.type(`${shells[shell].init}; echo is-"set-up"\r`);
  await terminal.waitFor('is-set-up');
  await terminal.waitFor('ready> ');
  return terminal;
}

describe.each(['bash', 'zsh'] as const)('at the Tab key of %s', (shell) => {
  test.each(typedLines)('%j', async (keys, words) => {
    const terminal = await startShell(shell);
    // From here on the line is shown instead of run.
    terminal.type('print_words() { printf "[%s]" "$@"; echo; }\r');
    await terminal.waitFor('ready> ');
    terminal.type(keys);
    terminal.type('\u0001print_words \r');
    await terminal.waitFor(`[runbook]${words.map((word) => `[${word}]`).join('')}\n`);
  });
});
