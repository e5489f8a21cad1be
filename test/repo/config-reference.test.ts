// The page about the config file names every key that the schema knows, and no other.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { runbookConfigSchema } from '../../runner/cli/config-schema.ts';
import { decide, policyOf } from '../../runner/cli/policy.ts';

const page = readFileSync(
  resolve(import.meta.dirname, '../../content/reference/runbook-config.md'),
  'utf8',
);

/** First cells of the rows below a table's head. */
function firstCells(head: string): readonly string[] {
  const table = page.split(`\n| ${head}`)[1]?.split('\n\n')[0] ?? '';
  return [...table.matchAll(/^\| `([a-z]+)` \|/gm)].map((match) => match[1] ?? '');
}

interface ObjectSchema {
  readonly properties: Readonly<Record<string, { readonly additionalProperties?: ObjectSchema }>>;
}

const schema = z.toJSONSchema(runbookConfigSchema, {
  unrepresentable: 'any',
}) as unknown as ObjectSchema;

test('the keys of the config are those of its page', () => {
  expect(firstCells('Key | ')).toEqual(Object.keys(schema.properties));
});

test('the keys of a target are those of its page', () => {
  const target = schema.properties['targets']?.additionalProperties;
  expect(firstCells('Key of a target')).toEqual(Object.keys(target?.properties ?? {}));
});

test('the policies are those of the page', () => {
  const rows = (['open', 'production'] as const).map((name) => {
    const cells = (['mutating', 'destructive'] as const).map(
      (risk) => `\`${decide(risk, policyOf(name), [])}\``,
    );
    return `| \`${name}\` | ${cells.join(' | ')} |`;
  });
  expect(rows.filter((row) => !page.includes(`\n${row}\n`))).toEqual([]);
});
