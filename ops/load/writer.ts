// An open-loop writer: operation i is due at start + i / rate, whether or not earlier ones were answered.
// A closed loop would stop asking while the cluster does not answer, and so hide the very gap it should show.
import { setTimeout as pause } from 'node:timers/promises';
import { type HistoryWriter, type Outcome, toUnix } from './history.ts';
import type { ReadBack, ReadCounts } from './read-back.ts';
import { type WriteTarget, writeOnce } from './write-once.ts';

export type LoadPlan = {
  readonly process: string;
  readonly space: string;
  /** Operations per second. */
  readonly rate: number;
  /** Milliseconds; undefined: until stopped. */
  readonly duration: number | undefined;
  /** Milliseconds for one operation. */
  readonly deadline: number;
  /** Operation i begins with target i, unless `first` names one. */
  readonly targets: readonly WriteTarget[];
  readonly first: string | undefined;
};

export type LoadSummary = {
  readonly attempted: number;
  readonly ok: number;
  readonly fail: number;
  readonly unknown: number;
  /** Longest time without an acknowledgement, from the start to the last outcome. */
  readonly longest_gap_ms: number;
  /** Longest time by which an operation began after it was due: above some tens, the writer itself was too slow. */
  readonly longest_delay_ms: number;
  readonly seconds: number;
  /** Of a load that reads back. */
  readonly reads?: ReadCounts;
};

/** Milliseconds between looks at the clock. */
const tick = 5;

/** Writes until the time is over or `stop` aborts, reads back meanwhile, waits for what is under way, and sums up. */
export async function runLoad(
  plan: LoadPlan,
  { history, readBack }: { readonly history: HistoryWriter; readonly readBack?: ReadBack },
  stop: AbortSignal,
): Promise<LoadSummary> {
  const counts: Record<Outcome, number> = { ok: 0, fail: 0, unknown: 0 };
  const underWay = new Set<Promise<void>>();
  const begin = performance.now();
  let lastAck = begin;
  let gap = 0;
  let delay = 0;
  let issued = 0;
  const run = async (index: number, due: number): Promise<void> => {
    const memoryId = `${plan.process}-${index}`;
    const { space, process, deadline } = plan;
    const { outcome, node } = await writeOnce({
      space,
      memoryId,
      targets: targetsFor(plan, index),
      deadline,
    });
    const end = performance.now();
    counts[outcome] += 1;
    if (outcome === 'ok') {
      gap = Math.max(gap, end - lastAck);
      lastAck = end;
      readBack?.acknowledged(memoryId, node, end);
    }
    const times = { start: toUnix(due), end: toUnix(end) };
    history.add({
      op_id: memoryId,
      process,
      op: 'remember',
      space,
      memory_id: memoryId,
      ...times,
      outcome,
      node,
    });
  };
  const total =
    plan.duration === undefined ? Number.POSITIVE_INFINITY : (plan.duration * plan.rate) / 1_000;
  while (issued < total && !stop.aborted) {
    const now = performance.now();
    for (
      let due = dueAt(begin, plan, issued);
      due <= now && issued < total;
      due = dueAt(begin, plan, issued)
    ) {
      delay = Math.max(delay, now - due);
      const operation = run(issued, due);
      underWay.add(operation);
      void operation.finally(() => underWay.delete(operation));
      issued += 1;
    }
    readBack?.issue(performance.now() - begin);
    await pause(tick);
  }
  await Promise.all(underWay);
  const end = performance.now();
  const reads = await readBack?.finish();
  return {
    attempted: issued,
    ...counts,
    longest_gap_ms: Math.round(Math.max(gap, end - lastAck)),
    longest_delay_ms: Math.round(delay),
    seconds: Math.round(end - begin) / 1_000,
    ...(reads === undefined ? {} : { reads }),
  };
}

function dueAt(begin: number, plan: LoadPlan, index: number): number {
  return begin + (index * 1_000) / plan.rate;
}

function targetsFor({ targets, first }: LoadPlan, index: number): readonly WriteTarget[] {
  const from =
    first === undefined ? index % targets.length : targets.findIndex(({ id }) => id === first);
  return [...targets.slice(from), ...targets.slice(0, from)];
}
