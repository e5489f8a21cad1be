// How a run of several runbooks ends: its exit code, and what an interruption leaves behind.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runReportSchema } from '../../../runner/index.ts';
import { expectGone } from '../../support/processes.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { noTemplate, page, readIfThere, runCli, startCli } from './run-cli.ts';

const config = { 'runbook.config.mjs': noTemplate };
const step = (name: string, code: string): string =>
  `\`\`\`bash name=${name}\n${code}\n\`\`\`\n\n\`\`\`text expect\n...\n\`\`\`\n\n`;
const skipped = '```bash name=left-out skip="not here"\ndate\n```\n\n';
const kinds: Readonly<Record<string, string>> = {
  good: page(step('look', 'date')),
  partly: page(skipped + step('look', 'date')),
  wrong: page(step('look', 'false')),
  unjudged: page(step('look', 'date'), '  fixture: broken\n'),
  idle: page(skipped),
};
const broken = {
  '_fixtures/broken.md':
    '---\ntitle: Broken\nfixture:\n---\n\n## Setup\n\n```bash name=up\nexit 4\n```\n',
};

describe('the exit code', () => {
  const outcomes: readonly (readonly [kinds: string, code: number])[] = [
    ['good good', 0],
    ['good partly', 0],
    ['good wrong', 1],
    ['unjudged wrong good', 1],
    ['unjudged good', 3],
    ['good idle', 2],
  ];
  const ways = ['', '--jobs 3', '--retry 1', '--jobs 2 --retry 1 --bail'];

  test.each(outcomes.flatMap(([kinds, code]) => ways.map((way) => [kinds, way, code] as const)))(
    'of %s with `%s` is %i',
    async (named, way, code) => {
      const pages = named.split(' ').map((kind, index) => [`${index}.md`, kinds[kind] ?? '']);
      const folder = await scratchFolder({ ...Object.fromEntries(pages), ...broken, ...config });
      const args = ['run', '.', ...way.split(' ').filter((word) => word !== '')];
      expect((await runCli(folder, args)).exitCode).toBe(code);
    },
  );
});

describe('runbooks at the same time', () => {
  test('have shells and run folders of their own, and their text does not mix', async () => {
    // Neither ends before the other has begun.
    const meeting = (own: string, other: string): string =>
      page(
        step('state', `cd /tmp; WHO=${own}; touch "$OLDPWD/${own}"`) +
          step(
            'meet',
            `cd - >&2; for n in {1..2000}; do [ -e ${other} ] && break; read -t 0.01 <> <(:) || :; done; [ -e ${other} ]`,
          ) +
          step('still', `[ "$WHO" = ${own} ] && [ "$PWD" != /tmp ]`),
      );
    const folder = await scratchFolder({
      'a.md': meeting('ann', 'bob'),
      'b.md': meeting('bob', 'ann'),
      ...config,
    });
    const { exitCode, stdout } = await runCli(folder, ['run', '.', '--jobs', '2']);
    const lines = stdout.replaceAll(/\d+(\.\d+)? m?s\b/g, 'TIME').split('\n');
    const told = (file: string): readonly string[] => [
      `Rotate the keys  ${file}`,
      ...['state', 'meet', 'still'].map((name) => `  ✓ Rotate the keys › ${name}  TIME`),
    ];
    expect(lines.slice(0, 9)).toEqual([...told('a.md'), '', ...told('b.md')]);
    expect(exitCode).toBe(0);
  });
});

describe('Ctrl-C', () => {
  const sleeper = (name: string, teardown: string): string =>
    page(
      `## Steps\n\n${step('wait', `echo $$ >> ${name}-started; sleep 600`)}## Teardown\n\n${step('clean', teardown)}`,
    );
  const sleepers = (teardown: (name: string) => string) => ({
    'a.md': sleeper('a', teardown('a')),
    'b.md': sleeper('b', teardown('b')),
    'c.md': sleeper('c', teardown('c')),
    ...config,
  });
  const isThere = (folder: string, name: string) => () =>
    readIfThere(join(folder, name)) !== undefined;

  test('with --jobs tears every runbook down that runs, and begins no other', async () => {
    const folder = await scratchFolder(sleepers((name) => `touch ${name}-down`));
    const args = ['run', '.', '--jobs', '2', '--retry', '3', '--bail', '--json'];
    const running = startCli(folder, args);
    for (const name of ['a-started', 'b-started'])
      await waitUntil(isThere(folder, name), 30_000, name);
    running.kill('SIGINT');
    const { exitCode, stdout } = await running;
    expect(exitCode).toBe(130);
    const { outcome, runbooks } = runReportSchema.parse(JSON.parse(String(stdout)));
    expect(outcome).toBe('error');
    expect(runbooks.map(({ file, steps }) => [file, ...steps.map((each) => each.outcome)])).toEqual(
      [
        ['a.md', 'error', 'pass'],
        ['b.md', 'error', 'pass'],
        ['c.md', 'skip', 'skip'],
      ],
    );
    const names = ['a-down', 'b-down', 'c-down', 'c-started'];
    expect(names.map((name) => isThere(folder, name)())).toEqual([true, true, false, false]);
    // Interrupted is no reason for a retry.
    expect(readIfThere(join(folder, 'a-started'))?.trim().split('\n')).toHaveLength(1);
    // What was not run did not pass: `--failed` takes it up again.
    expect(JSON.parse(readIfThere(join(folder, '.runbook/last-run.json')) ?? '')).toMatchObject({
      runbooks: [{ outcome: 'error' }, { outcome: 'error' }, { outcome: 'error' }],
    });
  });

  test('a second time with --jobs ends at once and leaves no process and no folder', async () => {
    const folder = await scratchFolder(
      sleepers((name) => `echo $$ > ${name}-tearing; trap "" TERM; sleep 600`),
    );
    const running = startCli(folder, ['run', '.', '--jobs', '2'], { env: { TMPDIR: folder } });
    for (const name of ['a-started', 'b-started'])
      await waitUntil(isThere(folder, name), 30_000, name);
    running.kill('SIGINT');
    for (const name of ['a-tearing', 'b-tearing'])
      await waitUntil(isThere(folder, name), 30_000, name);
    running.kill('SIGINT');
    expect((await running).exitCode).toBe(130);
    for (const name of ['a-started', 'b-started', 'a-tearing', 'b-tearing'])
      await expectGone(Number(readIfThere(join(folder, name))));
    expect((await readdir(folder)).filter((name) => name.startsWith('runbook-'))).toEqual([]);
  });
});
