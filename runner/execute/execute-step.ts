// One step to its verdict: a single attempt, or attempts until everything expected holds.
import { setTimeout as pause } from 'node:timers/promises';
import { formatDuration } from '../model/duration.ts';
import type { Ending, Observation } from '../model/observation.ts';
import type { AttemptReport } from '../model/report.ts';
import type { Step } from '../model/runbook.ts';
import type { Verdict } from '../model/verdict.ts';
import { findUnfinishedHereDocument } from './here-document.ts';
import type { Session } from './session.ts';
import { type Attempt, emptyObservation } from './shell-session.ts';

export interface StepContext {
  readonly session: Session;
  /** A folder for scratch files of the run. */
  readonly folder: string;
  readonly judge: (observation: Observation) => Verdict | Promise<Verdict>;
  /** End of the page's time, by the monotonic clock, and its whole length; both in milliseconds. */
  readonly runbookLimit?: { readonly endsAt: number; readonly limitMs: number } | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onAttempt: (attempt: number, reason: string | undefined) => void;
}

export interface StepExecution {
  readonly verdict: Verdict;
  /** Of the last attempt that says something about the target. */
  readonly observation: Observation;
  readonly attempts: readonly AttemptReport[];
  readonly durationMs: number;
}

interface Tried {
  readonly observation: Observation;
  readonly verdict: Verdict;
}

/** Never rejects for what the step does. */
export async function executeStep(step: Step, context: StepContext): Promise<StepExecution> {
  const startedAt = performance.now();
  const refused = await refuse(step, context.folder);
  if (refused !== undefined) {
    const tried = { observation: refused, verdict: await context.judge(refused) };
    return conclude(step, startedAt, [tried], [report(tried, startedAt, startedAt)]);
  }
  const tries: Tried[] = [];
  const attempts: AttemptReport[] = [];
  for (;;) {
    const attemptAt = performance.now();
    const observation = await context.session.run(
      nextAttempt(step, tries.length, startedAt, context),
    );
    const tried = { observation, verdict: await context.judge(observation) };
    tries.push(tried);
    if (tries.length > 2) tries.splice(0, tries.length - 2);
    attempts.push(report(tried, startedAt, attemptAt));
    if (step.eventually) context.onAttempt(attempts.length, tried.verdict.reason);
    const pauseMs = pauseBeforeNext(step, tried, startedAt, context);
    if (pauseMs === undefined) return conclude(step, startedAt, tries, attempts);
    // An interruption ends the pause; the next attempt then says so.
    await pause(pauseMs, undefined, context.signal ? { signal: context.signal } : {}).catch(
      () => undefined,
    );
  }
}

async function refuse(step: Step, folder: string): Promise<Observation | undefined> {
  const unfinished = await findUnfinishedHereDocument(step.code, folder);
  if (unfinished === undefined) return undefined;
  const reason = `Unexpected end of the step inside a here-document, expected a line \`${unfinished.wanted}\``;
  return emptyObservation({ kind: 'refused', reason, line: step.codeLine + unfinished.line - 1 });
}

function nextAttempt(
  step: Step,
  triesSoFar: number,
  startedAt: number,
  context: StepContext,
): Attempt {
  const limit = tightestLimit(step, startedAt, context);
  const mode = step.eventually ? (triesSoFar === 0 ? 'repeatable' : 'again') : 'once';
  return {
    code: step.code,
    line: step.codeLine,
    mode,
    limitMs: Math.max(0, limit.leftMs),
    endingAtLimit: limit.ending,
    signal: context.signal,
  };
}

/** Of all the limits that apply, the one that is reached first. */
function tightestLimit(
  step: Step,
  startedAt: number,
  context: StepContext,
): { leftMs: number; ending: Ending } {
  const now = performance.now();
  type Limit = Extract<Ending, { kind: 'deadline' }>;
  const at = (limit: Limit['limit'], limitMs: number): Limit => ({
    kind: 'deadline',
    limit,
    limitMs,
  });
  let tightest = { leftMs: step.timeoutMs, ending: at('attempt', step.timeoutMs) };
  if (step.eventually) {
    const { withinMs } = step.eventually;
    const leftMs = startedAt + withinMs - now;
    if (leftMs <= tightest.leftMs) tightest = { leftMs, ending: at('eventually', withinMs) };
  }
  if (context.runbookLimit) {
    const leftMs = context.runbookLimit.endsAt - now;
    const ending = at('runbook', context.runbookLimit.limitMs);
    if (leftMs < tightest.leftMs) tightest = { leftMs, ending };
  }
  return tightest;
}

/** With less time left than this there is no further attempt. */
const shortestAttemptMs = 20;

/** Undefined when there will be no further attempt. */
function pauseBeforeNext(
  step: Step,
  tried: Tried,
  startedAt: number,
  context: StepContext,
): number | undefined {
  if (!step.eventually || tried.verdict.outcome !== 'fail') return undefined;
  // Whatever ended the shell also ended the repetition.
  if (tried.observation.ending.kind !== 'completed') return undefined;
  const now = performance.now();
  const endsAt = Math.min(
    startedAt + step.eventually.withinMs,
    context.runbookLimit?.endsAt ?? Number.POSITIVE_INFINITY,
  );
  const leftMs = endsAt - now;
  if (leftMs <= shortestAttemptMs) return undefined;
  // Leave the last attempt room to finish before the deadline, or it could only be cut off.
  const roomMs = Math.max(shortestAttemptMs, 2 * tried.observation.durationMs);
  return Math.max(0, Math.min(step.eventually.everyMs, leftMs - roomMs));
}

function report(tried: Tried, startedAt: number, attemptAt: number): AttemptReport {
  const { outcome, reason } = tried.verdict;
  const { durationMs } = tried.observation;
  const base = { atMs: attemptAt - startedAt, durationMs, outcome };
  return reason === undefined ? base : { ...base, reason };
}

/** For a repeated step that never held: how long it was tried, and the last reason that is about the target. */
function conclude(
  step: Step,
  startedAt: number,
  tries: readonly Tried[],
  attempts: readonly AttemptReport[],
): StepExecution {
  const durationMs = performance.now() - startedAt;
  const last = tries.at(-1);
  if (last === undefined) throw new Error('a step is concluded after at least one attempt');
  const common = { attempts, durationMs };
  if (!step.eventually || last.verdict.outcome !== 'fail') return { ...last, ...common };
  const wasCut = last.observation.ending.kind === 'deadline';
  const telling = (wasCut ? tries.at(-2) : undefined) ?? last;
  const count = attempts.length === 1 ? '1 attempt' : `${attempts.length} attempts`;
  const within = formatDuration(step.eventually.withinMs);
  const reason = `Did not hold within \`${within}\` (${count}). Last: ${telling.verdict.reason}`;
  return { observation: telling.observation, verdict: { ...telling.verdict, reason }, ...common };
}
