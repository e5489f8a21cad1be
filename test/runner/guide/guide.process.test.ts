// A person at a terminal goes through a page. The terminal is a real one, and so are the keys.

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../../support/scratch.ts';
import { page, readIfThere, runCli } from '../cli/run-cli.ts';
import { diskFiles, journalPath, openGuide, readEntries, steady, storyOf } from './guide-page.ts';

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
