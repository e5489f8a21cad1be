// The shape of a config file. Loaded only where there is one.
import { z } from 'zod';

const templateSection = z.union([
  z.string().min(1),
  z.strictObject({
    title: z.string().min(1),
    /** `table`: the section must hold a table. `steps`: any section with steps will do. */
    contains: z.enum(['table', 'steps']).exactOptional(),
  }),
]);

/** Shape of `export const config` in `runbook.config.ts`. Unknown keys are errors. */
export const runbookConfigSchema = z.strictObject({
  /** Folders put in front of `PATH` of every shell, relative to the config file. Default: none. */
  path: z.array(z.string().min(1)).exactOptional(),
  /** Variables that every shell starts with, over those of the caller. Default: none. */
  env: z.record(z.string().regex(/^[A-Za-z_]\w*$/), z.string()).exactOptional(),
  /** Sections that every runbook must have, in this order; empty: none. Default: six, from When to use to Success metrics. */
  template: z.array(templateSection).exactOptional(),
});

export type RunbookConfig = z.input<typeof runbookConfigSchema>;
