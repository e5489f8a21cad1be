// The last resort at a second Ctrl-C: ends what this process started and removes what it wrote, at once, without a teardown.
import { readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signalProcess } from '../execute/process-group.ts';
import { findByEnvironment, pidNamespace, readProcess } from '../execute/process-table.ts';

/** Synchronous, because nothing may come between it and the end of the process. */
export function endOwnRuns(): void {
  const startedAt = readProcess(process.pid)?.startedAt ?? '';
  const own = `runbook-${pidNamespace()}-${process.pid}-${startedAt}-`;
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(own))) {
    for (const pid of findByEnvironment('RB_SESSION', name.slice(own.length))) {
      signalProcess(pid, 'SIGKILL');
    }
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}
