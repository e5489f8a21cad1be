// A step that runs on while the page goes on: started, watched until what is expected of it holds, asked again later.
import { setTimeout as pause } from 'node:timers/promises';
import { formatDuration } from '../model/duration.ts';
import type { Observation } from '../model/observation.ts';
import type { Step } from '../model/runbook.ts';
import type { Verdict } from '../model/verdict.ts';
import {
  type BackgroundJob,
  lookText,
  readFiles,
  readLook,
  startText,
} from './background-shell.ts';
import { randomWord } from './random-word.ts';
import type { Session } from './session.ts';
import type { Attempt } from './shell-session.ts';
import type { StepContext, StepExecution } from './step-execution.ts';

/** Ready for judging: the step as far as its expectations make sense by then. */
interface Seen {
  readonly step: Step;
  readonly observation: Observation;
}

// Between two looks at the output, in milliseconds: soon at first, less often for what takes long.
const firstPauseMs = 10;
const longestPauseMs = 250;

/** For a question to the shell, which takes a few milliseconds; more only where the way to it is long. */
const askLimitMs = 10_000;

/** `onStarted` is called once the job may run. */
export async function executeBackground(
  step: Step,
  context: StepContext,
  onStarted: (job: BackgroundJob) => void,
): Promise<StepExecution> {
  const startedAt = performance.now();
  // A random word may begin with `-`, and be taken for an option.
  const job = { step, id: `job-${randomWord()}` };
  const conclude = (observation: Observation, verdict: Verdict): StepExecution => {
    const { outcome, reason } = verdict;
    const durationMs = performance.now() - startedAt;
    const attempt = { atMs: 0, durationMs, outcome, ...(reason === undefined ? {} : { reason }) };
    return { verdict, observation, attempts: [attempt], durationMs };
  };
  const started = await ask(startText(job, context.session), step.codeLine, 'once', context);
  const { ending } = started;
  if (ending.kind !== 'completed' || ending.exitCode !== 0)
    return conclude(started, await context.judge(step, started));
  onStarted(job);
  const { seen, story } = await watch(job, startedAt, context);
  const verdict = await context.judge(seen.step, seen.observation);
  const isTold = story === undefined || verdict.outcome !== 'fail';
  const reason = `${story}. Last: ${verdict.reason}`;
  return conclude(seen.observation, isTold ? verdict : { ...verdict, reason });
}

/** Until everything holds, the job is over, or the time is; `story` is what a failure is about then. */
async function watch(
  job: BackgroundJob,
  startedAt: number,
  context: StepContext,
): Promise<{ readonly seen: Seen; readonly story?: string }> {
  const { step } = job;
  const readyWithinMs = step.background?.readyWithinMs ?? 0;
  const { runbookLimit, signal, session } = context;
  const endsAt = startedAt + readyWithinMs;
  for (let pauseMs = firstPauseMs, mode: Attempt['mode'] = 'repeatable'; ; mode = 'again') {
    const asked = await ask(lookText(job, session), step.codeLine + 1, mode, context);
    if (asked.ending.kind !== 'completed') return { seen: { step, observation: asked } };
    const { observation, isOver } = readLook(asked, performance.now() - startedAt);
    if (isOver) return { seen: { step, observation }, story: 'Ended before it was ready' };
    const seen = { step: whileItRuns(step), observation };
    if ((await context.judge(seen.step, observation)).outcome !== 'fail') return { seen };
    const now = performance.now();
    if (runbookLimit && now >= runbookLimit.endsAt) {
      const { limitMs } = runbookLimit;
      const ending = { kind: 'deadline', limit: 'runbook', limitMs } as const;
      return { seen: { step, observation: { ...observation, ending } } };
    }
    if (now >= endsAt)
      return { seen, story: `Was not ready within \`${formatDuration(readyWithinMs)}\`` };
    const leftMs = Math.min(endsAt, runbookLimit?.endsAt ?? endsAt) - now;
    await pause(Math.min(pauseMs, leftMs), undefined, signal ? { signal } : {}).catch(
      () => undefined,
    );
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }
}

export interface BackgroundFailure {
  readonly observation: Observation;
  readonly reason: string;
}

/** Undefined while the job runs, after a good end, and where the shell is gone and nobody can tell. */
export async function findFailure(
  job: BackgroundJob,
  session: Session,
): Promise<BackgroundFailure | undefined> {
  const observation = session.isLost
    ? readFiles(job, session)
    : await session.run(question(lookText(job, session), 1, 'once')).then(whenOver);
  const { ending } = observation ?? {};
  if (observation === undefined || ending?.kind !== 'completed' || ending.exitCode === 0)
    return undefined;
  const reason = `Unexpected end with exit code \`${ending.exitCode}\` while the page still ran, expected it to run on`;
  return { observation, reason };
}

function whenOver(asked: Observation): Observation | undefined {
  const look = asked.ending.kind === 'completed' ? readLook(asked, 0) : undefined;
  return look?.isOver ? look.observation : undefined;
}

/** An exit code and a duration are there only when it is over. */
function whileItRuns(step: Step): Step {
  const expectations = step.expectations.filter(
    ({ kind }) => kind !== 'exit-code' && kind !== 'duration',
  );
  return { ...step, expectations };
}

function ask(
  code: string,
  line: number,
  mode: Attempt['mode'],
  { session, signal }: StepContext,
): Promise<Observation> {
  return session.run({ ...question(code, line, mode), signal });
}

function question(code: string, line: number, mode: Attempt['mode']): Attempt {
  const endingAtLimit = { kind: 'deadline', limit: 'attempt', limitMs: askLimitMs } as const;
  return { code, line, mode, limitMs: askLimitMs, endingAtLimit };
}
