// How long an attempt may take: of all the limits that apply, the one that is reached first.
import type { Ending } from '../model/observation.ts';
import type { Step } from '../model/runbook.ts';

export interface RunbookLimit {
  /** End of the page's time, by the monotonic clock, in milliseconds. */
  readonly endsAt: number;
  /** Its whole length, in milliseconds. */
  readonly limitMs: number;
}

export interface AttemptLimit {
  /** In milliseconds from now. */
  readonly leftMs: number;
  /** What is reported when it is reached. */
  readonly ending: Ending;
}

/** `beginBy`: when everything must hold at the latest, by the monotonic clock. */
export function tightestLimit(
  step: Step,
  beginBy: number | undefined,
  runbookLimit: RunbookLimit | undefined,
): AttemptLimit {
  const now = performance.now();
  let tightest = { leftMs: step.timeoutMs, ending: at('attempt', step.timeoutMs) };
  if (step.eventually && beginBy !== undefined) {
    const leftMs = beginBy - now;
    if (leftMs <= tightest.leftMs)
      tightest = { leftMs, ending: at('eventually', step.eventually.withinMs) };
  }
  if (runbookLimit) {
    const leftMs = runbookLimit.endsAt - now;
    if (leftMs < tightest.leftMs)
      tightest = { leftMs, ending: at('runbook', runbookLimit.limitMs) };
  }
  return tightest;
}

type Deadline = Extract<Ending, { kind: 'deadline' }>;

function at(limit: Deadline['limit'], limitMs: number): Deadline {
  return { kind: 'deadline', limit, limitMs };
}
