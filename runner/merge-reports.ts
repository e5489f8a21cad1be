// The reports of shards as one report, as if one machine had run everything.
import type { RunbookReport, RunReport } from './model/report.ts';
import { worstOutcome } from './model/verdict.ts';
import { countSkipReasons, countTotals } from './run-totals.ts';

/** At least one. `missing`: shards of which there is no report; the result says so. */
export function mergeReports(
  parts: readonly RunReport[],
  missing: readonly number[] = [],
): RunReport {
  const runbooks = parts.flatMap((part) => part.runbooks).toSorted(byPage);
  const startedAt = parts.map((part) => part.startedAt).toSorted(byTime)[0] ?? '';
  const target = parts.find((part) => part.target !== undefined)?.target;
  const of = parts[0]?.shard?.of;
  return {
    schema: 1,
    outcome: worstOutcome(parts.map(({ outcome }) => outcome)),
    startedAt,
    durationMs: Math.max(...parts.map(endOf)) - Date.parse(startedAt),
    totals: countTotals(runbooks),
    skipReasons: countSkipReasons(runbooks),
    ...(target === undefined ? {} : { target }),
    environment: {
      ...joinFacts(parts.map(({ environment }) => environment)),
      ...(missing.length === 0 ? {} : { 'missing parts': `${missing.join(', ')} of ${of}` }),
    },
    runbooks,
  };
}

/** The order that shards are dealt from: path, main path first. */
function byPage(a: RunbookReport, b: RunbookReport): number {
  const [left, right] = [a, b].map(({ file, branch = '' }) => `${file}\0${branch}`);
  if (left === right || left === undefined || right === undefined) return 0;
  return left < right ? -1 : 1;
}

function byTime(a: string, b: string): number {
  return Date.parse(a) - Date.parse(b);
}

/** In milliseconds since 1970. */
function endOf({ startedAt, durationMs }: RunReport): number {
  return Date.parse(startedAt) + durationMs;
}

/** Where machines differ, all that they say. */
function joinFacts(all: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const names = new Set(all.flatMap((facts) => Object.keys(facts)));
  return Object.fromEntries(
    [...names].map((name) => {
      const values = all.map((facts) => facts[name]).filter((value) => value !== undefined);
      return [name, [...new Set(values)].join(' | ')];
    }),
  );
}
