// The temporary folder of one runbook's run, and what dead runners left behind.
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endProcesses, graceDefaultMs, signalProcess } from './process-group.ts';
import { findByEnvironment, pidNamespace, readProcess } from './process-table.ts';
import { randomWord } from './random-word.ts';

export interface RunFolder {
  readonly path: string;
  /** Every process of the run carries it as `RB_SESSION`. */
  readonly runId: string;
}

// The name says whose the folder is: pid namespace, pid, start time of the process, random part.
const namePattern = /^runbook-(\d+)-(\d+)-(\d*)-([\w-]{16})$/;

/** A new folder that only this user can read. */
export function createRunFolder(parent: string = tmpdir()): RunFolder {
  const runId = randomWord();
  const path = join(parent, `${ownPrefix()}${runId}`);
  mkdirSync(path, { mode: 0o700 });
  return { path, runId };
}

/** How the name of a folder begins that the run has on its target. */
export function agentFolder(runId: string): string {
  return `runbook-${runId}-`;
}

/** The runs of this process that are not over. */
export function ownRuns(parent: string = tmpdir()): readonly RunFolder[] {
  const prefix = ownPrefix();
  return readdirSync(parent)
    .filter((name) => name.startsWith(prefix))
    .map((name) => ({ path: join(parent, name), runId: name.slice(prefix.length) }));
}

function ownPrefix(): string {
  const startedAt = readProcess(process.pid)?.startedAt ?? '';
  return `runbook-${pidNamespace()}-${process.pid}-${startedAt}-`;
}

export function removeRunFolder(folder: RunFolder): void {
  rmSync(folder.path, { recursive: true, force: true });
}

/**
 * Ends what runners that were killed left running, and removes their folders. Leaves alone what belongs to a living
 * runner, to another user, or to another pid namespace, where nobody here can tell whether its runner lives.
 * Resolves to the number of folders that it removed.
 */
export async function removeStaleRuns(parent: string = tmpdir()): Promise<number> {
  const stale = readdirSync(parent).filter((name) => isStale(parent, name));
  for (const name of stale) {
    const runId = namePattern.exec(name)?.[4] ?? '';
    const pids = findByEnvironment('RB_SESSION', runId);
    if (pids.length > 0) await endProcesses(pids, graceDefaultMs);
    // An agent that was slow to end was killed just now, before it could remove its own folder.
    const agents = readdirSync(parent).filter((other) => other.startsWith(agentFolder(runId)));
    for (const left of [name, ...agents])
      rmSync(join(parent, left), { recursive: true, force: true });
  }
  return stale.length;
}

function isStale(parent: string, name: string): boolean {
  const [, namespace, pid, startedAt] = namePattern.exec(name) ?? [];
  if (pid === undefined || namespace !== pidNamespace()) return false;
  try {
    if (statSync(join(parent, name)).uid !== process.getuid?.()) return false;
  } catch {
    return false;
  }
  const owner = readProcess(Number(pid));
  if (owner !== undefined) return owner.startedAt !== startedAt || owner.state === 'Z';
  return !signalProcess(Number(pid), 0);
}
