// The schema of the facts in front matter, for the runner and for any site that publishes the same pages.
// Messages complete the sentence *Unexpected X, …*.
import { z } from 'zod';
import type { FixtureFacts, RunbookFacts } from '../model/runbook.ts';
import { parseDuration, parseWait } from './duration.ts';
import { parametersSchema } from './parameter-facts.ts';

const sentence = (expected: string) =>
  z.string({ error: expected }).refine((text) => text.trim() !== '', { error: expected });

const form = (pattern: RegExp, expected: string) =>
  z.string({ error: expected }).regex(pattern, { error: expected });

const list = <T extends z.ZodType>(item: T, expected: string) => z.array(item, { error: expected });

const slug = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Longest time for all steps of one run, in milliseconds, where a page says nothing. */
const defaultTimeoutMs = 600_000;

/** The `runbook:` key. Unknown keys are errors. */
export const runbookFactsSchema = z
  .strictObject({
    /** What a mistake can cost. */
    risk: z.enum(['low', 'medium', 'high'], { error: 'expected `low`, `medium` or `high`' }),
    /** Time that a person should plan for, as written: `10m`, `1h30m`. */
    duration: z
      .string({ error: 'expected a time such as `10m` or `1h30m`' })
      .refine((text) => (parseDuration(text) ?? 0) > 0, {
        error: 'expected a time such as `10m` or `1h30m`',
      }),
    /** What must be true before step 1, one sentence each; may be empty. */
    prerequisites: list(
      sentence('expected a sentence'),
      'expected a list of sentences, empty (`[]`) if there is none',
    ),
    /** How to undo, in one sentence. */
    rollback: sentence('expected one sentence'),
    /** Names of the alerts whose link leads to this page. Default: none. */
    alerts: list(
      form(/^[A-Za-z_]\w*$/, 'expected the name of an alert, such as `DiskFull`'),
      'expected a list of alert names',
    ).default([]),
    /** Further slugs that lead to this page. Default: none. */
    aliases: list(
      form(slug, 'expected lower-case letters, digits and hyphens'),
      'expected a list of slugs',
    ).default([]),
    /** Name of a document in the nearest `_fixtures` folder. Default: none, the local shell. */
    fixture: form(slug, 'expected the name of a fixture, such as `three-node`').optional(),
    /** Words by which `--tag` selects the page. Default: none. */
    tags: list(
      form(slug, 'expected lower-case letters, digits and hyphens'),
      'expected a list of tags, such as `[weekly]`',
    ).default([]),
    /** Values that the page needs and does not know. Default: none. */
    parameters: parametersSchema.default([]),
    /** Longest time for all steps of a run. Default `10m`. */
    timeout: z
      .string({ error: 'expected a time such as `10m`, at most `24h`' })
      .refine((text) => parseWait(text) !== undefined, {
        error: 'expected a time such as `10m`, at most `24h`',
      })
      .optional(),
  })
  .transform(
    ({ fixture, timeout, ...facts }): RunbookFacts => ({
      ...facts,
      ...(fixture !== undefined && { fixture }),
      timeoutMs: (timeout === undefined ? undefined : parseWait(timeout)) ?? defaultTimeoutMs,
    }),
  );

/** The `fixture:` key. Unknown keys are errors. */
export const fixtureFactsSchema = z
  .strictObject({
    /** Variable, captured in Setup, that holds the command prefix that enters the target. Default: the local shell. */
    shell: form(
      /^[A-Z][A-Z0-9_]*$/,
      'expected the name of a variable, such as `TARGET_SHELL`',
    ).optional(),
  })
  .transform(({ shell }): FixtureFacts => (shell === undefined ? {} : { shell }));

export const runbookKeys: readonly string[] = [
  'risk',
  'duration',
  'prerequisites',
  'rollback',
  'alerts',
  'aliases',
  'fixture',
  'tags',
  'parameters',
  'timeout',
];
export const fixtureKeys: readonly string[] = ['shell'];
