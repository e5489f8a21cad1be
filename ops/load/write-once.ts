// One write: tried on one node after the other with the same id until it is acknowledged or its time is up.
import { setTimeout as pause } from 'node:timers/promises';
import type { Answer } from '../http.ts';
import { call, NoAnswer } from '../http.ts';
import { errorOf } from '../node-api.ts';
import type { Outcome } from './history.ts';

export type WriteTarget = { readonly id: string; readonly url: string };

export type Write = {
  readonly space: string;
  readonly memoryId: string;
  /** In the order in which they are tried; at least one. */
  readonly targets: readonly WriteTarget[];
  /** Milliseconds for the whole operation. */
  readonly deadline: number;
};

/** Milliseconds after which a silent node is given up for another one. */
const attemptDeadline = 1_500;
/** Milliseconds: with less left, another attempt could only make a certain outcome an unknown one. */
const shortestAttempt = 100;
/**
 * Milliseconds between rounds over all nodes, doubled up to the longest. In an outage every operation that is due waits
 * here, hundreds at once: without patience they would be a flood that keeps the cluster from recovering. New operations
 * go on arriving at the load's rate, so the end of the outage is seen as soon as ever.
 */
const firstPause = 500;
const longestPause = 2_000;

type Attempt = 'acknowledged' | 'not-applied' | 'maybe-applied' | 'refused';

/** What became of the write, and the node that was asked last. */
export async function writeOnce(
  write: Write,
): Promise<{ readonly outcome: Outcome; readonly node: string }> {
  const end = performance.now() + write.deadline;
  let maybe = false;
  let node = '';
  for (let turn = 0; turn === 0 || end - performance.now() >= shortestAttempt; turn += 1) {
    const target = write.targets[turn % write.targets.length];
    if (target === undefined) break;
    node = target.id;
    const attempt = await attemptWrite(
      write,
      target,
      Math.min(attemptDeadline, end - performance.now()),
    );
    if (attempt === 'acknowledged') return { outcome: 'ok', node };
    if (attempt === 'maybe-applied') maybe = true;
    if (attempt === 'refused') break;
    if (turn % write.targets.length < write.targets.length - 1) continue;
    const rounds = Math.floor(turn / write.targets.length);
    const longest = Math.min(longestPause, firstPause * 2 ** rounds) * (0.5 + Math.random() / 2);
    await pause(Math.max(0, Math.min(longest, end - performance.now())));
  }
  return { outcome: maybe ? 'unknown' : 'fail', node };
}

async function attemptWrite(write: Write, target: WriteTarget, deadline: number): Promise<Attempt> {
  const body = {
    id: write.memoryId,
    content: `load ${write.memoryId}`,
    memory_space_id: write.space,
  };
  try {
    const url = `${target.url}/api/v1/memories/remember`;
    return judgeAnswer(
      await call({ method: 'POST', url, body, deadline: Math.max(1, Math.ceil(deadline)) }),
    );
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return error.maySent ? 'maybe-applied' : 'not-applied';
  }
}

/** The node says whether a write that failed certainly did not happen; without its word it may have. */
export function judgeAnswer(answer: Answer): Attempt {
  if (answer.status >= 200 && answer.status < 300) return 'acknowledged';
  const outcome = errorOf(answer)?.outcome;
  const permanent =
    answer.status >= 400 && answer.status < 500 && answer.status !== 408 && answer.status !== 409;
  if (permanent && outcome !== 'unknown') return 'refused';
  return outcome === 'not_applied' ? 'not-applied' : 'maybe-applied';
}
