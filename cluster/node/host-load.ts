/** How busy the host is: processors, memory and the disk under the data folder. */
import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { cpus, freemem, totalmem } from 'node:os';
import type { HostLoad } from '../api/internal.ts';

type ProcessorTimes = {
  readonly total: number;
  readonly idle: number;
  readonly ioWait: number | null;
};

export class HostLoadSampler {
  readonly #dataRoot: string;
  #before: ProcessorTimes | null = null;
  #load: { readonly cpuPct: number; readonly ioWaitPct: number | null } | null = null;

  constructor(dataRoot: string) {
    this.#dataRoot = dataRoot;
  }

  async sample(): Promise<HostLoad> {
    const now = readProcessorTimes();
    const load = this.#before === null ? shareOf(now, zeroTimes) : shareOf(now, this.#before);
    // Two samples of the same moment say nothing: keep the figures of the last window that had a length.
    if (load !== null) {
      this.#load = load;
      this.#before = now;
    }
    return {
      cpuPct: this.#load?.cpuPct ?? null,
      ioWaitPct: this.#load?.ioWaitPct ?? null,
      memoryUsedPct: percent(1 - freemem() / totalmem()),
      diskUsedPct: await diskUsedPct(this.#dataRoot),
    };
  }
}

const zeroTimes: ProcessorTimes = { total: 0, idle: 0, ioWait: 0 };

function shareOf(
  now: ProcessorTimes,
  before: ProcessorTimes,
): { readonly cpuPct: number; readonly ioWaitPct: number | null } | null {
  const total = now.total - before.total;
  if (total <= 0) return null;
  const ioWait = now.ioWait === null ? null : now.ioWait - (before.ioWait ?? 0);
  const busy = total - (now.idle - before.idle) - (ioWait ?? 0);
  return {
    cpuPct: percent(busy / total),
    ioWaitPct: ioWait === null ? null : percent(ioWait / total),
  };
}

/**
 * `/proc/stat` knows the time that was waited for disks; elsewhere there is only busy and idle. The kernel makes the file
 * as it is read and waits for nothing, so to read it in another thread would only cost more.
 */
function readProcessorTimes(): ProcessorTimes {
  const stat = readIfThere('/proc/stat');
  if (stat === null) {
    const all = cpus().map(({ times }) => times);
    const idle = all.reduce((sum, times) => sum + times.idle, 0);
    const total = all.reduce(
      (sum, { user, nice, sys, irq }) => sum + user + nice + sys + irq,
      idle,
    );
    return { total, idle, ioWait: null };
  }
  const [line = ''] = stat.split('\n');
  const ticks = line.split(/\s+/).slice(1, 9).map(Number);
  const [, , , idle = 0, ioWait = 0] = ticks;
  return { total: ticks.reduce((sum, value) => sum + value, 0), idle, ioWait };
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

async function diskUsedPct(path: string): Promise<number | null> {
  const stats = await statfs(path).catch(() => null);
  if (stats === null || stats.blocks === 0) return null;
  return percent(1 - stats.bavail / stats.blocks);
}

/** A share as a percentage with one decimal, within 0 to 100. */
function percent(share: number): number {
  return Math.round(Math.min(Math.max(share, 0), 1) * 1_000) / 10;
}
