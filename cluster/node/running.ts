/**
 * Says in the data folder which process works on it, so that a command that wants the folder for itself can tell. A mark
 * that a crash left behind is no obstacle: it names the process by its number and its start.
 */
import { type Disk, replaceFile } from '../io/disk.ts';

type Mark = {
  readonly pid: number;
  /** Which start of which boot of the host; empty where the system does not tell. */
  readonly started: string;
};

/** Makes the folder if it is missing, and marks it. */
export async function takeFolder(disk: Disk, dataRoot: string, pid: number): Promise<void> {
  await disk.makeDirectory(dataRoot);
  const mark: Mark = { pid, started: (await startOf(disk, pid)) ?? '' };
  await replaceFile(disk, markPath(dataRoot), Buffer.from(`${JSON.stringify(mark)}\n`));
}

export async function leaveFolder(disk: Disk, dataRoot: string): Promise<void> {
  await disk.remove(markPath(dataRoot));
}

/** The process that works on the folder; null if none does. */
export async function runningPid(disk: Disk, dataRoot: string): Promise<number | null> {
  const mark = await readMark(disk, dataRoot);
  if (mark === null) return null;
  const started = await startOf(disk, mark.pid);
  if (started !== null) return started === mark.started ? mark.pid : null;
  // Without a /proc, or with nobody of this number in it.
  return mark.started === '' && isAlive(mark.pid) ? mark.pid : null;
}

async function readMark(disk: Disk, dataRoot: string): Promise<Mark | null> {
  const path = markPath(dataRoot);
  if ((await disk.size(path)) === null) return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(await disk.read(path)).toString());
    const { pid, started } = (value ?? {}) as Record<string, unknown>;
    return typeof pid === 'number' && typeof started === 'string' ? { pid, started } : null;
  } catch {
    return null;
  }
}

async function startOf(disk: Disk, pid: number): Promise<string | null> {
  try {
    const stat = Buffer.from(await disk.read(`/proc/${pid}/stat`)).toString();
    const boot = Buffer.from(await disk.read('/proc/sys/kernel/random/boot_id'))
      .toString()
      .trim();
    // Field 22, counted behind the name in parentheses, which may hold anything.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return ticks === undefined ? null : `${boot} ${ticks}`;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function markPath(dataRoot: string): string {
  return `${dataRoot}/running.json`;
}
