// A mistake in a page stops the build, and the message names the file and the key or the line.
import { expect, test } from 'vitest';
import { astro, layOutSite } from './support/scratch-site.ts';

const page = (facts: string, body = '') => `---
title: A page with a mistake
runbook:
  risk: low
  duration: 10m
  prerequisites: []
  rollback: Nothing to undo.
${facts}---

${body}
`;

const file = 'content/operations/node-care/mistaken.md';

test.each([
  [
    'a value that is not allowed',
    'sync',
    page('  alerts: EngramNodeDown\n'),
    [file, 'runbook.alerts'],
  ],
  ['a key that does not exist', 'sync', page('  severty: high\n'), [file, 'severty']],
  ['a top-level key that does not exist', 'sync', page('runbok: {}\n'), [file, 'runbok']],
  // Astro itself would only log this one and publish the page empty.
  [
    'an attribute of a step that does not exist',
    'build',
    page('', '```bash timout=5s\ntrue\n```'),
    [`${file}:10:`, 'timout'],
  ],
])('%s stops the build', async (_, command, text, wanted) => {
  const root = layOutSite('site-mistake', { [file]: text });
  // Front matter is checked by the first part of a build, which can be run alone.
  const { exitCode, all } = await astro(root, [command, '--force']);
  expect(exitCode, String(all)).not.toBe(0);
  for (const part of wanted) expect(String(all)).toContain(part);
});
