// What is counted of a load, operation by operation, and the figures that come out.
// Histograms are HDR histograms of Node itself: 23 ns for each value, which the generator can afford a million times.
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { Outcome } from './history.ts';
import type { Settled } from './lane.ts';

/** Milliseconds. */
export type Latencies = {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
};

/** Microseconds are what is recorded: fine enough, and whole. */
const unit = 1_000;

export class Tally {
  readonly #counts: Record<Outcome, number> = { ok: 0, fail: 0, unknown: 0 };
  readonly #latency = createHistogram();
  readonly #service = createHistogram();
  readonly #reads = createHistogram();
  readonly #writes = createHistogram();
  readonly #batches = createHistogram();
  #lastAt = 0;

  /** `from`: operations that were due before do not count, they warmed up. */
  add({ issued, outcomes, sentAt, at }: Settled, from: number): void {
    let counted = 0;
    for (let place = 0; place < issued.length; place += 1) {
      const one = issued[place];
      if (one === undefined || one.due < from) continue;
      counted += 1;
      const outcome = typeof outcomes === 'string' ? outcomes : (outcomes[place] ?? 'unknown');
      this.#counts[outcome] += 1;
      if (outcome !== 'ok') continue;
      const micros = toMicros(at - one.due);
      this.#latency.record(micros);
      (one.operation.op === 'get' ? this.#reads : this.#writes).record(micros);
      this.#service.record(toMicros(at - sentAt));
    }
    if (counted === 0) return;
    this.#batches.record(issued.length);
    this.#lastAt = at;
  }

  get counts(): Readonly<Record<Outcome, number>> {
    return this.#counts;
  }

  get settled(): number {
    return this.#counts.ok + this.#counts.fail + this.#counts.unknown;
  }

  /** When the last outcome came, on the monotonic clock. */
  get lastAt(): number {
    return this.#lastAt;
  }

  figures() {
    return {
      /** From the moment an operation was due, waiting in the generator included. */
      latency_ms: toLatencies(this.#latency),
      reads_ms: toLatencies(this.#reads),
      writes_ms: toLatencies(this.#writes),
      /** From the moment its request was sent. */
      service_ms: toLatencies(this.#service),
      operations_per_request: {
        mean: round(this.#batches.count === 0 ? 0 : this.#batches.mean),
        p50: this.#batches.percentile(50),
        p99: this.#batches.percentile(99),
        max: this.#batches.count === 0 ? 0 : this.#batches.max,
      },
      reads: this.#reads.count,
      writes: this.#writes.count,
    };
  }
}

function toMicros(ms: number): number {
  return Math.max(1, Math.round(ms * unit));
}

function toLatencies(histogram: RecordableHistogram): Latencies {
  const at = (percent: number): number =>
    histogram.count === 0 ? 0 : round(histogram.percentile(percent) / unit);
  const max = histogram.count === 0 ? 0 : round(histogram.max / unit);
  return { p50: at(50), p90: at(90), p99: at(99), p999: at(99.9), max };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
