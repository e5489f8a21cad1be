// What Linux tells about processes. Elsewhere the lists are empty: there is no portable way to ask.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface ProcessFacts {
  readonly pid: number;
  /** One letter, `Z` for a process that is dead but not yet collected by its parent. */
  readonly state: string;
  readonly group: number;
  /** The kernel's `PF_…` bits. */
  readonly flags: number;
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
  return {
    pid,
    state,
    group: Number(group),
    flags: Number(fields[6]),
    startedAt: fields[19] ?? '',
  };
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

/**
 * Living processes that were started with `name=value` in their environment; `known` ones are not looked at.
 * A list of processes is old as soon as it is read: one that ends meanwhile may have started another. So the list is
 * read again, for what is new in it, until everything that it names has been judged.
 */
export function findByEnvironment(
  name: string,
  value: string,
  known: ReadonlySet<number> = new Set(),
): readonly number[] {
  const wanted = Buffer.from(`\0${name}=${value}\0`);
  const judged = new Set<number>([process.pid]);
  const found: number[] = [];
  const end = performance.now() + lookLimitMs;
  let isComplete = false;
  while (!isComplete && performance.now() < end) {
    isComplete = true;
    for (const pid of listPids()) {
      if (judged.has(pid) || known.has(pid)) continue;
      const environment = readBytes(`/proc/${pid}/environ`) ?? Buffer.alloc(0);
      const kind = environment.length > 0 ? 'readable' : kindWithoutEnvironment(pid);
      if (kind !== 'starting') judged.add(pid);
      if (kind === 'starting' || kind === 'ended') isComplete = false;
      if (Buffer.concat([Buffer.of(0), environment, Buffer.of(0)]).includes(wanted))
        found.push(pid);
    }
  }
  return found;
}

/** Processes that do nothing but start the next one and end could be looked for without end. */
const lookLimitMs = 100;

// PF_KTHREAD of the kernel's `sched.h`.
const kernelThreadFlag = 0x200000;

/** Why a process shows no environment. `bare`: it has none, or it is not ours to read. */
function kindWithoutEnvironment(pid: number): 'ended' | 'starting' | 'bare' {
  const facts = readProcess(pid);
  if (facts === undefined || facts.state === 'Z') return 'ended';
  if ((facts.flags & kernelThreadFlag) !== 0) return 'bare';
  // Between two programs (in the middle of `exec`) a process has neither arguments nor an environment.
  return readBytes(`/proc/${pid}/cmdline`)?.length === 0 ? 'starting' : 'bare';
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
