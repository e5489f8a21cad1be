// `load run`: a mix of reads and writes at a fixed rate, and what the cluster made of it.
import { randomBytes } from 'node:crypto';
import { parseDuration } from '../duration.ts';
import { Failure } from '../failure.ts';
import { repeatInside } from '../isolation/run-in-place.ts';
import { CopiesWatch } from '../load/copies.ts';
import { fillCluster } from '../load/fill.ts';
import { openHistory } from '../load/history.ts';
import { LagWatch } from '../load/lag-watch.ts';
import { runOpenLoop } from '../load/open-loop.ts';
import { createPace } from '../load/pace.ts';
import { readProcessorTimes, useBetween } from '../load/processor-time.ts';
import { brokenRunLimits, type RunLimits } from '../load/run-limits.ts';
import { type RunSummary, summarise, summaryText } from '../load/summary.ts';
import {
  brokenLimits,
  requireKept,
  type WindowFigures,
  type WindowLimits,
  Windows,
  windowsText,
} from '../load/windows.ts';
import { createOperations, type LoadOperation, type Workload } from '../load/workload.ts';
import { createRandom } from '../load/zipf.ts';
import { command } from '../node-api.ts';
import { print, printJson } from '../output.ts';
import { liveNodes } from '../state/live-nodes.ts';
import { chooseCluster } from '../state/select.ts';

/** Milliseconds for the last answers: longer than a node works on a request. */
const patience = 6_000;

export type LoadRunOptions = {
  readonly cluster?: string;
  readonly rate: string;
  readonly for: string;
  readonly warmUp: string;
  readonly reads: string;
  readonly keys: string;
  readonly skew: string;
  readonly spaces: string;
  readonly valueBytes: string;
  readonly batch: string;
  readonly linger?: string;
  readonly connections: string;
  readonly route: 'primary' | 'any';
  readonly seed?: string;
  readonly history?: string;
  readonly window: string;
  readonly maxP50?: string;
  readonly maxP90?: string;
  readonly maxP99?: string;
  readonly maxP999?: string;
  readonly minAchieved?: string;
  readonly maxP99Reads?: string;
  readonly maxP99Writes?: string;
  readonly maxErrors?: string;
  readonly maxLag?: string;
  readonly json?: boolean;
};

export async function loadRun(options: LoadRunOptions): Promise<number> {
  const chosen = chooseCluster(options.cluster);
  const plan = planOf(options);
  const repeated = await repeatInside(chosen);
  if (repeated !== undefined) return repeated;
  // Hosts that stay empty, and nodes that are down before it begins, would only be counted as errors.
  const nodes = await liveNodes(chosen);
  const urls = nodes.map(({ url }) => url);
  const pids = new Map(
    nodes.flatMap(({ id, pid }) => (pid === undefined ? [] : [[id, pid] as const])),
  );
  await prepare(plan.workload, urls);
  const copies = new CopiesWatch(urls);
  await copies.look();
  copies.follow();
  const history = options.history === undefined ? undefined : openHistory(options.history);
  const windows = new Windows(plan.window);
  let warmAt = Number.POSITIVE_INFINITY;
  const lag = new LagWatch(urls, (seconds) => windows.addLag(performance.now() - warmAt, seconds));
  lag.start();
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  process.on('SIGTERM', abort).on('SIGINT', abort);
  let before = readProcessorTimes(pids);
  const result = await runOpenLoop(
    {
      pace: createPace(plan.rate, plan.warmUp + plan.duration),
      operation: createOperations(plan.workload, createRandom(plan.seed)),
      nodes,
      nodeOf: ({ space }: LoadOperation) =>
        options.route === 'any' ? undefined : copies.primaryOf(space),
      connections: plan.connections,
      batchMax: plan.batchMax,
      linger: plan.linger,
      warmUp: plan.warmUp,
      patience,
      windows,
      onWarm: () => {
        warmAt = performance.now();
        before = readProcessorTimes(pids);
      },
      ...(history === undefined ? {} : { history: { writer: history, process: plan.process } }),
    },
    stop.signal,
  ).finally(() => {
    copies.stop();
    lag.stop();
    history?.close();
    process.off('SIGTERM', abort).off('SIGINT', abort);
  });
  const use = useBetween(before, readProcessorTimes(pids));
  const summary = { seed: plan.seed, ...summarise(plan, result, use), windows: windows.figures() };
  return say(summary, plan, options);
}

type Said = RunSummary & { readonly seed: number; readonly windows: readonly WindowFigures[] };

function say(
  summary: Said,
  { rate, limits, runLimits }: ReturnType<typeof planOf>,
  options: LoadRunOptions,
): number {
  if (options.json) printJson(summary);
  else print(`${windowsText(summary.windows)}${summaryText(summary)}`);
  requireKept([
    ...brokenRunLimits(summary, rate, runLimits),
    ...brokenLimits(summary.windows, limits),
  ]);
  if (summary.ok > 0) return 0;
  throw new Failure('could-not', `None of ${summary.operations} operations was acknowledged`, {
    hint: 'look at the cluster with `engram-ops health`',
  });
}

/** The spaces, and in them a memory for every key. */
async function prepare(workload: Workload, urls: readonly string[]): Promise<void> {
  const [first] = urls;
  if (first === undefined) throw new Failure('could-not', 'The cluster has no node');
  for (const id of workload.spaces) await command(first, '/api/v1/spaces', { id });
  await fillCluster(workload, urls);
}

function planOf(options: LoadRunOptions) {
  const process = `load-${randomBytes(4).toString('hex')}`;
  const spaces = readNumber(options.spaces, '--spaces', 1, 1_000, true);
  const workload: Workload = {
    reads: readNumber(options.reads, '--reads', 0, 1),
    keys: readNumber(options.keys, '--keys', 1, 1_000_000, true),
    skew: readNumber(options.skew, '--skew', 0, 0.999),
    spaces: Array.from({ length: spaces }, (_, index) => `load-${index}`),
    valueBytes: readNumber(options.valueBytes, '--value-bytes', 1, 10_000, true),
    ...(options.history === undefined ? {} : { uniqueIds: process }),
  };
  return {
    process,
    workload,
    rate: readNumber(options.rate, '--rate', 0.1, 1_000_000),
    duration: parseDuration(options.for, '--for'),
    warmUp: parseDuration(options.warmUp, '--warm-up'),
    batchMax: readNumber(options.batch, '--batch', 1, 1_000, true),
    linger: options.linger === undefined ? 0 : parseDuration(options.linger, '--linger'),
    connections: readNumber(options.connections, '--connections', 1, 1_000, true),
    window: parseDuration(options.window, '--window'),
    limits: limitsOf(options),
    runLimits: runLimitsOf(options),
    seed:
      options.seed === undefined
        ? randomBytes(4).readUInt32LE()
        : readNumber(options.seed, '--seed', 0, 0xffff_ffff, true),
  };
}

function runLimitsOf(options: LoadRunOptions): RunLimits {
  const { maxP50, maxP90, maxP99, maxP999, minAchieved } = options;
  const ms = (text: string | undefined, option: string): number | undefined =>
    text === undefined ? undefined : parseDuration(text, option);
  return {
    p50: ms(maxP50, '--max-p50'),
    p90: ms(maxP90, '--max-p90'),
    p99: ms(maxP99, '--max-p99'),
    p999: ms(maxP999, '--max-p999'),
    achieved:
      minAchieved === undefined ? undefined : readNumber(minAchieved, '--min-achieved', 0, 1),
  };
}

function limitsOf(options: LoadRunOptions): WindowLimits {
  const { maxP99Reads, maxP99Writes, maxErrors, maxLag } = options;
  return {
    ...(maxP99Reads === undefined
      ? {}
      : { readsP99Ms: parseDuration(maxP99Reads, '--max-p99-reads') }),
    ...(maxP99Writes === undefined
      ? {}
      : { writesP99Ms: parseDuration(maxP99Writes, '--max-p99-writes') }),
    ...(maxErrors === undefined ? {} : { errors: readNumber(maxErrors, '--max-errors', 0, 1) }),
    ...(maxLag === undefined ? {} : { lagSeconds: parseDuration(maxLag, '--max-lag') / 1_000 }),
  };
}

function readNumber(
  text: string,
  option: string,
  least: number,
  most: number,
  whole = false,
): number {
  const value = Number(text);
  const isNumber = text.trim() !== '' && value >= least && value <= most;
  if (isNumber && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? 'a whole number' : 'a number';
  throw new Failure(
    'usage',
    `Unexpected ${option} \`${text}\`, expected ${kind} from ${least} to ${most}`,
  );
}
