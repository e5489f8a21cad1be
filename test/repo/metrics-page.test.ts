import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { catalog } from '../../cluster/metrics/catalog.ts';
import { metricsPage } from '../../scripts/generate/metrics-page.ts';

test('the page of the metrics is what their catalog gives: run `npm run reference`', () => {
  const { path, text } = metricsPage();
  expect(readFileSync(path, 'utf8')).toBe(text);
});

test('every metric has exactly one row', () => {
  const { text } = metricsPage();
  for (const { name } of Object.values(catalog)) {
    expect({ name, rows: text.split(`| \`${name}\` |`).length - 1 }).toEqual({ name, rows: 1 });
  }
});
