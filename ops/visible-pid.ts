// Translates a pid of another pid namespace into one that this process can see.
import { readFileSync } from 'node:fs';
import { isInside } from './isolation/place.ts';
import type { ClusterRecord } from './state/record.ts';

/**
 * The pid, as this process sees it, of the descendant of `root` that has `inner` as its pid `levels` namespaces
 * further in. Undefined if there is none, or if the system cannot tell.
 */
export function visiblePid(
  root: number,
  inner: number,
  levels: 'own' | 'parent',
): number | undefined {
  const open = [root];
  for (let pid = open.shift(); pid !== undefined; pid = open.shift()) {
    const seen = pidsOf(pid);
    if (seen.length > 1 && seen.at(levels === 'own' ? -1 : -2) === inner) return pid;
    open.push(...childrenOf(pid));
  }
  return undefined;
}

/** All pids of a process, from this process's namespace inwards. */
function pidsOf(pid: number): readonly number[] {
  const line = /^NSpid:(.*)$/m.exec(read(`/proc/${pid}/status`))?.[1] ?? '';
  return line.trim().split(/\s+/).map(Number);
}

/** The direct children of a process. */
export function childrenOf(pid: number): readonly number[] {
  return read(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** A pid that the supervisor told, as this process sees it; undefined if it cannot see it. */
export function outsidePid(record: ClusterRecord, told: number | undefined): number | undefined {
  if (told === undefined || record.isolation === 'loopback' || isInside(record)) return told;
  return visiblePid(record.keeper.pid, told, 'parent');
}
