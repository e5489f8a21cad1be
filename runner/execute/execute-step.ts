// One step to its verdict: a single attempt, or attempts until everything expected holds, or for as long as it must.
import { setTimeout as pause } from 'node:timers/promises';
import type { Observation } from '../model/observation.ts';
import type { AttemptReport } from '../model/report.ts';
import type { Step } from '../model/runbook.ts';
import { tightestLimit } from './attempt-limit.ts';
import { executeBackground } from './background.ts';
import { findUnfinishedHereDocument } from './here-document.ts';
import { Repetition, type Tried } from './repetition.ts';
import { type Attempt, emptyObservation } from './shell-session.ts';
import { shellTextOf } from './step-code.ts';
import type { StepContext, StepExecution } from './step-execution.ts';

/** Never rejects for what the step does. */
export async function executeStep(step: Step, context: StepContext): Promise<StepExecution> {
  const startedAt = performance.now();
  const attempts: AttemptReport[] = [];
  const told = (tried: Tried): StepExecution => ({
    ...tried,
    attempts,
    durationMs: performance.now() - startedAt,
  });
  const refused = step.language === 'shell' ? await refuse(step, context.folder) : undefined;
  if (refused !== undefined) {
    const tried = { observation: refused, verdict: await context.judge(step, refused) };
    attempts.push(report(tried, startedAt, startedAt));
    return told(tried);
  }
  if (step.background !== undefined) return executeBackground(step, context, context.onBackground);
  const isRepeated = step.eventually !== undefined || step.stays !== undefined;
  const repetition = new Repetition(step, startedAt, context.runbookLimit?.endsAt);
  for (;;) {
    const attemptAt = performance.now();
    const mode = isRepeated ? (attempts.length === 0 ? 'repeatable' : 'again') : 'once';
    const beginBy = repetition.beginBy;
    const observation = await context.session.run(attemptOf(step, mode, beginBy, context));
    const tried = { observation, verdict: await context.judge(step, observation) };
    attempts.push(report(tried, startedAt, attemptAt));
    if (isRepeated) context.onAttempt(attempts.length, tried.verdict.reason);
    const next = repetition.afterAttempt(tried, performance.now());
    if (next.kind === 'over') return told(next.tried);
    // An interruption ends the pause; the next attempt then says so.
    await pause(next.pauseMs, undefined, context.signal ? { signal: context.signal } : {}).catch(
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

function attemptOf(
  step: Step,
  mode: Attempt['mode'],
  beginBy: number | undefined,
  context: StepContext,
): Attempt {
  const limit = tightestLimit(step, beginBy, context.runbookLimit);
  return {
    code: shellTextOf(step),
    line: step.codeLine,
    mode,
    limitMs: Math.max(0, limit.leftMs),
    endingAtLimit: limit.ending,
    signal: context.signal,
  };
}

function report(tried: Tried, startedAt: number, attemptAt: number): AttemptReport {
  const { outcome, reason } = tried.verdict;
  const { durationMs } = tried.observation;
  const base = { atMs: attemptAt - startedAt, durationMs, outcome };
  return reason === undefined ? base : { ...base, reason };
}
