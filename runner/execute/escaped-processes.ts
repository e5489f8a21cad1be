// Processes that left their shell's group (`setsid`, daemons) are found by the mark in their environment.
import { endProcesses, graceDefaultMs } from './process-group.ts';
import { commandLineOf, findByEnvironment } from './process-table.ts';

/** Ends everything that still carries the run's id, and says what that was. Linux only: elsewhere nothing is found. */
export async function endEscapedProcesses(
  runId: string,
  graceMs: number = graceDefaultMs,
): Promise<readonly string[]> {
  const pids = findByEnvironment('RB_SESSION', runId);
  if (pids.length === 0) return [];
  const names = pids.map((pid) => `\`${commandLineOf(pid)}\` (pid ${pid})`);
  const isGone = await endProcesses(pids, graceMs);
  const what = isGone ? 'Ended what outlived the run' : 'Cannot end what outlived the run';
  return [`${what}: ${names.join(', ')}`];
}
