// What a load as a whole has to keep, beside what each of its windows has to.
import type { Latencies } from './tally.ts';

/** Percentiles since the moment an operation was due, and the rate; undefined: it is not asked. */
export type RunLimits = {
  /** Milliseconds. */
  readonly p50?: number | undefined;
  readonly p90?: number | undefined;
  readonly p99?: number | undefined;
  readonly p999?: number | undefined;
  /** Share of the rate that was asked for, 0 to 1. */
  readonly achieved?: number | undefined;
};

const percentiles = [
  ['p50', 'p50'],
  ['p90', 'p90'],
  ['p99', 'p99'],
  ['p999', 'p99.9'],
] as const;

/** What was not kept, one sentence each. Without an acknowledged operation nothing is kept. */
export function brokenRunLimits(
  run: { readonly ok: number; readonly achieved_rate: number; readonly latency_ms: Latencies },
  rate: number,
  limits: RunLimits,
): readonly string[] {
  const late = percentiles.flatMap(([field, name]) => {
    const limit = limits[field];
    const value = run.latency_ms[field];
    if (limit === undefined || (run.ok > 0 && value <= limit)) return [];
    const seen = run.ok > 0 ? `${value} ms` : 'nothing';
    return [`Unexpected ${name} of ${seen}, expected at most ${limit} ms`];
  });
  const least = limits.achieved === undefined ? 0 : rate * limits.achieved;
  if (run.achieved_rate >= least) return late;
  return [
    ...late,
    `Unexpected ${run.achieved_rate} operations a second, expected at least ${Math.round(least)} of the ${rate} that were asked for`,
  ];
}
