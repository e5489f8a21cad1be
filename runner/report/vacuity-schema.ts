// The shape of what `runbook vacuity --json` prints, for pipelines.
import { z } from 'zod';
import type { Expectation, OutputStream } from '../model/expectation.ts';
import type { SourceSpan } from '../model/source.ts';
import type { Outcome } from '../model/verdict.ts';

export interface VacuityAssertion {
  readonly file: string;
  readonly span: SourceSpan;
  readonly step: string;
  readonly kind: Expectation['kind'];
  readonly stream?: OutputStream;
  readonly source: string;
  readonly result: 'can-fail' | 'vacuous' | 'not-examined';
  readonly failsAgainst?: string;
  readonly tried?: number;
  readonly reason?: string;
  readonly hint?: string;
}

export interface VacuityDocument {
  /** Version of this shape. */
  readonly schema: 1;
  readonly outcome: Exclude<Outcome, 'skip'>;
  readonly durationMs: number;
  readonly totals: {
    readonly runbooks: number;
    readonly steps: number;
    readonly assertions: number;
    readonly canFail: number;
    readonly vacuous: number;
    readonly notExamined: number;
  };
  readonly runbooks: readonly {
    readonly file: string;
    readonly branch?: string;
    readonly outcome: Outcome;
    readonly reason?: string;
  }[];
  readonly assertions: readonly VacuityAssertion[];
}

const counter = z.int().min(0);
const place = z.int().min(1);
const file = z.string().describe('Path as the caller gave it.');

const assertion = z.object({
  file,
  span: z
    .object({ line: place, column: place, endLine: place, endColumn: place })
    .describe('Lines and columns count from 1. endLine is inclusive, endColumn is not.'),
  step: z.string().describe('Id of the step that it belongs to.'),
  kind: z
    .enum(['text', 'absent', 'regex', 'jq', 'json', 'exit-code', 'duration'])
    .describe('Of absent and jq each line is an assertion.'),
  stream: z.enum(['stdout', 'stderr']).describe('Where it looks, if at an output.').exactOptional(),
  source: z.string().describe('As written, its first line.'),
  result: z
    .enum(['can-fail', 'vacuous', 'not-examined'])
    .describe(
      'can-fail: a counter-observation made it fail. vacuous: none did. not-examined: its step did not pass.',
    ),
  failsAgainst: z.string().describe('Of can-fail: what made it fail.').exactOptional(),
  tried: place.describe('Of vacuous: counter-observations that it held for.').exactOptional(),
  reason: z.string().describe('Of vacuous and not-examined: why, for a person.').exactOptional(),
  hint: z.string().describe('Of vacuous: one thing to do.').exactOptional(),
});

export const vacuityDocumentSchema: z.ZodType<VacuityDocument> = z.object({
  schema: z.literal(1).describe('Goes up when a field changes its meaning or goes.'),
  outcome: z
    .enum(['pass', 'fail', 'error'])
    .describe(
      'pass: every assertion can fail. fail: one is vacuous. error: one could not be examined, or there was none.',
    ),
  durationMs: z.number().min(0),
  totals: z
    .object({
      runbooks: counter.describe('Runs: main paths and branches.'),
      steps: counter.describe('Steps with assertions, each counted once.'),
      assertions: counter,
      canFail: counter,
      vacuous: counter,
      notExamined: counter,
    })
    .describe('Zero assertions is an error, never green.'),
  runbooks: z.array(
    z.object({
      file,
      branch: z.string().describe('Absent: the main path.').exactOptional(),
      outcome: z.enum(['pass', 'fail', 'error', 'skip']).describe('Of its run.'),
      reason: z.string().describe('Why it did not pass.').exactOptional(),
    }),
  ),
  assertions: z
    .array(assertion)
    .describe('Each once, however many runs it was in; those of a file stand together.'),
});
