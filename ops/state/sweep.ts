// Takes away what clusters left behind whose keeper died: `kill -9`, power loss, a crashed command.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { listHome } from './home.ts';
import { moveAway } from './move-away.ts';
import { identifyProcess, isAlive, type ProcessIdentity, pidView } from './process.ts';
import { type ClusterRecord, readRecord } from './record.ts';

/** Removes every cluster that has no keeper any more and returns their names. */
export function sweep(home: string): readonly string[] {
  const swept: string[] = [];
  for (const name of listHome(home)) {
    const folder = join(home, name);
    if (name.startsWith('.')) removeIfAbandoned(folder, name);
    else if (isDead(readRecord(folder)) && removeDead(home, name)) swept.push(name);
  }
  return swept;
}

/** True if nobody keeps this cluster. Whoever sees other pids than the writer of the record cannot know. */
function isDead(record: ClusterRecord | undefined): boolean {
  return record !== undefined && record.pidView === pidView() && !isAlive(record.keeper);
}

function removeDead(home: string, name: string): boolean {
  const rubbish = moveAway(home, name, isDead);
  if (rubbish === undefined) return false;
  const record = readRecord(rubbish);
  if (record?.isolation === 'loopback') endLeftNodes(rubbish, record);
  rmSync(rubbish, { recursive: true, force: true });
  return true;
}

/** Without namespaces nothing forces a node to die with its supervisor. Its launcher does it; this is the second net. */
export function endLeftNodes(folder: string, record: ClusterRecord): void {
  for (const host of record.hosts) {
    let left: Partial<ProcessIdentity>;
    try {
      left = JSON.parse(readFileSync(join(folder, host.id, 'process.json'), 'utf8'));
    } catch {
      continue; // it was never started, or the file is half written: then its launcher has ended it
    }
    const { pid, started } = left;
    if (pid !== undefined && started !== undefined && isAlive({ pid, started }))
      process.kill(pid, 'SIGKILL');
  }
}

function removeIfAbandoned(folder: string, name: string): void {
  const owner = /^\.(?:claim|rubbish)-(\d+)-/.exec(name)?.[1];
  const record = readRecord(folder);
  if (owner === undefined || (record !== undefined && record.pidView !== pidView())) return;
  if (identifyProcess(Number(owner)) === undefined)
    rmSync(folder, { recursive: true, force: true });
}
