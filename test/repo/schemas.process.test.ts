// The published JSON Schemas are those of the runner, and what it writes fits them.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { schemaFiles } from '../../scripts/generate/schemas.ts';
import { noTemplate, page, runCli } from '../runner/cli/run-cli.ts';
import { report } from '../runner/report/sample-report.ts';
import { scratchFolder } from '../support/scratch.ts';

function published(name: string): z.ZodType {
  const file = schemaFiles().find(({ path }) => basename(path) === name);
  const text = readFileSync(file?.path ?? '', 'utf8');
  return z.fromJSONSchema(JSON.parse(text) as Parameters<typeof z.fromJSONSchema>[0]);
}

test.each(schemaFiles().map((file) => [basename(file.path), file] as const))(
  'public/schemas/%s is what `npm run reference` writes',
  (_name, { path, text }) => {
    expect(readFileSync(path, 'utf8')).toBe(text);
  },
);

test('the published schema takes a report, and refuses what is none', () => {
  const schema = published('run-report-1.json');
  expect(schema.safeParse(report).error).toBeUndefined();
  expect(schema.safeParse({ ...report, added: 'by a newer runner' }).error).toBeUndefined();
  expect(schema.safeParse({ ...report, schema: 2 }).success).toBe(false);
  expect(schema.safeParse({ ...report, runbooks: [{}] }).success).toBe(false);
});

test('the published schema takes what `runbook check --json` prints', async () => {
  const folder = await scratchFolder({
    'a.md': page('## Steps\n\n```bash timout=3s\ndate\n```\n'),
    'runbook.config.ts': noTemplate,
  });
  const { stdout } = await runCli(folder, ['check', 'a.md', '--json']);
  const document = JSON.parse(stdout) as object;
  expect(document).toMatchObject({ errors: 1 });
  const schema = published('check-1.json');
  expect(schema.safeParse(document).error).toBeUndefined();
  expect(schema.safeParse({ ...document, errors: '1' }).success).toBe(false);
});
