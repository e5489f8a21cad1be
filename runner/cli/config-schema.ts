// The shape of `export const config` in a config file. Loaded only where there is one.
import { z } from 'zod';

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
      /** `table`: the section must hold a table. `steps`: any section with steps will do. */
      contains: z.enum(['table', 'steps']).exactOptional(),
    }),
  ],
  'expected a title, or an object with a `title`',
);

/** What happens to the steps of a risk class: they run, they run once somebody has confirmed it, or the run is refused. */
const decision = z.enum(['run', 'confirm', 'refuse']);

const policy = z.union(
  [
    /** `open`: everything runs. `production`: mutating steps are confirmed, destructive ones refused. */
    z.enum(['open', 'production']),
    z.strictObject({
      /** Steps that change the target. Default: `run`. */
      mutating: decision.exactOptional(),
      /** Steps that lose something of the target. Default: `run`. */
      destructive: decision.exactOptional(),
    }),
  ],
  'expected `open`, `production`, or an object with `mutating` and `destructive`',
);

const target = z.strictObject({
  /** Command that enters it, such as `ssh ops@host`: words and quotes, split as a shell would. Default: the local shell. */
  shell: z.string().min(1).exactOptional(),
  /** Variables that its shell starts with, over those of `env`. Default: none. */
  env: variables.exactOptional(),
  /** Environment variables whose values are masked in all output, besides `secrets`. Default: none. */
  secrets: z.array(variableName).exactOptional(),
  /** Which steps may run there. Default: `open`. */
  policy: policy.exactOptional(),
});

/** Unknown keys are errors. */
export const runbookConfigSchema = z.strictObject({
  /** Folders put in front of `PATH` of every shell, relative to the config file. Default: none. */
  path: z.array(z.string().min(1)).exactOptional(),
  /** Variables that every shell starts with, over those of the caller. Default: none. */
  env: variables.exactOptional(),
  /** Sections that every runbook must have, in this order; empty: none. Default: six, from When to use to Success metrics. */
  template: z.array(templateSection).exactOptional(),
  /** Environment variables whose values are masked in all output. Default: none. */
  secrets: z.array(variableName).exactOptional(),
  /** Files or patterns of Prometheus rule files, relative to the config file: the alerts that pages may name. Default: any name will do. */
  alerts: z.array(z.string().min(1)).exactOptional(),
  /** Name → a place where runbooks can run, for `--target`. `local`, where fixtures bring the target up, is always there. Default: none. */
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

export type RunbookConfig = z.input<typeof runbookConfigSchema>;
export type TargetConfig = z.input<typeof target>;
export type PolicyDecision = z.infer<typeof decision>;
