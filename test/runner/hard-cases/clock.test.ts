import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const runner = resolve(import.meta.dirname, '../../../runner');

test('no duration is measured by the clock on the wall', () => {
  const files = readdirSync(runner, { recursive: true, encoding: 'utf8' });
  // The age of a file is told by the clock that stamped it.
  const others = new Set(['cli/page-cache.ts']);
  const sources = files.filter((file) => file.endsWith('.ts') && !others.has(file));
  // A time stamp is the only thing that this clock is for.
  const wall = /Date\.now\(|new Date\((?!\)\.toISOString\(\))|process\.hrtime/;
  const found = sources.filter((file) => wall.test(readFileSync(join(runner, file), 'utf8')));
  expect(sources.length).toBeGreaterThan(100);
  expect(found).toEqual([]);
});
