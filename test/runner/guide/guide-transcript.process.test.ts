// The transcript on the page about `runbook guide` is what the program shows for the runbook on that page.
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../support/scratch.ts';
import { openGuide, steady } from './guide-page.ts';

const file = resolve(import.meta.dirname, '../../../content/guides/step-through.md');
const prompt = 'q quit ›';

test('the transcript of the guide page is a real one', async () => {
  const text = readFileSync(file, 'utf8');
  const runbook = /^````md\n(?<page>.*?)^````$/ms.exec(text)?.groups?.['page'] ?? '';
  const transcript = /^```text transcript\n(?<lines>.*?)^```$/ms.exec(text)?.groups?.['lines'];
  const folder = await scratchFolder({
    'disk-full.md': runbook,
    alert: 'node-7 is full\n',
    'runbook.config.mjs': 'export const config = { template: [] };\n',
  });
  const screen = openGuide(folder, ['disk-full.md'], { columns: 80 });
  await screen.waitFor(prompt);
  screen.answer('');
  await screen.waitFor(prompt);
  screen.answer('wipe-disk');
  await screen.waitFor(prompt);
  await writeFile(join(folder, 'mounted'), '');
  screen.answer('r');
  await screen.waitFor(prompt);
  screen.answer('wipe-disk');
  await screen.waitFor(prompt);
  screen.answer('');
  await screen.exit();
  const shown = steady(screen.shown().replace(/\nexit \d+$/, '')).replaceAll(/\b0 ms/g, '12 ms');
  expect(`$ runbook guide disk-full.md\n${shown}\n`).toBe(transcript);
});
