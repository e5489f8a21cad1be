// Runs plans one after the other and tells what happens as it happens.

import { createEventQueue } from './event-queue.ts';
import { removeStaleRuns } from './execute/run-folder.ts';
import type { RunEvent } from './model/event.ts';
import type { Plan } from './model/plan.ts';
import type { RunbookReport, RunReport, Totals } from './model/report.ts';
import { type Outcome, worstOutcome } from './model/verdict.ts';
import { runPlan } from './run-plan.ts';

export interface RunOptions {
  /** Environment of the shells, usually the caller's own. */
  readonly env: Readonly<Record<string, string>>;
  /** Aborting ends the step in flight, runs what tears down, and ends the run. */
  readonly signal: AbortSignal;
  /** Facts about the host for the report: operating system, Node, bash, commit. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The last event is `run-finished` with the report. A reader that stops early interrupts the run; teardown still runs
 * before the iteration returns.
 */
export async function* runRunbooks(
  plans: readonly Plan[],
  options: RunOptions,
): AsyncGenerator<RunEvent, void, void> {
  const queue = createEventQueue<RunEvent>();
  const abandoned = new AbortController();
  const signal = AbortSignal.any([options.signal, abandoned.signal]);
  const work = runAll(plans, { ...options, signal }, (event) => queue.push(event)).then(
    () => queue.close(),
    (error: unknown) => queue.close(error),
  );
  try {
    yield* queue;
  } finally {
    abandoned.abort();
    await work;
  }
}

async function runAll(
  plans: readonly Plan[],
  options: RunOptions,
  emit: (event: RunEvent) => void,
): Promise<void> {
  const startedAt = new Date().toISOString();
  const start = performance.now();
  emit({ kind: 'run-started', runbooks: plans.length, steps: countSteps(plans) });
  await removeStaleRuns();
  const runbooks: RunbookReport[] = [];
  let facts: Readonly<Record<string, string>> = {};
  for (const plan of plans) {
    const { env, signal } = options;
    const { report, fixtureFacts } = await runPlan(plan, { env, signal, emit });
    runbooks.push(report);
    facts = { ...facts, ...fixtureFacts };
  }
  const named = Object.entries(facts).map(([name, value]) => [`fixture.${name}`, value] as const);
  const report: RunReport = {
    schema: 1,
    outcome: worstOutcome(runbooks.map(({ outcome }) => outcome)),
    startedAt,
    durationMs: performance.now() - start,
    totals: countTotals(runbooks),
    skipReasons: countSkipReasons(runbooks),
    environment: { ...options.environment, ...Object.fromEntries(named) },
    runbooks,
  };
  emit({ kind: 'run-finished', report });
}

function countSteps(plans: readonly Plan[]): number {
  return plans.flatMap(({ phases }) => phases).reduce((sum, { steps }) => sum + steps.length, 0);
}

function countTotals(runbooks: readonly RunbookReport[]): Totals {
  const steps = runbooks.flatMap((runbook) => runbook.steps);
  const count = (outcome: Outcome): number =>
    steps.filter((step) => step.outcome === outcome).length;
  return {
    runbooks: runbooks.length,
    steps: steps.length,
    assertions: steps.reduce((sum, { assertions }) => sum + assertions, 0),
    passed: count('pass'),
    failed: count('fail'),
    errored: count('error'),
    skipped: count('skip'),
    flaky: runbooks.filter(({ flaky }) => flaky !== undefined).length,
  };
}

function countSkipReasons(runbooks: readonly RunbookReport[]): RunReport['skipReasons'] {
  const counts = new Map<string, number>();
  for (const { outcome, reason = '' } of runbooks.flatMap(({ steps }) => steps)) {
    if (outcome === 'skip') counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts]
    .map(([reason, steps]) => ({ reason, steps }))
    .toSorted((a, b) => b.steps - a.steps);
}
