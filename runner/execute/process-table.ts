// What Linux tells about processes. Elsewhere the lists are empty: there is no portable way to ask.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface ProcessFacts {
  readonly pid: number;
  /** One letter, `Z` for a process that is dead but not yet collected by its parent. */
  readonly state: string;
  readonly group: number;
  /** Clock ticks since boot. With the pid it names a process for ever: pids are used again. */
  readonly startedAt: string;
}

/** Undefined when there is no such process, or no way to know. */
export function readProcess(pid: number): ProcessFacts | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The name in parentheses may hold anything, so count the fields from its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = '', , group = ''] = fields;
  return { pid, state, group: Number(group), startedAt: fields[19] ?? '' };
}

/** Every process that can be seen. */
export function listPids(): readonly number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** Living processes that were started with `name=value` in their environment; `known` ones are not looked at. */
export function findByEnvironment(
  name: string,
  value: string,
  known?: ReadonlySet<number>,
): readonly number[] {
  const wanted = Buffer.from(`\0${name}=${value}\0`);
  return listPids().filter((pid) => {
    if (pid === process.pid || known?.has(pid)) return false;
    const environment = readBytes(`/proc/${pid}/environ`);
    if (environment === undefined || environment.length === 0) return false;
    return Buffer.concat([Buffer.of(0), environment, Buffer.of(0)]).includes(wanted);
  });
}

/** The command line for a person, with single blanks. */
export function commandLineOf(pid: number): string {
  return (readText(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ').trim();
}

/** The pid namespace of this process: a pid says nothing outside of its own. */
export function pidNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';
  } catch {
    return '0';
  }
}

function readText(path: string): string | undefined {
  return readBytes(path)?.toString('utf8');
}

function readBytes(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    // Gone in the meantime, or somebody else's.
    return undefined;
  }
}
