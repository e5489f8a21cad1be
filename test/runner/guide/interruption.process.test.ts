// A guided run may be interrupted at any moment: what was done is in the journal, nothing goes on, and somebody can go on.
import { appendFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findByEnvironment } from '../../../runner/execute/process-table.ts';
import { scratchFolder } from '../../support/scratch.ts';
import type { Screen } from '../../support/screen.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { readIfThere } from '../cli/run-cli.ts';
import { diskFiles, journalPath, openGuide, readEntries, slowPage, storyOf } from './guide-page.ts';

const prompt = 'q quit ›';
/** Its second step runs until somebody writes `go`. */
const files = { ...diskFiles, 'slow.md': slowPage('until [ -e go ]; do :; done') };

interface Opened {
  readonly folder: string;
  readonly screen: Screen;
  /** Living processes of this test. */
  readonly alive: () => number;
}

/** In the middle of the second step. */
async function openInStep(...args: readonly string[]): Promise<Opened> {
  const folder = await scratchFolder(files);
  const env = { TMPDIR: folder, GUIDE_TEST: folder };
  const screen = openGuide(folder, ['slow.md', ...args], { env });
  await screen.waitFor(prompt);
  screen.answer('');
  await screen.waitFor('Step 2 of 3');
  await screen.waitFor(prompt);
  screen.answer('');
  await screen.glimpse('running');
  const stepRuns = (): boolean => findByEnvironment('GUIDE_TEST', folder).length > 1;
  await waitUntil(stepRuns, 60_000, 'the shell of the step');
  return { folder, screen, alive: () => findByEnvironment('GUIDE_TEST', folder).length };
}

const resumed = '1 step of this run is done. The shell is a new one';

async function finishResumed(folder: string): Promise<void> {
  const screen = openGuide(folder, ['slow.md', '--resume'], { env: { TMPDIR: folder } });
  await screen.waitFor(resumed);
  await screen.waitFor('Step 2 of 3');
  await screen.waitFor(prompt);
  await writeFile(join(folder, 'go'), '');
  screen.answer('');
  await screen.waitFor('Step 3 of 3');
  await screen.waitFor(prompt);
  screen.answer('y');
  expect(await screen.exit()).toBe(0);
  // A variable that was captured before the interruption.
  expect(readIfThere(join(folder, 'changed-node-3'))).toBe('');
}

const beginning = [
  'started by alice on local shell',
  'run set-up',
  'NODE=node-3 capture',
  'set-up pass',
  'run wait',
];
const end = [
  'resumed at wait',
  'run wait',
  'wait pass',
  'run change',
  'change pass',
  'ended completed',
];

describe('a guide that is killed in the middle of a step', () => {
  test('leaves no process, and a journal that --resume goes on with', async () => {
    const { folder, screen, alive } = await openInStep();
    process.kill(screen.pid(), 'SIGKILL');
    await waitUntil(() => alive() === 0, 60_000, 'the end of all that it started');
    expect(storyOf(readEntries(folder))).toEqual(beginning);
    await finishResumed(folder);
    expect(storyOf(readEntries(folder))).toEqual([...beginning, ...end]);
    expect((await readdir(folder)).filter((name) => name.startsWith('runbook-'))).toEqual([]);
  });

  test('says of that step that nobody knows how it ended', async () => {
    const { folder, screen } = await openInStep();
    process.kill(screen.pid(), 'SIGKILL');
    await screen.exit();
    const again = openGuide(folder, ['slow.md', '--resume']);
    await again.waitFor('Step `wait` was begun, and nobody knows how it ended.');
  });

  test('may have died in the middle of a line: that line goes', async () => {
    const { folder, screen } = await openInStep();
    process.kill(screen.pid(), 'SIGKILL');
    await screen.exit();
    await appendFile(join(folder, journalPath(folder)), '{"at":"2026-01-05T03:12:05.000Z","ki');
    await finishResumed(folder);
    expect(storyOf(readEntries(folder))).toEqual([...beginning, ...end]);
  });
});

test('a window that is closed in the middle of a step ends everything, and the journal says so', async () => {
  const { folder, screen, alive } = await openInStep();
  screen.close();
  await waitUntil(() => alive() === 0, 60_000, 'the end of all that it started');
  expect(storyOf(readEntries(folder))).toEqual([
    ...beginning,
    'wait error: Interrupted',
    'ended interrupted',
  ]);
  await finishResumed(folder);
});

test('a terminate signal at a prompt ends the guide, resumable', async () => {
  const folder = await scratchFolder(files);
  const screen = openGuide(folder, ['disk.md']);
  await screen.waitFor(prompt);
  process.kill(screen.pid(), 'SIGTERM');
  expect(await screen.exit()).toBe(130);
  expect(storyOf(readEntries(folder))).toEqual([
    'started by alice on local shell',
    'ended interrupted',
  ]);
});

describe('Ctrl-C', () => {
  test('stops the step and comes back to its question; the next try has a new shell', async () => {
    const { folder, screen } = await openInStep();
    screen.press('C-c');
    await screen.waitFor('! cannot be judged');
    await screen.waitFor('The shell of this step is gone.');
    await screen.waitFor('r retry');
    await screen.waitFor(prompt);
    await writeFile(join(folder, 'go'), '');
    screen.answer('r');
    await screen.waitFor('Step 3 of 3');
    await screen.waitFor(prompt);
    screen.answer('y');
    expect(await screen.exit()).toBe(0);
    expect(readIfThere(join(folder, 'changed-node-3'))).toBe('');
    expect(storyOf(readEntries(folder)).slice(4)).toEqual([
      'run wait',
      'wait error: Interrupted',
      'retry wait',
      'wait pass',
      'run change',
      'change pass',
      'ended completed',
    ]);
  });

  test('at a question leaves, and says how to go on', async () => {
    const folder = await scratchFolder(files);
    const screen = openGuide(folder, ['disk.md']);
    await screen.waitFor(prompt);
    screen.press('C-c');
    expect(await screen.exit()).toBe(130);
    expect(screen.shown()).toContain(
      '\n\nLeft at step `find-node`. What was done stays as it is. To go on:\n\n    runbook guide disk.md --resume\nexit 130',
    );
  });
});

describe('--resume', () => {
  test('asks when the page has changed since, and names what did', async () => {
    const { folder, screen } = await openInStep();
    process.kill(screen.pid(), 'SIGKILL');
    await screen.exit();
    await writeFile(
      join(folder, 'slow.md'),
      slowPage('true').replace('name=change', 'name=alter').replace('Rotate', 'Turn'),
    );
    const unsure = openGuide(folder, ['slow.md', '--resume']);
    const question = `\`slow.md\` has changed since \`${journalPath(folder)}\` was written:
  • step \`wait\` has changed
  • step \`change\` is gone
  • step \`alter\` is new
Go on with the page as it is now?
y or n ›`;
    await unsure.waitFor(question);
    unsure.answer('n');
    expect(await unsure.exit()).toBe(130);
    expect(unsure.shown()).toContain('Nothing was run.\n');
    expect(storyOf(readEntries(folder))).toEqual(beginning);
    const sure = openGuide(folder, ['slow.md', '--resume']);
    await sure.waitFor(question);
    sure.answer('y');
    await sure.waitFor('Step 2 of 3');
    await sure.waitFor(prompt);
    sure.answer('q');
    await sure.exit();
    // Whoever has said yes is not asked again.
    const again = openGuide(folder, ['slow.md', '--resume']);
    await again.waitFor(resumed);
    expect(again.shown()).not.toContain('has changed since');
  });

  test('refuses a journal that another process still writes', async () => {
    const { folder, screen } = await openInStep();
    const second = openGuide(folder, ['slow.md', '--resume']);
    expect(await second.exit()).toBe(2);
    expect(second.shown()).toBe(
      `error: Unexpected journal \`${journalPath(folder)}\`, expected one that nobody writes: process ${screen.pid()} of alice still does\nexit 2`,
    );
  });

  test('refuses where there is nothing to go on with', async () => {
    const folder = await scratchFolder(files);
    const none = openGuide(folder, ['disk.md', '--resume']);
    expect(await none.exit()).toBe(2);
    expect(none.shown()).toBe(
      'error: Unexpected `--resume` without a journal of `disk.md` that is not complete\nhint: `--journal FILE` names one that lies elsewhere\nexit 2',
    );
  });

  test('refuses another target than the journal’s', async () => {
    const folder = await scratchFolder(files);
    const first = openGuide(folder, ['disk.md', '--journal', 'mine.jsonl']);
    await first.waitFor(prompt);
    first.answer('q');
    await first.exit();
    expect(first.shown()).toContain('    runbook guide disk.md --journal mine.jsonl --resume\n');
    const args = ['disk.md', '--resume', '--journal', 'mine.jsonl', '--target', 'prod'];
    const second = openGuide(folder, args);
    expect(await second.exit()).toBe(2);
    expect(second.shown()).toBe(
      'error: Unexpected journal `mine.jsonl`, expected one of `prod`: it is of `local shell`\nhint: leave out `--target`\nexit 2',
    );
  });
});
