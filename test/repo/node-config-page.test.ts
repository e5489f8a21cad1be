import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { expect, test } from 'vitest';
import { nodeConfigPage } from '../../scripts/generate/node-config-page.ts';

test("the page of a node's configuration is what its schema gives: run `npm run reference`", () => {
  const { path, text } = nodeConfigPage();
  expect(readFileSync(path, 'utf8')).toBe(text);
});

test("every key of upstream's file has exactly one row", () => {
  const file = join(import.meta.dirname, '../cluster/config/upstream.toml');
  const { text } = nodeConfigPage();
  for (const key of keysOf(parse(readFileSync(file, 'utf8')), '')) {
    expect({ key, rows: text.split(`\n| \`${key}\` |`).length - 1 }).toEqual({ key, rows: 1 });
  }
});

test('every key that does something says what', () => {
  const { text } = nodeConfigPage();
  expect(text.split('\n').filter((line) => line.endsWith('|  |'))).toEqual([]);
});

function keysOf(table: object, at: string): readonly string[] {
  return Object.entries(table).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? keysOf(value, `${at}${name}.`)
      : [`${at}${name}`],
  );
}
