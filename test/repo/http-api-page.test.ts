import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { httpApiPage } from '../../scripts/generate/http-api-page.ts';

test('the page of the HTTP API is what its contract and its examples give: run `npm run reference`', () => {
  const { path, text } = httpApiPage();
  expect(readFileSync(path, 'utf8')).toBe(text);
});
