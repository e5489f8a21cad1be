// Runs plans, some at the same time if asked, and tells what happens as it happens, runbook after runbook.
import { createEventQueue } from './event-queue.ts';
import { removeStaleRuns } from './execute/run-folder.ts';
import { createLanes, forEachAtOnce } from './lanes.ts';
import type { RunEvent } from './model/event.ts';
import type { Plan } from './model/plan.ts';
import type { RunbookReport, RunReport } from './model/report.ts';
import { worstOutcome } from './model/verdict.ts';
import { countSkipReasons, countTotals } from './run-totals.ts';
import { isBad, reportPlanNotRun, runWithRetries } from './run-with-retries.ts';
import type { Settle } from './settle.ts';

export interface RunOptions {
  /** Environment of the shells, usually the caller's own. */
  readonly env: Readonly<Record<string, string>>;
  /** Aborting ends the steps in flight, runs what tears down, and ends the run. */
  readonly signal: AbortSignal;
  /** Facts about the host for the report: operating system, Node, commit; the shell adds its own version. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runbooks at the same time, each in its own shell and folder. Default 1. */
  readonly jobs?: number;
  /** How many times more a runbook that does not pass is run. Default 0. */
  readonly retries?: number;
  /** Begins no further runbook once one did not pass; those in flight run to their end. Default false. */
  readonly bail?: boolean;
  /** For the report: this run is a part of a larger one. Default: it is all of it. */
  readonly shard?: { readonly index: number; readonly of: number };
  /** Who sees what the steps of a plan do. Default: nobody. */
  readonly settleFor?: (plan: Plan) => Settle;
}

/**
 * The events of one runbook stand together, and runbooks follow in the order of `plans`, however many run at a time.
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
  const { runbooks, facts, bash } = await runEach(plans, options, emit);
  const named = Object.entries(facts).map(([name, value]) => [`fixture.${name}`, value] as const);
  const target = plans.find((plan) => plan.target !== undefined)?.target?.name;
  const report: RunReport = {
    schema: 1,
    outcome: worstOutcome(runbooks.map(({ outcome }) => outcome)),
    startedAt,
    durationMs: performance.now() - start,
    totals: countTotals(runbooks),
    skipReasons: countSkipReasons(runbooks),
    ...(target === undefined ? {} : { target }),
    ...(options.shard === undefined ? {} : { shard: options.shard }),
    environment: { ...options.environment, ...(bash && { bash }), ...Object.fromEntries(named) },
    runbooks,
  };
  emit({ kind: 'run-finished', report });
}

interface EachResult {
  /** In the order of the plans. */
  readonly runbooks: readonly RunbookReport[];
  readonly facts: Readonly<Record<string, string>>;
  /** Version of bash in the local shell; empty where none came up. */
  readonly bash: string;
}

async function runEach(
  plans: readonly Plan[],
  options: RunOptions,
  emit: (event: RunEvent) => void,
): Promise<EachResult> {
  const { env, signal, jobs = 1, retries = 0, bail = false, settleFor } = options;
  const lanes = createLanes(emit);
  const runbooks: RunbookReport[] = [];
  const facts: Readonly<Record<string, string>>[] = [];
  let bash = '';
  let stopReason: string | undefined;
  await forEachAtOnce(plans, jobs, async (plan, index) => {
    const say = (event: RunEvent): void => lanes.say(index, event);
    if (signal.aborted) {
      // Not a skip: a run that was interrupted must not look as if it had been complete.
      const reason = 'Interrupted before the runbook was begun';
      runbooks[index] = reportPlanNotRun(plan, 'error', reason, say);
    } else if (stopReason !== undefined) {
      runbooks[index] = reportPlanNotRun(plan, 'skip', stopReason, say);
    } else {
      const settle = settleFor?.(plan);
      const context = { env, signal, emit: say, ...(settle !== undefined && { settle }) };
      const result = await runWithRetries(plan, retries, context);
      runbooks[index] = result.report;
      facts[index] = result.fixtureFacts;
      bash ||= result.bash;
      if (bail && isBad(result.report.outcome)) {
        stopReason = `\`${result.report.file}\` did not pass, and the run stops there (\`--bail\`)`;
      }
    }
    lanes.end(index);
  });
  return { runbooks, facts: Object.assign({}, ...facts) as Record<string, string>, bash };
}

function countSteps(plans: readonly Plan[]): number {
  return plans.flatMap(({ phases }) => phases).reduce((sum, { steps }) => sum + steps.length, 0);
}
