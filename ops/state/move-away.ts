// Takes a cluster's folder away from its name. A look and a rename are two calls, between which the name can go to
// another cluster; so whoever moves a folder first takes a mark out of it, which only one command can do, and looks then.
import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identifyProcess } from './process.ts';
import { type ClusterRecord, readRecord } from './record.ts';

const kept = 'kept';

/** Puts the mark into a new folder; for before it has its name. */
export function markKept(folder: string): void {
  writeFileSync(join(folder, kept), '');
}

/**
 * Moves the folder of a cluster into the rubbish of its home and gives its path there. Undefined if another command does
 * it, or if the cluster of that name is not `meant` (any more): then it has not been moved for a moment.
 */
export function moveAway(
  home: string,
  name: string,
  isMeant: (record: ClusterRecord | undefined) => boolean,
): string | undefined {
  const folder = join(home, name);
  const mark = leaving(process.pid);
  if (mark === undefined) throw new Error('this process cannot see itself');
  const own = join(folder, mark);
  if (!takeMark(folder, own)) return undefined;
  if (!isMeant(readRecord(folder))) {
    renameSync(own, join(folder, kept));
    return undefined;
  }
  const rubbish = join(home, `.rubbish-${process.pid}-${name}`);
  renameSync(folder, rubbish);
  return rubbish;
}

function takeMark(folder: string, own: string): boolean {
  try {
    const mark = readdirSync(folder).find((name) => name === kept || isOrphaned(name));
    if (mark === undefined) return false;
    renameSync(join(folder, mark), own);
    return true;
  } catch {
    return false; // another command was faster
  }
}

/** The mark in the hands of a process; undefined if there is none with this pid. */
function leaving(pid: number): string | undefined {
  const started = identifyProcess(pid)?.started;
  return started === undefined ? undefined : `leaving-${pid}-${started.replaceAll(/\W/g, '-')}`;
}

/** True for the mark of a command that ended before it was done. */
function isOrphaned(name: string): boolean {
  const pid = /^leaving-(\d+)-/.exec(name)?.[1];
  return pid !== undefined && name !== leaving(Number(pid));
}
