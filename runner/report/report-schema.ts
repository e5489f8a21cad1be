// The shape of a report, for whoever reads one back: a site, a dashboard, another build.
// Its descriptions are published with it, as JSON Schema.
import { z } from 'zod';
import type { RunReport } from '../model/report.ts';

const outcome = z
  .enum(['pass', 'fail', 'error', 'skip'])
  .describe(
    'pass: everything held. fail: the system is not as the page says. error: nobody can say, the host or the harness failed. skip: did not run.',
  );
const place = z.int().min(1);
const span = z
  .object({ line: place, column: place, endLine: place, endColumn: place })
  .describe('Lines and columns count from 1. endLine is inclusive, endColumn is not.');
const time = z.number().min(0);
const counter = z.int().min(0);
const reason = z.string().describe('Why it did not pass, for a person.');
const startedAt = z.iso.datetime().describe('RFC 3339, UTC.');
const file = z.string().describe('Path as the caller gave it.');

const diffLine = z.object({
  kind: z
    .enum(['same', 'missing', 'unexpected', 'note'])
    .describe(
      'missing: only on the page. unexpected: only in the output. note: about the difference.',
    ),
  text: z.string(),
});

const mismatch = z.object({
  expectation: z.enum(['text', 'absent', 'regex', 'jq', 'json', 'exit-code', 'duration']),
  span: span.describe('Where on the page the expectation stands that is no longer true.'),
  message: z.string().describe('One sentence that stands alone.'),
  diff: z.array(diffLine),
});

const attempt = z.object({
  atMs: time.describe("Start, in milliseconds since the step's start."),
  durationMs: time,
  outcome,
  reason: reason.exactOptional(),
});

const step = z.object({
  id: z.string().describe('Unique in its file.'),
  title: z.string().describe('The nearest heading above.'),
  phase: z
    .enum(['fixture-setup', 'steps', 'teardown', 'fixture-teardown'])
    .describe('The two of the fixture ran in the local shell.'),
  file,
  line: place.describe('Line of the opening fence.'),
  outcome,
  reason: reason.exactOptional(),
  durationMs: time,
  assertions: counter.describe('Expectations that were compared.'),
  code: z.string().describe('The commands. Present for steps that did not pass.').exactOptional(),
  mismatches: z.array(mismatch),
  attempts: z.array(attempt).describe('More than one only for steps that are repeated.'),
  stdout: z
    .string()
    .describe('Shortened, control characters as \\x1b. Present for steps that did not pass.')
    .exactOptional(),
  stderr: z.string().describe('As stdout.').exactOptional(),
});

const flaky = z
  .array(z.object({ outcome, reason }))
  .describe('Present: passed only when it was run again. One entry a run that did not pass.');

const estimate = z
  .object({
    statedMs: time.describe('`duration:` of the page.'),
    measuredMs: time.describe('What the commands of its own steps took.'),
    neededMs: time.describe('The same with two minutes to read the page and one a step.'),
    off: z
      .enum(['too-short', 'too-long'])
      .describe('Present: stated and needed differ by more than three times.')
      .exactOptional(),
  })
  .describe('Of the main path of a page that passed: what it asks to plan for, and what it takes.');

const runbook = z.object({
  file,
  branch: z
    .string()
    .describe('Present: the run of that branch of the page. Absent: of its main path.')
    .exactOptional(),
  flaky: flaky.exactOptional(),
  title: z.string(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('Of the file as it was run: tells whether the page has changed since.'),
  outcome,
  reason: reason.exactOptional(),
  startedAt,
  durationMs: time,
  estimate: estimate.exactOptional(),
  steps: z.array(step),
});

const totals = z
  .object({
    runbooks: counter,
    steps: counter,
    assertions: counter,
    passed: counter.describe('Steps.'),
    failed: counter.describe('Steps.'),
    errored: counter.describe('Steps that could not be judged.'),
    skipped: counter.describe('Steps.'),
    flaky: counter.describe('Runbooks that passed only when they were run again.'),
  })
  .describe('The ledger. Zero runbooks, steps or assertions is an error, never green.');

/** What `--report FILE` and `--reporter json` write. Fields that it does not know are left out, so newer reports can be read. */
export const runReportSchema: z.ZodType<RunReport> = z.object({
  schema: z
    .literal(1)
    .describe(
      'Goes up when a field changes its meaning or goes. New fields may come without that.',
    ),
  outcome,
  startedAt,
  durationMs: time,
  totals,
  skipReasons: z
    .array(z.object({ reason: z.string(), steps: counter }))
    .describe('Why steps did not run, the most frequent reason first.'),
  target: z
    .string()
    .describe('Absent: every page on its own fixture, or in the local shell.')
    .exactOptional(),
  shard: z
    .object({ index: place, of: place })
    .describe('Present: this is part index of of; `runbook merge` puts the parts together.')
    .exactOptional(),
  environment: z
    .record(z.string(), z.string())
    .describe('Where it ran. Keys that begin with fixture. are what fixtures captured.'),
  runbooks: z.array(runbook),
});
