// Is a process that was written down earlier still the same process? A pid alone does not say: pids come back.
import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';

/** A process in a way that survives the reuse of its pid. */
export type ProcessIdentity = {
  readonly pid: number;
  /** When it started, in whatever form this system tells it; compared, never read. */
  readonly started: string;
};

/** The identity of a running process, or undefined if there is none with this pid. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const started = startOf(pid);
  return started === undefined ? undefined : { pid, started };
}

/** True while this very process runs. A zombie has ended. */
export function isAlive(identity: ProcessIdentity): boolean {
  return startOf(identity.pid) === identity.started;
}

/** Which pids this process can see: two processes with equal values mean the same process by the same pid. */
export function pidView(): string {
  return namespaceOf('pid');
}

/** The identity of a process's namespace of a kind, this one's by default; `none` where there is none to be seen. */
export function namespaceOf(kind: 'pid' | 'net', pid: number | 'self' = 'self'): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/${kind}`);
  } catch {
    return 'none';
  }
}

function startOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return startFromPs(pid);
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The name in parentheses may contain anything, so fields count from its end: state is the first, start the 20th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : `${bootId()}/${fields[19]}`;
}

function startFromPs(pid: number): string | undefined {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
    });
    const [state = '', ...start] = line.trim().split(/\s+/);
    return state.startsWith('Z') ? undefined : start.join(' ');
  } catch {
    return undefined;
  }
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
}
