// The shape of a report, for whoever reads one back: a site, a dashboard, another build.
import { z } from 'zod';
import type { RunReport } from '../model/report.ts';

const outcome = z.enum(['pass', 'fail', 'error', 'skip']);
const span = z.object({
  line: z.int().min(1),
  column: z.int().min(1),
  endLine: z.int().min(1),
  endColumn: z.int().min(1),
});
const time = z.number().min(0);
const counter = z.int().min(0);

const mismatch = z.object({
  expectation: z.enum(['text', 'absent', 'regex', 'jq', 'json', 'exit-code', 'duration']),
  span,
  message: z.string(),
  diff: z.array(
    z.object({ kind: z.enum(['same', 'missing', 'unexpected', 'note']), text: z.string() }),
  ),
});

const attempt = z.object({
  atMs: time,
  durationMs: time,
  outcome,
  reason: z.string().exactOptional(),
});

const step = z.object({
  id: z.string(),
  title: z.string(),
  phase: z.enum(['fixture-setup', 'steps', 'teardown', 'fixture-teardown']),
  file: z.string(),
  line: z.int().min(1),
  outcome,
  reason: z.string().exactOptional(),
  durationMs: time,
  assertions: counter,
  code: z.string().exactOptional(),
  mismatches: z.array(mismatch),
  attempts: z.array(attempt),
  stdout: z.string().exactOptional(),
  stderr: z.string().exactOptional(),
});

const runbook = z.object({
  file: z.string(),
  branch: z.string().exactOptional(),
  flaky: z.array(z.object({ outcome, reason: z.string() })).exactOptional(),
  title: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  outcome,
  reason: z.string().exactOptional(),
  startedAt: z.iso.datetime(),
  durationMs: time,
  steps: z.array(step),
});

/** What `--report FILE` and `--reporter json` write. Fields that it does not know are left out, so newer reports can be read. */
export const runReportSchema: z.ZodType<RunReport> = z.object({
  schema: z.literal(1),
  outcome,
  startedAt: z.iso.datetime(),
  durationMs: time,
  totals: z.object({
    runbooks: counter,
    steps: counter,
    assertions: counter,
    passed: counter,
    failed: counter,
    errored: counter,
    skipped: counter,
    flaky: counter,
  }),
  skipReasons: z.array(z.object({ reason: z.string(), steps: counter })),
  target: z.string().exactOptional(),
  shard: z.object({ index: z.int().min(1), of: z.int().min(1) }).exactOptional(),
  environment: z.record(z.string(), z.string()),
  runbooks: z.array(runbook),
});
