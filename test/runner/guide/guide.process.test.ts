// A person at a terminal goes through a page. The terminal is a real one, and so are the keys.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../../support/scratch.ts';
import { page, readIfThere, runCli } from '../cli/run-cli.ts';
import {
  diskFiles,
  journalPath,
  openGuide,
  readEntries,
  slowPage,
  steady,
  storyOf,
} from './guide-page.ts';

const prompt = 'q quit ›';

describe('a whole guided run', () => {
  test('is calm at 80 by 24: page, question, verdict, failure with what the page says of it, end', async () => {
    const folder = await scratchFolder(diskFiles);
    const screen = openGuide(folder, ['disk.md'], { columns: 80 });
    await screen.waitFor(prompt);
    expect(steady(screen.shown())).toMatchInlineSnapshot(`
      "Replace a full disk
      disk.md

      Runs on   local shell
      Risk      medium
      Takes     about 15m, 4 steps
      Undo      Start the node again with its old data directory.
      Needs     • Shell access to an operator host, with the right to mount and
                  unmount file systems
                • A spare disk
      Journal   .runbook/journal/20260105T031205Z-disk.jsonl

      Nothing runs without your answer.

      ── When to use ─────────────────────────────────────────────────────────────────

      The alert DiskFull fired. See the manual (https://example.org/disks) and run
      \`df -h\`.

      Usage       Urgency
      ──────────  ────────────────────
      above 90 %  today
      above 99 %  at once: writes fail

      ── Steps ───────────────────────────────────────────────────────────────────────

      ▸ 1. Find the node

      Step 1 of 4  find-node  read-only

          cat alert

        expects
          <NODE word> is full

      Enter run · s skip · k skip section · v variable · q quit ›"
    `);
    screen.answer('');
    await screen.waitFor(prompt);
    screen.answer('y');
    await screen.waitFor(prompt);
    screen.answer('wipe-disc');
    await screen.waitFor(prompt);
    expect(readIfThere(join(folder, 'wiped'))).toBeUndefined();
    screen.answer('wipe-disk');
    await screen.waitFor(prompt);
    expect(steady(screen.visible())).toMatchInlineSnapshot(`
      "Step 3 of 4  wipe-disk  destructive

          test -e mounted && touch wiped

      This destroys something. Only \`wipe-disk\`, typed out, runs it.
      wipe-disk run · s skip · v variable · o output · q quit › wipe-disc
      Unexpected answer \`wipe-disc\`, expected \`wipe-disk\`, \`s\`, \`v\`, \`o\` or \`q\`;
      nothing was run.
      wipe-disk run · s skip · v variable · o output · q quit › wipe-disk
      ✗ does not hold  0 ms
        disk.md:43

        Unexpected exit code \`1\`, expected \`0\`

      Failure mode: the new disk is not mounted. Mount it, see that \`mounted\` is
      there, and try again.

      ── Troubleshooting ─────────────────────────────────────────────────────────────

      Symptom     Cause                                Resolution
      ──────────  ───────────────────────────────────  ──────────────────────────
      Still full  A process keeps a deleted file open  Restart it; see \`lsof +L1\`

      r retry · s go on · v variable · o output · t troubleshooting · q quit ›"
    `);
    screen.answer('s');
    await screen.waitFor('Why?');
    screen.answer('mounted by hand | later');
    await screen.waitFor(prompt);
    screen.answer('');
    expect(await screen.exit()).toBe(1);
    expect(steady(screen.visible())).toMatchInlineSnapshot(`
      "r retry · s go on · v variable · o output · t troubleshooting · q quit › s
      Why? (Enter alone: back) › mounted by hand | later

      ── Verification ────────────────────────────────────────────────────────────────

      Step 4 of 4  verify  read-only

          echo "$NODE has a new disk"

        expects
          <$NODE> has a new disk

      Enter run · s skip · v variable · o output · q quit ›
      ✓ holds  0 ms
          node-7 has a new disk

      ── Success metrics ─────────────────────────────────────────────────────────────

      • The disk is below 80 %.

      End of the page: of 4 steps, 3 held, 1 did not hold.
      • wipe-disk: Unexpected exit code \`1\`, expected \`0\`
      exit 1"
    `);
    expect(storyOf(readEntries(folder))).toEqual([
      'started by alice on local shell',
      'run find-node',
      'NODE=node-7 capture',
      'find-node pass',
      'run stop-node',
      'stop-node pass',
      'run wipe-disk',
      'wipe-disk fail: Unexpected exit code `1`, expected `0`',
      'leave wipe-disk: mounted by hand | later',
      'run verify',
      'verify pass',
      'ended completed',
    ]);
    const { stdout } = await runCli(folder, ['journal', journalPath(folder)]);
    expect(steadyMarkdown(stdout)).toMatchInlineSnapshot(`
      "# Replace a full disk

      - Page: \`disk.md\`, SHA-256 \`SHA\`
      - Target: local shell
      - Operator: alice on HOST
      - From TIME to TIME
      - Outcome: completed

      ## Timeline

      | Time | What | Details |
      | --- | --- | --- |
      | TIME | started | by alice |
      | TIME | run \`find-node\` |  |
      | TIME | \`NODE\` = \`node-7\` | captured from the output |
      | TIME | \`find-node\` **pass** | 0 ms |
      | TIME | run \`stop-node\` |  |
      | TIME | \`stop-node\` **pass** | 0 ms |
      | TIME | run \`wipe-disk\` |  |
      | TIME | \`wipe-disk\` **fail** | 0 ms: Unexpected exit code \`1\`, expected \`0\` |
      | TIME | went on below \`wipe-disk\` | mounted by hand \\| later |
      | TIME | run \`verify\` |  |
      | TIME | \`verify\` **pass** | 0 ms |
      | TIME | ended | completed |

      ## TIME \`find-node\`: pass

      1. Find the node, line 25 of the page, read-only.

      \`\`\`bash
      cat alert
      \`\`\`

      Standard output:

      \`\`\`text
      node-7 is full
      \`\`\`

      ## TIME \`stop-node\`: pass

      2. Stop it, line 35 of the page, mutating.

      \`\`\`bash
      echo "$NODE" >stopped
      \`\`\`

      ## TIME \`wipe-disk\`: fail

      3. Wipe its old disk, line 43 of the page, destructive.

      Unexpected exit code \`1\`, expected \`0\`

      \`\`\`bash
      test -e mounted && touch wiped
      \`\`\`

      ## TIME \`verify\`: pass

      Verification, line 51 of the page, read-only.

      \`\`\`bash
      echo "$NODE has a new disk"
      \`\`\`

      Standard output:

      \`\`\`text
      node-7 has a new disk
      \`\`\`
      "
    `);
  });
});

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

test('without a terminal there is nobody to ask', async () => {
  const folder = await scratchFolder(diskFiles);
  expect(await runCli(folder, ['guide', 'disk.md'])).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: `error: Unexpected input that is no terminal, expected somebody who reads and answers: \`guide\` asks before each step
hint: \`runbook run disk.md\` asks nothing
`,
  });
});

function steadyMarkdown(text: string): string {
  return steady(text)
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/\b\d\d:\d\d:\d\d\b/g, 'TIME')
    .replaceAll(/[0-9a-f]{64}/g, 'SHA')
    .replace(/(?<=alice on ).*/, 'HOST');
}

describe('a step in the background', () => {
  test('that ends badly after it held is told again, and stands in the journal', async () => {
    const folder = await scratchFolder({
      'serve.md': page(
        '## Steps\n\n```bash name=serve background\necho ready; until [ -e go ]; do sleep 0.01; done; touch gone; exit 3\n```\n\n```text expect\nready\n```\n\n```bash name=look\ntouch go; until [ -e gone ]; do :; done; sleep 0.5; echo up\n```\n\n```text expect\nup\n```\n',
      ),
      'runbook.config.mjs': 'export const config = { template: [] };\n',
    });
    const screen = openGuide(folder, ['serve.md']);
    for (const _ of ['serve', 'look']) {
      await screen.waitFor(prompt);
      screen.answer('');
    }
    expect(await screen.exit()).toBe(1);
    expect(screen.shown()).toContain('✗ serve does not hold after all');
    expect(storyOf(readEntries(folder))).toEqual([
      'started by alice on local shell',
      'run serve',
      'serve pass',
      'run look',
      'look pass',
      'serve fail: Unexpected end with exit code `3` while the page still ran, expected it to run on',
      'ended completed',
    ]);
  });
});
