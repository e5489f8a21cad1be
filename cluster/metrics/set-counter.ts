/** Counters whose totals are kept elsewhere: prom-client can only add to one. */
import type { Counter } from 'prom-client';

const reported = new WeakMap<object, Map<string, number>>();

/** Brings the counter to `total`, which never falls. */
export function setCounter<Label extends string>(
  counter: Counter<Label>,
  labels: Partial<Record<Label, string>>,
  total: number,
): void {
  const totals = reported.get(counter) ?? new Map<string, number>();
  reported.set(counter, totals);
  const key = JSON.stringify(labels);
  counter.inc(labels, total - (totals.get(key) ?? 0));
  totals.set(key, total);
}
