// The open loop: a clock that issues what is due and never waits for an answer. What is late is late in the figures,
// because an operation's time begins when it was due, not when the generator or a connection got round to it.
import { setTimeout as pause } from 'node:timers/promises';
import { waitUntil } from '../wait.ts';
import { type HistoryWriter, toUnix } from './history.ts';
import { Lane, type Settled } from './lane.ts';
import type { Pace } from './pace.ts';
import { Tally } from './tally.ts';
import type { Windows } from './windows.ts';
import type { LoadOperation } from './workload.ts';

export type OpenLoop = {
  readonly pace: Pace;
  readonly operation: (index: number) => LoadOperation;
  readonly nodes: readonly { readonly id: string; readonly url: string }[];
  /** Where an operation is sent; undefined: to the nodes in turn. */
  readonly nodeOf: (operation: LoadOperation) => string | undefined;
  readonly connections: number;
  readonly batchMax: number;
  /** Milliseconds for which operations are collected before they go; 0: no longer than a look at the clock. */
  readonly linger: number;
  /** Milliseconds at the start that do not count. */
  readonly warmUp: number;
  readonly onWarm: () => void;
  /** Milliseconds for the last answers. */
  readonly patience: number;
  readonly windows?: Windows;
  readonly history?: { readonly writer: HistoryWriter; readonly process: string };
};

export type LoopResult = {
  readonly tally: Tally;
  /** Operations that were due after the warm-up. */
  readonly due: number;
  /** Those of them without an outcome at the end. */
  readonly unfinished: number;
  /** Milliseconds from the end of the warm-up to the last outcome. */
  readonly measuredMs: number;
  /** Longest time by which an operation was issued after it was due, milliseconds. */
  readonly lagMs: number;
};

/** Milliseconds between looks at the clock. */
const tickMs = 5;

/** Runs the load to its end, or until `stop` aborts. */
export async function runOpenLoop(loop: OpenLoop, stop: AbortSignal): Promise<LoopResult> {
  const { pace, warmUp } = loop;
  const tally = new Tally();
  const begin = performance.now();
  const from = begin + warmUp;
  let open = 0;
  let over = false;
  const lanes = openLanes(loop, (settled) => {
    open -= settled.issued.length;
    if (!over) {
      tally.add(settled, from);
      addToWindows(loop, settled, from);
    }
    writeHistory(loop, settled);
  });
  let issued = 0;
  let counted = 0;
  let lagMs = 0;
  let warm = false;
  while (issued < pace.total && !stop.aborted) {
    const now = performance.now();
    if (!warm && now >= from) {
      warm = true;
      loop.onWarm();
    }
    const dueNow = pace.dueBy(now - begin);
    if (warm && issued < dueNow) lagMs = Math.max(lagMs, now - begin - pace.dueAt(issued));
    for (; issued < dueNow; issued += 1) {
      const due = begin + pace.dueAt(issued);
      if (due >= from) {
        counted += 1;
        loop.windows?.due(due - from);
      }
      const operation = loop.operation(issued);
      lanes.for(operation, issued).add({ index: issued, due, operation });
      open += 1;
    }
    lanes.flush(performance.now() - begin);
    await pause(tickMs);
  }
  lanes.flush(Number.POSITIVE_INFINITY);
  await waitUntil(() => open === 0, { deadline: loop.patience, every: tickMs });
  // What has no outcome now is unfinished, whatever is said about it when its connection ends.
  over = true;
  const unfinished = counted - tally.settled;
  for (const lane of lanes.all) lane.close();
  const measuredMs = Math.max(tally.lastAt, begin + pace.dueAt(issued)) - from;
  return { tally, due: counted, unfinished, measuredMs, lagMs };
}

function openLanes(loop: OpenLoop, onSettled: (settled: Settled) => void) {
  const { connections, batchMax, linger } = loop;
  const all = loop.nodes.map(
    ({ id, url }) => new Lane({ node: id, url, connections, batchMax }, onSettled),
  );
  // The nodes get theirs in turn: all at the same moment would make each wait for the others.
  const flushAt = all.map((_, index) => (linger * (index + 1)) / all.length);
  const byId = new Map(loop.nodes.map(({ id }, index) => [id, all[index]]));
  return {
    all,
    /** Sends what has been collected for long enough, `elapsed` milliseconds after the begin. */
    flush(elapsed: number): void {
      for (const [index, lane] of all.entries()) {
        const at = flushAt[index] ?? 0;
        if (elapsed < at && !lane.isFull) continue;
        flushAt[index] = linger === 0 ? 0 : at + linger * (Math.floor((elapsed - at) / linger) + 1);
        lane.flush();
      }
    },
    for(operation: LoadOperation, index: number): Lane {
      const node = loop.nodeOf(operation);
      const lane = (node === undefined ? undefined : byId.get(node)) ?? all[index % all.length];
      if (lane === undefined) throw new Error('A load needs a node.');
      return lane;
    },
  };
}

function addToWindows(
  { windows }: OpenLoop,
  { issued, outcomes, at }: Settled,
  from: number,
): void {
  if (windows === undefined) return;
  for (const [place, { due, operation }] of issued.entries()) {
    if (due < from) continue;
    const outcome = typeof outcomes === 'string' ? outcomes : (outcomes[place] ?? 'unknown');
    windows.add(due - from, operation.op === 'get' ? 'read' : 'write', outcome, at - due);
  }
}

function writeHistory({ history }: OpenLoop, { issued, outcomes, at, node }: Settled): void {
  if (history === undefined) return;
  for (const [place, { due, operation }] of issued.entries()) {
    if (operation.op !== 'store') continue;
    history.writer.add({
      op_id: operation.id,
      process: history.process,
      op: 'remember',
      space: operation.space,
      memory_id: operation.id,
      start: toUnix(due),
      end: toUnix(at),
      outcome: typeof outcomes === 'string' ? outcomes : (outcomes[place] ?? 'unknown'),
      node,
    });
  }
}
