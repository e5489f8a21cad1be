// Who used the processors meanwhile: the nodes, the generator, and everybody else. A figure that was measured beside a
// busy neighbour says nothing, and only this tells.
import { readFileSync } from 'node:fs';

/** Seconds of processor time; undefined where the system does not tell. */
export type ProcessorTimes = {
  /** When they were read, on the monotonic clock, milliseconds. */
  readonly at: number;
  readonly all: number | undefined;
  readonly generator: number;
  readonly nodes: ReadonlyMap<string, number>;
};

export type ProcessorUse = {
  /** How long the use is the average of. */
  readonly seconds: number;
  /** Processors in use on average: 1.5 is one and a half. */
  readonly nodes: number;
  readonly generator: number;
  /** Null where the system does not tell. */
  readonly others: number | null;
  readonly by_node: Readonly<Record<string, number>>;
};

/** Linux counts processor time in hundredths of a second, whatever its own clock does (USER_HZ). */
const ticksPerSecond = 100;

export function readProcessorTimes(nodes: ReadonlyMap<string, number>): ProcessorTimes {
  const { user, system } = process.cpuUsage();
  const times = [...nodes].flatMap(([id, pid]): [string, number][] => {
    const seconds = secondsOf(pid);
    return seconds === undefined ? [] : [[id, seconds]];
  });
  return {
    at: performance.now(),
    all: secondsOfAll(),
    generator: (user + system) / 1e6,
    nodes: new Map(times),
  };
}

/** What was used between two readings. */
export function useBetween(before: ProcessorTimes, after: ProcessorTimes): ProcessorUse {
  const seconds = (after.at - before.at) / 1_000;
  const share = (used: number): number => Math.round((used / seconds) * 1_000) / 1_000;
  const byNode = Object.fromEntries(
    [...after.nodes].map(([id, time]) => [id, share(time - (before.nodes.get(id) ?? 0))]),
  );
  const nodes = Object.values(byNode).reduce((sum, used) => sum + used, 0);
  const generator = share(after.generator - before.generator);
  const all =
    after.all === undefined || before.all === undefined ? null : share(after.all - before.all);
  return {
    seconds,
    nodes: Math.round(nodes * 1_000) / 1_000,
    generator,
    others: all === null ? null : Math.round(Math.max(0, all - nodes - generator) * 1_000) / 1_000,
    by_node: byNode,
  };
}

/** All processors of this machine, idle time and waiting for the disk left out. */
function secondsOfAll(): number | undefined {
  const line = read('/proc/stat')?.split('\n')[0];
  const fields = line?.trim().split(/\s+/).slice(1).map(Number);
  if (fields === undefined) return undefined;
  const [user = 0, nice = 0, system = 0, , , irq = 0, soft = 0, steal = 0] = fields;
  return (user + nice + system + irq + soft + steal) / ticksPerSecond;
}

function secondsOf(pid: number): number | undefined {
  const stat = read(`/proc/${pid}/stat`);
  // The name in parentheses may contain anything; user and system time are fields 12 and 13 behind it.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields === undefined) return undefined;
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
