// What the host of this virtual machine did beside: a figure that a busy neighbour spoilt says nothing.
import { existsSync, readFileSync } from 'node:fs';

/** Of the processor time that was wanted, what others on the host got instead. Above this a missed goal is inconclusive. */
export const stolenShareMax = 0.05;

interface Ticks {
  readonly used: number;
  readonly stolen: number;
}

const atStart = ticks();

/** 0 to 1, since this process started; 0 where the kernel does not say. */
export function stolenShare(): number {
  const now = ticks();
  const stolen = now.stolen - atStart.stolen;
  const wanted = stolen + now.used - atStart.used;
  return wanted <= 0 ? 0 : stolen / wanted;
}

/** Of all processors, from /proc/stat (proc(5)). */
function ticks(): Ticks {
  const [line = ''] = existsSync('/proc/stat')
    ? readFileSync('/proc/stat', 'utf8').split('\n')
    : [];
  const fields = line.split(/\s+/).slice(1).map(Number);
  const [user = 0, nice = 0, system = 0, , , irq = 0, soft = 0, stolen = 0] = fields;
  return { used: user + nice + system + irq + soft, stolen };
}
