// A guided run on a target, whose policy has its say.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../../support/scratch.ts';
import { readIfThere } from '../cli/run-cli.ts';
import { diskFiles, openGuide } from './guide-page.ts';

const prompt = 'q quit ›';

describe('a target', () => {
  test('of the policy `production` is named once, and refuses destructive steps', async () => {
    const folder = await scratchFolder(diskFiles);
    const args = ['disk.md', '--target', 'prod', '--from', 'wipe-disk'];
    const screen = openGuide(folder, args);
    await screen.waitFor('Type `prod` to begin ›');
    screen.answer('prod');
    await screen.waitFor('leave it unset) ›');
    screen.answer('');
    await screen.waitFor(
      'The policy of `prod` refuses destructive steps. `--allow destructive` lets them be run.',
    );
    await screen.waitFor(prompt);
    screen.answer('wipe-disk');
    await screen.waitFor(
      'Unexpected answer `wipe-disk`, expected `s`, `v` or `q`; nothing was run.',
    );
    await screen.waitFor(prompt);
    screen.answer('q');
    expect(await screen.exit()).toBe(130);
    expect(screen.shown()).toContain('    runbook guide disk.md --target prod --resume\n');
  });

  test('whose name is not typed gets nothing', async () => {
    const folder = await scratchFolder(diskFiles);
    const screen = openGuide(folder, ['disk.md', '--target', 'prod']);
    await screen.waitFor('to begin ›');
    screen.answer('production');
    expect(await screen.exit()).toBe(2);
    expect(screen.shown()).toContain(
      'error: Unexpected answer `production`, expected the name of the target, `prod`; nothing was run\n',
    );
    expect(readIfThere(join(folder, '.runbook'))).toBeUndefined();
  });

  test('that allows them runs destructive steps by their name', async () => {
    const folder = await scratchFolder({ ...diskFiles, mounted: '' });
    const allow = ['--allow', 'destructive', '--confirm', 'prod'];
    const args = ['disk.md', '--target', 'prod', ...allow, '--from', 'wipe-disk'];
    const screen = openGuide(folder, args);
    await screen.waitFor('leave it unset) ›');
    screen.answer('');
    await screen.waitFor('wipe-disk run on prod · s skip');
    screen.answer('wipe-disk');
    await screen.waitFor('✓ holds');
    expect(readIfThere(join(folder, 'wiped'))).toBe('');
  });
});
