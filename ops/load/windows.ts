// The same figures for each stretch of a load: an average over an hour does not say whether it became worse.
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { Failure } from '../failure.ts';
import { table } from '../output.ts';
import type { Outcome } from './history.ts';

/** One stretch. Operations belong to the window in which they were due, whenever their answers came. */
export type WindowFigures = {
  /** Seconds from the end of the warm-up to the begin of the window. */
  readonly from: number;
  readonly operations: number;
  readonly ok: number;
  /** Share of the operations that failed, whose outcome is unknown, or that were not answered at all, 0 to 1. */
  readonly errors: number;
  /** 99th percentile from the moment an operation was due, milliseconds; null without such an operation. */
  readonly reads_p99_ms: number | null;
  readonly writes_p99_ms: number | null;
  /** Longest replication lag that was seen, seconds; null if nobody could be asked. */
  readonly lag_seconds: number | null;
};

type Window = {
  due: number;
  ok: number;
  readonly reads: RecordableHistogram;
  readonly writes: RecordableHistogram;
  lag: number | null;
};

/** Microseconds are what is recorded. */
const unit = 1_000;

export class Windows {
  readonly #lengthMs: number;
  readonly #windows: Window[] = [];

  constructor(lengthMs: number) {
    this.#lengthMs = lengthMs;
  }

  /** An operation was due then, whatever becomes of it. */
  due(dueMs: number): void {
    this.#at(dueMs).due += 1;
  }

  /** `dueMs` and `tookMs`: when it was due since the end of the warm-up, and how long it took from then. */
  add(dueMs: number, kind: 'read' | 'write', outcome: Outcome, tookMs: number): void {
    const window = this.#at(dueMs);
    if (outcome !== 'ok') return;
    window.ok += 1;
    const histogram = kind === 'read' ? window.reads : window.writes;
    histogram.record(Math.max(1, Math.round(tookMs * unit)));
  }

  /** A lag in seconds that was seen `atMs` after the warm-up. */
  addLag(atMs: number, seconds: number): void {
    if (atMs < 0) return;
    const window = this.#at(atMs);
    window.lag = Math.max(window.lag ?? 0, seconds);
  }

  /** Those in which operations were due. */
  figures(): readonly WindowFigures[] {
    return this.#windows.flatMap(({ due: operations, ok, reads, writes, lag }, index) => {
      if (operations === 0) return [];
      return [
        {
          from: (index * this.#lengthMs) / 1_000,
          operations,
          ok,
          errors: Math.round(((operations - ok) / operations) * 1e6) / 1e6,
          reads_p99_ms: p99(reads),
          writes_p99_ms: p99(writes),
          lag_seconds: lag,
        },
      ];
    });
  }

  #at(ms: number): Window {
    // A difference of two moments may be off by one in the last bit: what is due at a window's begin belongs to it.
    const index = Math.floor(Math.round(ms * unit) / (this.#lengthMs * unit));
    while (this.#windows.length <= index) {
      this.#windows.push({
        due: 0,
        ok: 0,
        reads: createHistogram(),
        writes: createHistogram(),
        lag: null,
      });
    }
    return this.#windows[index] as Window;
  }
}

/** What every window has to keep; undefined: it is not asked. */
export type WindowLimits = {
  readonly readsP99Ms?: number;
  readonly writesP99Ms?: number;
  /** Share of operations, 0 to 1. */
  readonly errors?: number;
  readonly lagSeconds?: number;
};

/** What the windows did not keep, one sentence each; a figure that is missing keeps nothing. */
export function brokenLimits(
  windows: readonly WindowFigures[],
  limits: WindowLimits,
): readonly string[] {
  const checks = [
    ['reads_p99_ms', 'p99 of reads', limits.readsP99Ms, 'ms'],
    ['writes_p99_ms', 'p99 of writes', limits.writesP99Ms, 'ms'],
    ['errors', 'share of errors', limits.errors, ''],
    ['lag_seconds', 'replication lag', limits.lagSeconds, 's'],
  ] as const;
  return windows.flatMap((window) =>
    checks.flatMap(([field, name, limit, sign]) => {
      const value = window[field];
      if (limit === undefined || (value !== null && value <= limit)) return [];
      const space = sign === '' ? '' : ' ';
      const seen = value === null ? 'nothing' : `${value}${space}${sign}`;
      return [
        `Unexpected ${name} of ${seen} from second ${window.from} on, expected at most ${limit}${space}${sign}`,
      ];
    }),
  );
}

/** Throws with every limit that was not kept. */
export function requireKept(details: readonly string[]): void {
  if (details.length === 0) return;
  throw new Failure('check-failed', `${details.length} limits were not kept`, { details });
}

/** A table with a line after it; empty when there is only one window, which the summary shows. */
export function windowsText(windows: readonly WindowFigures[]): string {
  if (windows.length < 2) return '';
  const ms = (value: number | null): string | undefined => value?.toFixed(1);
  const rows = windows.map((window) => [
    window.from,
    window.operations,
    window.errors,
    ms(window.reads_p99_ms),
    ms(window.writes_p99_ms),
    window.lag_seconds?.toFixed(2),
  ]);
  const headings = [
    'FROM SECOND',
    'OPERATIONS',
    'ERRORS',
    'READS P99 MS',
    'WRITES P99 MS',
    'LAG S',
  ];
  return `${table(headings, rows)}\n\n`;
}

function p99(histogram: RecordableHistogram): number | null {
  if (histogram.count === 0) return null;
  return Math.round((histogram.percentile(99) / unit) * 100) / 100;
}
