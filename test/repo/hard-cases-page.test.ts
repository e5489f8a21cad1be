import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hardCasesPage } from '../../scripts/generate/hard-cases-page.ts';

test('the page about hard cases is what `npm run reference` writes', () => {
  const { path, text } = hardCasesPage();
  expect(readFileSync(path, 'utf8')).toBe(text);
});
