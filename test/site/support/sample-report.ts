// The report that the sample site is built with: one page for each thing that a page can say of its last run.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunbookReport, RunReport, StepReport } from '../../../runner/model/report.ts';

import type { Outcome } from '../../../runner/model/verdict.ts';
/** Writes nothing; `root` is the folder that holds the sample's content/. */
export function sampleReport(root: string): RunReport {
  const run = (
    file: string,
    outcome: Outcome,
    steps: readonly StepReport[],
    sha256?: string,
  ): RunbookReport => ({
    file,
    title: file,
    sha256: sha256 ?? hashOf(join(root, file)),
    outcome,
    startedAt: '2026-11-23T23:58:07.120Z',
    durationMs: 14_230,
    steps,
  });
  const allPass = 'content/operations/node-care/all-pass.md';
  const oneFails = 'content/operations/node-care/one-fails.md';
  const cannotJudge = 'content/operations/disk-care/cannot-judge.md';
  const changedSince = 'content/operations/disk-care/changed-since.md';
  const fixture = 'content/_fixtures/unpublished.md';
  return {
    schema: 1,
    outcome: 'fail',
    startedAt: '2026-11-23T23:58:00.000Z',
    durationMs: 60_000,
    totals: {
      runbooks: 4,
      steps: 10,
      assertions: 12,
      passed: 1,
      failed: 1,
      errored: 1,
      skipped: 0,
      flaky: 0,
    },
    skipReasons: [],
    environment: { os: 'linux' },
    runbooks: [
      run(allPass, 'pass', [
        // A fixture's step has the id of a step of the page, and another verdict.
        step(fixture, 'step-1', 'error', { phase: 'fixture-setup' }),
        step(allPass, 'step-1', 'pass', { durationMs: 42 }),
        step(allPass, 'start-it', 'pass', { durationMs: 1_234 }),
        step(allPass, 'wait-for-answer', 'pass', { durationMs: 3_070, attemptCount: 3 }),
        step(allPass, 'step-4', 'pass', { durationMs: 20.4 }),
        step(allPass, 'forget', 'pass', { durationMs: 8 }),
        step(allPass, 'elsewhere', 'skip', { reason: 'needs a second data centre' }),
      ]),
      run(oneFails, 'fail', [
        step(oneFails, 'first', 'pass', { durationMs: 12 }),
        step(oneFails, 'second', 'fail', {
          durationMs: 15,
          reason: 'Unexpected line `two`, expected `three`',
        }),
        step(oneFails, 'third', 'skip', { reason: 'an earlier step did not pass' }),
      ]),
      run(cannotJudge, 'error', [step(cannotJudge, 'step-1', 'error', { durationMs: 60_000 })]),
      run(changedSince, 'pass', [step(changedSince, 'step-1', 'pass', {})], '0'.repeat(64)),
    ],
  };
}

interface StepFacts {
  readonly phase?: StepReport['phase'];
  readonly durationMs?: number;
  readonly attemptCount?: number;
  readonly reason?: string;
}

function step(file: string, id: string, outcome: Outcome, facts: StepFacts): StepReport {
  const { phase = 'steps', durationMs = 1, attemptCount = 1, reason } = facts;
  const attempt = { atMs: 0, durationMs, outcome };
  return {
    id,
    title: id,
    phase,
    file,
    line: 1,
    outcome,
    durationMs,
    assertions: 1,
    mismatches: [],
    attempts: Array.from({ length: attemptCount }, () => attempt),
    ...(reason === undefined ? {} : { reason }),
  };
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
