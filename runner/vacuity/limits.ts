// How long an attempt may take at most, and what on the page says so.
import { formatDuration } from '../model/duration.ts';
import type { Step } from '../model/runbook.ts';

export interface Longest {
  readonly ms: number;
  /** As it is called on the page, with its value. */
  readonly name: string;
}

export function longestMs({ timeoutMs, eventually }: Step): Longest {
  if (eventually !== undefined && eventually.withinMs < timeoutMs)
    return {
      ms: eventually.withinMs,
      name: `\`within\` of ${formatDuration(eventually.withinMs)}`,
    };
  return { ms: timeoutMs, name: `\`timeout\` of ${formatDuration(timeoutMs)}` };
}
