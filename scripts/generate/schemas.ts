// What `generate-schemas` writes; a test compares it with what is there.
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { checkDocumentSchema, runReportSchema, vacuityDocumentSchema } from '../../runner/index.ts';
import type { GeneratedFile } from './generated-file.ts';

const folder = resolve(import.meta.dirname, '../../public/schemas');
/** As `site` in astro.config.mjs. */
const address = 'https://docs.engram.example/schemas';

const schemas = [
  {
    name: 'run-report-1.json',
    title: 'Report of a run',
    description: 'What `runbook run --reporter json` prints and `--report FILE` writes.',
    schema: runReportSchema,
  },
  {
    name: 'check-1.json',
    title: 'Diagnostics',
    description: 'What `runbook check --json` prints.',
    schema: checkDocumentSchema,
  },
  {
    name: 'vacuity-1.json',
    title: 'Assertions that can fail, and those that cannot',
    description: 'What `runbook vacuity --json` prints.',
    schema: vacuityDocumentSchema,
  },
] as const;

export function schemaFiles(): readonly GeneratedFile[] {
  return schemas.map(({ name, title, description, schema }) => {
    // `input`: a reader must take fields that it does not know, for a newer runner may write them.
    const { $schema, ...shape } = z.toJSONSchema(schema, { io: 'input' });
    const document = { $schema, $id: `${address}/${name}`, title, description, ...shape };
    return { path: join(folder, name), text: `${JSON.stringify(document, null, 2)}\n` };
  });
}
