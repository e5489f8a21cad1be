// The last resort at a second Ctrl-C: ends what this process started and removes what it wrote, at once, without a teardown.
import { signalProcess } from '../execute/process-group.ts';
import { findByEnvironment } from '../execute/process-table.ts';
import { ownRuns, removeRunFolder } from '../execute/run-folder.ts';

/** Synchronous, because nothing may come between it and the end of the process. */
export function endOwnRuns(): void {
  for (const run of ownRuns()) {
    for (const pid of findByEnvironment('RB_SESSION', run.runId)) signalProcess(pid, 'SIGKILL');
    removeRunFolder(run);
  }
}
