// Ending processes: politely first, then surely.
import { pollUntil } from './poll.ts';
import { listPids, readProcess } from './process-table.ts';

/** From TERM to KILL, in milliseconds: time for a daemon to flush and remove its pid file. */
export const graceDefaultMs = 2000;

// A killed process that does not go away hangs in the kernel (a dead network disk); waiting longer helps nobody.
const afterKillMs = 5000;

// Asking whether a group is empty costs nothing; telling its zombies apart means reading every process's state.
const emptySoonMs = 3;

/** TERM, then KILL for what is left after `graceMs`. Resolves when the group is gone; false when it does not go. */
export async function endProcessGroup(group: number, graceMs: number): Promise<boolean> {
  // A shell that has just ended leaves nothing, or only its watchdog on the way out: no need to look at every process.
  const isEmpty = (): boolean => !signalProcess(-group, 0);
  if (isEmpty()) return true;
  signalProcess(-group, 'SIGTERM');
  // A stopped process sees no TERM until it goes on.
  signalProcess(-group, 'SIGCONT');
  if (await pollUntil(isEmpty, Math.min(graceMs, emptySoonMs))) return true;
  if (await pollUntil(() => !isGroupAlive(group), graceMs)) return true;
  signalProcess(-group, 'SIGKILL');
  return pollUntil(() => !isGroupAlive(group), afterKillMs);
}

/** The same for single processes. */
export async function endProcesses(pids: readonly number[], graceMs: number): Promise<boolean> {
  const started = new Map(pids.map((pid) => [pid, readProcess(pid)?.startedAt]));
  const left = (): readonly number[] =>
    pids.filter((pid) => {
      const facts = readProcess(pid);
      return facts !== undefined && facts.state !== 'Z' && facts.startedAt === started.get(pid);
    });
  for (const pid of left()) signalProcess(pid, 'SIGTERM');
  if (await pollUntil(() => left().length === 0, graceMs)) return true;
  for (const pid of left()) signalProcess(pid, 'SIGKILL');
  return pollUntil(() => left().length === 0, afterKillMs);
}

/** Whether the group has a member that is not a zombie: a slow init may leave those lying about. */
function isGroupAlive(group: number): boolean {
  if (!signalProcess(-group, 0)) return false;
  const pids = listPids();
  if (pids.length === 0) return true;
  return pids.some((pid) => {
    const facts = readProcess(pid);
    return facts !== undefined && facts.group === group && facts.state !== 'Z';
  });
}

/** False when there is nobody to signal. */
export function signalProcess(target: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(target, signal);
    return true;
  } catch {
    return false;
  }
}
