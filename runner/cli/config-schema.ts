// The shape of `export const config` in a config file. Loaded only where there is one.
import { z } from 'zod';
import type { RunbookConfig } from './runbook-config.ts';

const variableName = z
  .string()
  .regex(/^[A-Za-z_]\w*$/, 'expected a variable name of letters, digits and `_`');

/** Name → value. */
const variables = z.record(variableName, z.string());

const templateSection = z.union(
  [
    z.string().min(1),
    z.strictObject({
      title: z.string().min(1),
      contains: z.enum(['table', 'steps']).exactOptional(),
    }),
  ],
  'expected a title, or an object with a `title`',
);

const decision = z.enum(['run', 'confirm', 'refuse']);

const policy = z.union(
  [
    z.enum(['open', 'production']),
    z.strictObject({
      mutating: decision.exactOptional(),
      destructive: decision.exactOptional(),
    }),
  ],
  'expected `open`, `production`, or an object with `mutating` and `destructive`',
);

const target = z.strictObject({
  shell: z.string().min(1).exactOptional(),
  env: variables.exactOptional(),
  secrets: z.array(variableName).exactOptional(),
  policy: policy.exactOptional(),
});

/** Unknown keys are errors. */
export const runbookConfigSchema: z.ZodType<RunbookConfig> = z.strictObject({
  path: z.array(z.string().min(1)).exactOptional(),
  env: variables.exactOptional(),
  template: z.array(templateSection).exactOptional(),
  secrets: z.array(variableName).exactOptional(),
  alerts: z.array(z.string().min(1)).exactOptional(),
  docs: z
    .url({ protocol: /^https?$/, error: 'expected an address such as `https://docs.example`' })
    .exactOptional(),
  targets: z
    .record(
      z.string().regex(/^[A-Za-z][\w.-]*$/, 'expected a name that begins with a letter'),
      target,
    )
    .refine((targets) => !Object.hasOwn(targets, 'local'), {
      error: 'expected another name than `local`, which is always there',
    })
    .exactOptional(),
});
