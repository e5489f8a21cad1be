// What a person may answer in a guided run, at a real terminal.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../../support/scratch.ts';
import { readIfThere } from '../cli/run-cli.ts';
import { diskFiles, openGuide, readEntries, slowPage, storyOf } from './guide-page.ts';

const prompt = 'q quit ›';

describe('an answer', () => {
  test('`s` asks why and for what the step would have set; Enter alone goes back; `n` is a skip', async () => {
    const folder = await scratchFolder(diskFiles);
    const screen = openGuide(folder, ['disk.md', '--from', 'find-node']);
    await screen.waitFor(prompt);
    screen.answer('s');
    await screen.waitFor('back) ›');
    screen.answer('');
    await screen.waitFor(prompt);
    screen.answer('s');
    await screen.waitFor('back) ›');
    screen.answer('the alert names it');
    await screen.waitFor('NODE, which it would have set (Enter alone: leave it unset) ›');
    screen.answer('node-9');
    await screen.waitFor(prompt);
    screen.answer('n');
    await screen.waitFor('back) ›');
    screen.answer('stopped already');
    await screen.waitFor('Step 3 of 4');
    await screen.waitFor(prompt);
    screen.answer('s');
    await screen.waitFor('back) ›');
    screen.answer('no disk yet');
    await screen.waitFor('Step 4 of 4');
    await screen.waitFor(prompt);
    screen.answer('');
    expect(await screen.exit()).toBe(0);
    expect(screen.shown()).toContain('node-9 has a new disk\n\n── Success metrics');
    expect(storyOf(readEntries(folder))).toEqual([
      'started by alice on local shell',
      'NODE=node-9 operator',
      'skip find-node: the alert names it',
      'skip stop-node: stopped already',
      'skip wipe-disk: no disk yet',
      'run verify',
      'verify pass',
      'ended completed',
    ]);
    expect(readIfThere(join(folder, 'stopped'))).toBeUndefined();
  });

  test('`k` skips the section, `v` sets a variable, and what is no answer runs nothing', async () => {
    const folder = await scratchFolder(diskFiles);
    const screen = openGuide(folder, ['disk.md']);
    await screen.waitFor(prompt);
    screen.answer('yes');
    await screen.waitFor(
      'Unexpected answer `yes`, expected Enter, `s`, `k`, `v` or `q`; nothing was run.',
    );
    await screen.waitFor(prompt);
    screen.answer('k');
    await screen.waitFor('back) ›');
    screen.answer('done by the day shift');
    await screen.waitFor('leave it unset) ›');
    screen.answer('');
    await screen.waitFor('Step 4 of 4');
    await screen.waitFor(prompt);
    screen.answer('v');
    await screen.waitFor('Name (Enter alone: back) ›');
    screen.answer('NODE=node-5');
    await screen.waitFor(prompt);
    screen.answer('v');
    await screen.waitFor('    NODE=node-5\n');
    screen.answer('');
    await screen.waitFor(prompt);
    screen.answer('');
    expect(await screen.exit()).toBe(0);
    expect(storyOf(readEntries(folder)).slice(1)).toEqual([
      'skip find-node: done by the day shift',
      'skip stop-node: done by the day shift',
      'skip wipe-disk: done by the day shift',
      'NODE=node-5 operator',
      'run verify',
      'verify pass',
      'ended completed',
    ]);
  });

  test('`r` runs a step that failed again, a destructive one once more by its name; `o` shows everything that came out', async () => {
    const folder = await scratchFolder(diskFiles);
    const screen = openGuide(folder, ['disk.md', '--from', 'wipe-disk']);
    await screen.waitFor('NODE, which it would have set');
    screen.answer('node-7');
    await screen.waitFor(prompt);
    screen.answer('wipe-disk');
    await screen.waitFor('t troubleshooting');
    screen.answer('o');
    await screen.waitFor('Output of wipe-disk\nstandard output: nothing\nstandard error: nothing');
    await screen.waitFor(prompt);
    await writeFile(join(folder, 'mounted'), '');
    screen.answer('r');
    await screen.waitFor('Only `wipe-disk`, typed out, runs it.');
    await screen.waitFor(prompt);
    screen.answer('r');
    await screen.waitFor('nothing was run.');
    expect(readIfThere(join(folder, 'wiped'))).toBeUndefined();
    await screen.waitFor(prompt);
    screen.answer('wipe-disk');
    await screen.waitFor('✓ holds');
    expect(readIfThere(join(folder, 'wiped'))).toBe('');
    await screen.waitFor(prompt);
    screen.answer('q');
    expect(await screen.exit()).toBe(130);
    expect(storyOf(readEntries(folder)).slice(1)).toEqual([
      'NODE=node-7 operator',
      'run wipe-disk',
      'wipe-disk fail: Unexpected exit code `1`, expected `0`',
      'retry wipe-disk',
      'wipe-disk pass',
      'quit verify',
      'ended quit',
    ]);
  });

  test('typed while a step runs counts for no question', async () => {
    const folder = await scratchFolder({
      ...diskFiles,
      'slow.md': slowPage('until [ -e go ]; do :; done'),
    });
    const screen = openGuide(folder, ['slow.md', '--yes-read-only']);
    await screen.waitFor('Step 2 of 3');
    await screen.glimpse('running');
    screen.answer('y');
    screen.answer('y');
    await writeFile(join(folder, 'go'), '');
    await screen.waitFor('✓ holds');
    await screen.waitFor(/y run .* q quit ›$/);
    screen.answer('s');
    await screen.waitFor('back) ›');
    expect(readIfThere(join(folder, 'changed-node-3'))).toBeUndefined();
  });

  test('is not needed for read-only steps with --yes-read-only', async () => {
    const folder = await scratchFolder(diskFiles);
    const screen = openGuide(folder, ['disk.md', '--yes-read-only']);
    await screen.waitFor('Step 2 of 4');
    await screen.waitFor(prompt);
    screen.press('C-d');
    expect(await screen.exit()).toBe(130);
    expect(storyOf(readEntries(folder)).slice(1)).toEqual([
      'run find-node',
      'NODE=node-7 capture',
      'find-node pass',
      'quit stop-node',
      'ended quit',
    ]);
  });
});
