// `runbook watch` as an author uses it: a process that stays, files that are saved below it.
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { scratchFolder } from '../../support/scratch.ts';
import { openTerminal } from '../../support/terminal.ts';
import { waitUntil } from '../../support/wait-until.ts';
import {
  cliEnvironment,
  main,
  node,
  noTemplate,
  page,
  readIfThere,
  runCli,
  startCli,
} from './run-cli.ts';

const patienceMs = 20_000;

/** Says its own `name`, and leaves a line in `runs` each time it runs. */
const says = (name: string, more = '', facts = ''): string =>
  page(
    `## Steps\n\n\`\`\`bash risk=mutating\necho ${name} >> runs\n\`\`\`\n\n\`\`\`text expect\n\`\`\`\n\n${more}\`\`\`bash\necho ${name}\n\`\`\`\n\n\`\`\`text expect\n${name}\n\`\`\`\n`,
    facts,
  );

const fixture = (word: string): string =>
  `---\ntitle: Word\nfixture: {}\n---\n\n## Setup\n\n\`\`\`bash\necho ${word}\n\`\`\`\n\n\`\`\`text expect\n<WORD>\n\`\`\`\n`;

async function startWatch(folder: string, args: readonly string[] = ['docs']) {
  const watch = startCli(folder, ['watch', ...args]);
  onTestFinished(async () => {
    watch.kill('SIGINT');
    await watch;
  });
  let [output, errors, seen] = ['', '', 0];
  watch.stdout?.on('data', (text) => {
    output += text;
  });
  watch.stderr?.on('data', (text) => {
    errors += text;
  });
  return {
    process: watch,
    output: () => output,
    errors: () => errors,
    /** Everything up to the next state line. */
    async round(): Promise<string> {
      const end = (): number => output.indexOf('; Ctrl-C ends\n', seen);
      await waitUntil(() => end() >= 0, patienceMs, `the end of a round in:\n${output}\n${errors}`);
      const text = output.slice(seen, end());
      seen = end() + 1;
      return text;
    },
    /** How often each page ran so far. */
    runs: () => (readIfThere(join(folder, 'runs')) ?? '').trim().split('\n').toSorted().join(' '),
  };
}

/** As many editors save: a new file takes the place of the old one. */
async function saveByRename(path: string, text: string): Promise<void> {
  await rename(path, `${path}~`);
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
  await rm(`${path}~`);
}

describe('runbook watch', () => {
  test('runs all, then each page that is saved, by writing or by rename', async () => {
    const folder = await scratchFolder({
      'docs/a.md': says('a'),
      'docs/deep/b.md': says('b'),
      'docs/notes.md': '# Not a runbook\n',
      'runbook.config.mjs': noTemplate,
    });
    const watch = await startWatch(folder);
    expect(await watch.round()).toContain('watching 2 runbooks: 2 passed');
    await writeFile(join(folder, 'docs/a.md'), says('a'));
    expect(await watch.round()).toContain('↻ docs/a.md changed');
    expect(watch.runs()).toBe('a a b');
    await saveByRename(join(folder, 'docs/deep/b.md'), says('b').replace('\nb\n', '\nc\n'));
    const failed = await watch.round();
    expect(failed).toMatch(/↻ docs\/deep\/b\.md (changed|added)/);
    expect(failed).toContain('Unexpected line `b`, expected `c`');
    expect(failed).toContain('watching 2 runbooks: 1 failed, 1 passed');
    expect(watch.runs()).toBe('a a b b');
    await saveByRename(join(folder, 'docs/deep/b.md'), says('b'));
    expect(await watch.round()).toContain('watching 2 runbooks: 2 passed');
    await writeFile(join(folder, 'docs/notes.md'), '# Still not a runbook\n');
    expect(await watch.round()).toContain('↻ docs/notes.md changed');
    expect(watch.runs()).toBe('a a b b b');
  });

  test('notices pages that come and go, in new folders too', async () => {
    const folder = await scratchFolder({
      'docs/a.md': says('a'),
      'runbook.config.mjs': noTemplate,
    });
    const watch = await startWatch(folder);
    await watch.round();
    await mkdir(join(folder, 'docs/new/deeper'), { recursive: true });
    await writeFile(join(folder, 'docs/new/deeper/c.md'), says('c'));
    expect(await watch.round()).toContain('↻ docs/new/deeper/c.md added');
    await writeFile(join(folder, 'docs/new/deeper/c.md'), says('d'));
    expect(await watch.round()).toContain('watching 2 runbooks: 2 passed');
    expect(watch.runs()).toBe('a c d');
    await rm(join(folder, 'docs/new'), { recursive: true });
    const gone = await watch.round();
    expect(gone).toContain('↻ docs/new/deeper/c.md removed');
    expect(gone).toContain('watching 1 runbook: 1 passed');
    expect(watch.runs()).toBe('a c d');
  });

  test('a fixture concerns the pages that name it, one that appears included', async () => {
    const uses = (name: string, fixtureName: string): string =>
      says(name, '', `  fixture: ${fixtureName}\n`);
    const folder = await scratchFolder({
      'docs/a.md': uses('a', 'word'),
      'docs/b.md': says('b'),
      'docs/c.md': uses('c', 'later'),
      '_fixtures/word.md': fixture('one'),
      'runbook.config.mjs': noTemplate,
    });
    const watch = await startWatch(folder);
    const first = await watch.round();
    expect(first).toContain('plan/unknown-fixture');
    expect(first).toContain('watching 3 runbooks: 1 with errors in the page, 2 passed');
    await writeFile(join(folder, '_fixtures/word.md'), fixture('two'));
    expect(await watch.round()).toContain('↻ _fixtures/word.md changed');
    expect(watch.runs()).toBe('a a b');
    await mkdir(join(folder, 'docs/_fixtures'));
    await writeFile(join(folder, 'docs/_fixtures/later.md'), fixture('late'));
    const found = await watch.round();
    expect(found).toContain('↻ docs/_fixtures/later.md added');
    expect(found).toContain('watching 3 runbooks: 3 passed');
    expect(watch.runs()).toBe('a a b c');
  });

  test('a config concerns all, and takes effect', async () => {
    const config = (word: string): string =>
      `export const config = { template: [], env: { WORD: '${word}' } };\n`;
    const folder = await scratchFolder({
      'docs/a.md': page('## Steps\n\n```bash\necho "$WORD"\n```\n\n```text expect\nright\n```\n'),
      'runbook.config.mjs': config('wrong'),
    });
    const watch = await startWatch(folder);
    expect(await watch.round()).toContain('1 failed');
    await writeFile(join(folder, 'runbook.config.mjs'), 'export const config = {');
    await watch.round();
    expect(watch.errors()).toContain('Unexpected error while loading `runbook.config.mjs`');
    await writeFile(join(folder, 'runbook.config.mjs'), config('right'));
    expect(await watch.round()).toContain('1 passed');
  });

  test('shows what is wrong with a page, runs the others, and goes on', async () => {
    const folder = await scratchFolder({
      'docs/a.md': says('a').replace('risk=', 'rsk='),
      'docs/b.md': says('b'),
      'runbook.config.mjs': noTemplate,
    });
    const watch = await startWatch(folder);
    const first = await watch.round();
    expect(first).toContain('Unexpected attribute `rsk`, expected `risk`');
    expect(first).toContain('1 error in 1 file, not run: docs/a.md');
    expect(watch.runs()).toBe('b');
    await saveByRename(join(folder, 'docs/a.md'), says('a'));
    expect(await watch.round()).toContain('watching 2 runbooks: 2 passed');
    expect(watch.runs()).toBe('a b');
  });

  test('changes during a run are one more run', async () => {
    const wait = '```bash within=20s every=50ms\ntest -e go\n```\n\n';
    const folder = await scratchFolder({
      'docs/a.md': says('a', wait),
      'runbook.config.mjs': noTemplate,
    });
    const watch = await startWatch(folder);
    await waitUntil(() => watch.runs() === 'a', patienceMs, 'the first run');
    for (const _ of [1, 2, 3]) await saveByRename(join(folder, 'docs/a.md'), says('a', wait));
    expect(watch.runs()).toBe('a');
    await writeFile(join(folder, 'go'), '');
    await watch.round();
    expect(await watch.round()).toContain('↻ docs/a.md');
    // What is saved now is the next round: nothing stood in line before it.
    await writeFile(join(folder, 'docs/a.md'), says('b'));
    expect(await watch.round()).toContain('1 passed');
    expect(watch.runs()).toBe('a a b');
  });

  test('Ctrl-C during a run tears down and ends with 130', async () => {
    const folder = await scratchFolder({
      'docs/a.md': page(
        '## Steps\n\n```bash risk=mutating\ntouch up\n```\n\n```bash within=30s\ncat up\n```\n\n```text expect\nnever\n```\n\n## Teardown\n\n```bash risk=mutating\nmv up down\n```\n',
      ),
      'runbook.config.mjs': noTemplate,
    });
    const watch = await startWatch(folder);
    await waitUntil(() => readIfThere(join(folder, 'up')) !== undefined, patienceMs, 'the step');
    watch.process.kill('SIGINT');
    expect((await watch.process).exitCode).toBe(130);
    expect(readIfThere(join(folder, 'down'))).toBe('');
  });

  test('Ctrl-C between two runs ends with 130', async () => {
    const folder = await scratchFolder({ 'a.md': says('a'), 'runbook.config.mjs': noTemplate });
    const watch = await startWatch(folder, ['a.md', '--poll']);
    await watch.round();
    await saveByRename(join(folder, 'a.md'), says('b'));
    expect(await watch.round()).toContain('1 passed');
    watch.process.kill('SIGINT');
    expect((await watch.process).exitCode).toBe(130);
    expect(watch.runs()).toBe('a b');
  });

  test('with a tag only its pages count', async () => {
    const folder = await scratchFolder({
      'docs/a.md': says('a', '', '  tags: [disk]\n'),
      'docs/b.md': says('b'),
      'runbook.config.mjs': noTemplate,
    });
    const watch = await startWatch(folder, ['docs/*.md', '--tag', 'disk']);
    expect(await watch.round()).toContain('watching 1 runbook: 1 passed');
    await writeFile(join(folder, 'docs/b.md'), says('b'));
    expect(await watch.round()).not.toContain('Rotate the keys');
    expect(watch.runs()).toBe('a');
  });

  test('on a terminal the state stands in the last line, and is taken back', async () => {
    const folder = await scratchFolder({ 'a.md': says('a'), 'runbook.config.mjs': noTemplate });
    const terminal = openTerminal([node, main, 'watch', 'a.md'], {
      cwd: folder,
      env: { ...cliEnvironment, NO_COLOR: '1' },
    });
    await terminal.waitFor('watching 1 runbook: 1 passed; Ctrl-C ends');
    await saveByRename(join(folder, 'a.md'), says('b'));
    await terminal.waitFor('\r\u001b[2K↻ a.md');
    await terminal.waitFor('watching 1 runbook: 1 passed; Ctrl-C ends');
    expect(terminal.shown()).not.toContain('\u001b[2J');
    terminal.type('\u0003');
    expect(await terminal.exit).toBe(130);
    expect(await readFile(join(folder, 'runs'), 'utf8')).toBe('a\nb\n');
  });

  test('a wrong command line ends at once', async () => {
    const folder = await scratchFolder({ 'a.md': says('a'), 'runbook.config.mjs': noTemplate });
    const nowhere = await runCli(folder, ['watch', 'nowhere.md']);
    expect(nowhere.exitCode).toBe(2);
    expect(nowhere.stderr).toContain('Unexpected path `nowhere.md`');
    const target = await runCli(folder, ['watch', 'a.md', '--target', 'prod']);
    expect(target.exitCode).toBe(2);
    expect(target.stderr).toContain('Unexpected target `prod`');
    expect((await runCli(folder, ['watch', 'a.md', '--confirm', 'prod'])).exitCode).toBe(2);
  });
});
