// Processes that left their shell's group (`setsid`, daemons) are found by the mark in their environment.
import { pollUntil } from './poll.ts';
import { endProcesses, graceDefaultMs } from './process-group.ts';
import { commandLineOf, findByEnvironment, listPids } from './process-table.ts';

/** The processes that there were before a run began: none of them is its own. */
export interface Bystanders {
  readonly pids: ReadonlySet<number>;
  /** By the monotonic clock, in milliseconds. */
  readonly seenAt: number;
}

/** Pids come round again, but not sooner than this: even the smallest range takes longer to fork through. */
const freshMs = 2000;

/** A shell's watchdog needs a moment to leave on a busy host, and nobody has to end what ends by itself. */
const wayOutMs = 250;

export function noteBystanders(): Bystanders {
  return { pids: new Set(listPids()), seenAt: performance.now() };
}

export interface EscapeOptions {
  /** From TERM to KILL, in milliseconds. Default 2,000. */
  readonly graceMs?: number;
  /** Saves a short run from looking at every process of the host. */
  readonly bystanders?: Bystanders;
}

/** Ends everything that still carries the run's id, and says what that was. Linux only: elsewhere nothing is found. */
export async function endEscapedProcesses(
  runId: string,
  { graceMs = graceDefaultMs, bystanders }: EscapeOptions = {},
): Promise<readonly string[]> {
  const isFresh = bystanders !== undefined && performance.now() - bystanders.seenAt < freshMs;
  const find = (): readonly number[] =>
    findByEnvironment('RB_SESSION', runId, isFresh ? bystanders.pids : undefined);
  let pids = find();
  const isOver = (): boolean => {
    if (pids.length > 0) pids = find();
    return pids.length === 0;
  };
  if (pids.length === 0 || (await pollUntil(isOver, wayOutMs))) return [];
  const names = pids.map((pid) => `\`${commandLineOf(pid)}\` (pid ${pid})`);
  const isGone = await endProcesses(pids, graceMs);
  const what = isGone ? 'Ended what outlived the run' : 'Cannot end what outlived the run';
  return [`${what}: ${names.join(', ')}`];
}
