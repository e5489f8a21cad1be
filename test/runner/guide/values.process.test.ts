// Parameters, secrets and fixtures in a guided run.
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../support/scratch.ts';
import { page, readIfThere } from '../cli/run-cli.ts';
import { diskFiles, journalPath, openGuide, readEntries, storyOf } from './guide-page.ts';

const prompt = 'q quit ›';
const token = 'hunter2-hunter2';

const parameters = `  parameters:
    NODE: { type: word, description: The node to restart., example: node-2, choices: [node-1, node-2] }
    API_TOKEN: { type: secret, description: Token of the admin API., example: abcd1234 }
`;

const restart = page(
  `## Steps

\`\`\`bash name=log-in
echo "$API_TOKEN for $NODE"; echo "session-$((4700 + 11))-$NODE"
\`\`\`

\`\`\`text expect
...
<SESSION secret>
\`\`\`

\`\`\`bash name=use-session
echo "$SESSION"; printf %s "$API_TOKEN" | base64
\`\`\`
`,
  parameters,
);

const files = { ...diskFiles, 'restart.md': restart };

test('values that nobody gave are asked for, until they fit; secrets are on no screen and in no journal', async () => {
  const folder = await scratchFolder(files);
  const screen = openGuide(folder, ['restart.md']);
  await screen.waitFor('NODE: The node to restart. (one of node-1, node-2)\nNODE ›');
  screen.answer('node-3');
  await screen.waitFor(
    'Unexpected value `node-3` for `NODE`, expected `node-1` or `node-2`.\nNODE ›',
  );
  screen.answer('node-2');
  await screen.waitFor('API_TOKEN: Token of the admin API. (such as `abcd1234`)\nAPI_TOKEN ›');
  screen.answer(token);
  await screen.waitFor(prompt);
  screen.answer('');
  await screen.waitFor(
    '    [secret API_TOKEN] for node-2\n    [secret SESSION]\n    SESSION = [secret SESSION]',
  );
  await screen.waitFor(prompt);
  screen.answer('s');
  await screen.waitFor('back) ›');
  screen.answer(`the token ${token} was refused`);
  expect(await screen.exit()).toBe(0);
  const journal = readFileSync(join(folder, journalPath(folder)), 'utf8');
  expect(journal).not.toContain('hunter2');
  expect(journal).not.toContain('session-4711');
  expect(storyOf(readEntries(folder))).toEqual([
    'started by alice on local shell',
    'NODE=node-2 parameter',
    'API_TOKEN=(secret) parameter',
    'run log-in',
    'SESSION=(secret) capture',
    'log-in pass',
    'skip use-session: the token [secret API_TOKEN] was refused',
    'ended completed',
  ]);
});

test('a resumed run asks for its secrets again, and for nothing else', async () => {
  const folder = await scratchFolder(files);
  const first = openGuide(folder, ['restart.md', '--param', 'NODE=node-1']);
  await first.waitFor('API_TOKEN ›');
  first.answer(token);
  await first.waitFor(prompt);
  first.answer('');
  await first.waitFor('Step 2 of 2');
  await first.waitFor(prompt);
  first.answer('q');
  await first.exit();
  const screen = openGuide(folder, ['restart.md', '--resume']);
  await screen.waitFor('API_TOKEN ›');
  screen.answer(token);
  await screen.waitFor('SESSION, a secret, once more ›');
  screen.answer('session-4712');
  await screen.waitFor('Step 2 of 2');
  await screen.waitFor(prompt);
  screen.answer('');
  expect(await screen.exit()).toBe(0);
  expect(screen.shown()).toContain('    [secret SESSION]\n    [secret API_TOKEN]\n');
  expect(screen.shown()).not.toContain('4712');
  expect(storyOf(readEntries(folder)).slice(-4)).toEqual([
    'resumed at use-session',
    'run use-session',
    'use-session pass',
    'ended completed',
  ]);
});

test('a value of the caller that does not fit is a usage error', async () => {
  const folder = await scratchFolder(files);
  const screen = openGuide(folder, ['restart.md', '--param', 'NODE=node-3']);
  expect(await screen.exit()).toBe(2);
  expect(screen.shown()).toBe(
    'error: Unexpected value `node-3` for `NODE`, expected `node-1` or `node-2`\nhint: `NODE`: The node to restart.\nexit 2',
  );
});

const fixture = `---
title: Two nodes
fixture: {}
---

## Setup

\`\`\`bash
touch up
\`\`\`

## Teardown

\`\`\`bash
rm up; touch down
\`\`\`
`;

test('practice runs on the fixture, which goes when the person leaves, and is not resumed', async () => {
  const folder = await scratchFolder({
    ...diskFiles,
    'practise.md': page('## Steps\n\n```bash name=look\nls up\n```\n', '  fixture: two\n'),
    '_fixtures/two.md': fixture,
  });
  const screen = openGuide(folder, ['practise.md', '--fixture']);
  await screen.waitFor('Runs on   fixture Two nodes');
  await screen.waitFor('✓ fixture: Setup, ');
  await screen.waitFor(prompt);
  expect(readIfThere(join(folder, 'up'))).toBe('');
  screen.answer('');
  expect(await screen.exit()).toBe(0);
  expect(readIfThere(join(folder, 'down'))).toBe('');
  await writeFile(join(folder, 'up'), '');
  const again = openGuide(folder, ['practise.md', '--fixture']);
  await again.waitFor(prompt);
  again.answer('q');
  expect(await again.exit()).toBe(130);
  expect(again.shown()).toContain(
    'Left at step `look`. The fixture is down, so the next practice begins anew.\nexit 130',
  );
  const resumed = openGuide(folder, ['practise.md', '--resume']);
  expect(await resumed.exit()).toBe(2);
  // Without --fixture nothing is brought up.
  const real = openGuide(folder, ['practise.md']);
  await real.waitFor(prompt);
  expect(readIfThere(join(folder, 'up'))).toBeUndefined();
});

test('colours change nothing but the look', async () => {
  const folder = await scratchFolder(diskFiles);
  const plain = openGuide(folder, ['disk.md']);
  await plain.waitFor(prompt);
  const painted = openGuide(folder, ['disk.md'], { env: { NO_COLOR: '' } });
  await painted.waitFor(prompt);
  const same = (text: string): string =>
    text.replaceAll(/\d{8}T\d{6}Z-disk(-2)?/g, '').replaceAll('`', '');
  expect(same(painted.shown())).toBe(same(plain.shown()));
  expect(painted.colored()).toContain('\u001b[32mread-only');
});
