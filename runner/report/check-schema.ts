// The shape of what `runbook check --json` prints, for editors and pipelines.
import { z } from 'zod';
import type { Diagnostic } from '../model/diagnostic.ts';

export interface CheckDocument {
  /** Version of this shape. */
  readonly schema: 1;
  /** Pages and fixtures that were read. */
  readonly files: number;
  readonly errors: number;
  readonly warnings: number;
  readonly diagnostics: readonly Diagnostic[];
}

const counter = z.int().min(0);
const place = z.int().min(1);

const diagnostic = z.object({
  code: z
    .string()
    .regex(/^(parse|check|plan)\/[a-z0-9-]+$/)
    .describe('Stable; the reference has a page for each.'),
  severity: z
    .enum(['error', 'warning'])
    .describe('error: the page does not run. warning: it runs.'),
  message: z.string().describe('One sentence that stands alone.'),
  file: z.string().describe('Path as the caller gave it.'),
  span: z
    .object({ line: place, column: place, endLine: place, endColumn: place })
    .describe('Lines and columns count from 1. endLine is inclusive, endColumn is not.'),
  hint: z.string().describe('One thing to do, if there is one.').exactOptional(),
});

export const checkDocumentSchema: z.ZodType<CheckDocument> = z.object({
  schema: z.literal(1).describe('Goes up when a field changes its meaning or goes.'),
  files: counter.describe('Pages and fixtures that were read.'),
  errors: counter,
  warnings: counter,
  diagnostics: z.array(diagnostic).describe('Those of one file stand together, in page order.'),
});
