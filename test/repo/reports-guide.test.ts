// The guide to reports names every reporter, and none that does not exist.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parseReporter, reporterNames } from '../../runner/cli/reporter-option.ts';

const guide = readFileSync(resolve(import.meta.dirname, '../../content/guides/reports.md'), 'utf8');

test('the table of the guide has every reporter', () => {
  const named = [...guide.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(named).toEqual(reporterNames);
});

test('every `--reporter` of the guide is one that the command line takes', () => {
  const options = [...guide.matchAll(/--reporter "?([^\s"`]+)/g)].map(([, option]) => option ?? '');
  expect(options.length).toBeGreaterThan(6);
  for (const option of options) expect(() => parseReporter(option)).not.toThrow();
});
