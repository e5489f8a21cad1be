// `load write`: a writer at a fixed rate, in the foreground, that ends in good order on SIGTERM and SIGINT.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { parseDuration } from '../duration.ts';
import { Failure } from '../failure.ts';
import { repeatInside } from '../isolation/run-in-place.ts';
import { clusterFiles } from '../layout.ts';
import { CopiesWatch } from '../load/copies.ts';
import { type HistoryWriter, openHistory } from '../load/history.ts';
import { ReadBack } from '../load/read-back.ts';
import { type LoadPlan, type LoadSummary, runLoad } from '../load/writer.ts';
import { print, printJson, table } from '../output.ts';
import { requireNode } from '../state/nodes.ts';
import { type Chosen, chooseCluster } from '../state/select.ts';

export type LoadOptions = {
  readonly cluster?: string;
  readonly space: string;
  readonly history: string;
  readonly rate: string;
  /** Reads per second; undefined: none. */
  readonly readBack?: string;
  readonly for?: string;
  readonly untilStopped?: boolean;
  readonly node?: string;
  readonly deadline: string;
  readonly json?: boolean;
};

const highestRate = 5_000;
/** Milliseconds between looks whether the cluster is still there. */
const lookEvery = 500;

export async function loadWrite(options: LoadOptions): Promise<number> {
  const chosen = chooseCluster(options.cluster);
  const plan = planOf(options, chosen);
  const readRate =
    options.readBack === undefined ? undefined : parseRate(options.readBack, '--read-back');
  const repeated = await repeatInside(chosen);
  if (repeated !== undefined) return repeated;
  const history = openHistory(options.history);
  const stop = stopper(clusterFiles(chosen.folder).control);
  const reader = readRate === undefined ? undefined : startReader(plan, readRate, history);
  const parts = { history, ...(reader === undefined ? {} : { readBack: reader.readBack }) };
  const summary = await runLoad(plan, parts, stop.signal).finally(() => {
    stop.forget();
    reader?.stop();
  });
  history.close();
  // The JSON comes last, so that a script finds it with `tail -n 1` behind whatever a person reads.
  if (!options.json) print(asText(summary));
  printJson({ history: options.history, ...summary });
  if (summary.ok > 0) return 0;
  throw new Failure('could-not', `None of ${summary.attempted} writes was acknowledged`, {
    hint: 'look at the cluster with `engram-ops health`',
  });
}

function planOf(options: LoadOptions, { record }: Chosen): LoadPlan {
  const rate = parseRate(options.rate, '--rate');
  if (options.for === undefined && !options.untilStopped) {
    throw new Failure('usage', 'Expected an end of the load, --for or --until-stopped', {
      hint: 'add `--for 20s`',
    });
  }
  return {
    process: `writer-${randomBytes(4).toString('hex')}`,
    space: options.space,
    rate,
    duration: options.for === undefined ? undefined : parseDuration(options.for, '--for'),
    deadline: parseDuration(options.deadline, '--deadline'),
    targets: record.hosts,
    first: options.node === undefined ? undefined : requireNode(record, options.node).id,
  };
}

function parseRate(text: string, option: string): number {
  const rate = Number(text);
  if (rate > 0 && rate <= highestRate) return rate;
  throw new Failure(
    'usage',
    `Unexpected ${option} \`${text}\`, expected above 0 and at most ${highestRate} a second`,
  );
}

/** Reads as soon as the copies of the space are known; writing does not wait for that. */
function startReader(
  { process, space, targets }: LoadPlan,
  rate: number,
  history: HistoryWriter,
): { readonly readBack: ReadBack; readonly stop: () => void } {
  const copies = new CopiesWatch(targets.map(({ url }) => url));
  void copies.look();
  copies.follow();
  const deps = { history, holders: () => copies.holdersOf(space), random: Math.random };
  return {
    readBack: new ReadBack({ process, space, rate, targets }, deps),
    stop: () => copies.stop(),
  };
}

/** Aborts on SIGTERM, SIGINT, or when the cluster is gone: nobody else would end a writer in the background then. */
function stopper(control: string): { readonly signal: AbortSignal; readonly forget: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  process.on('SIGTERM', abort).on('SIGINT', abort);
  const watch = setInterval(() => existsSync(control) || abort(), lookEvery);
  return {
    signal: controller.signal,
    forget: () => {
      clearInterval(watch);
      process.off('SIGTERM', abort).off('SIGINT', abort);
    },
  };
}

function asText(summary: LoadSummary): string {
  const { attempted, ok, fail, unknown, longest_gap_ms, seconds, reads } = summary;
  const writes = table(
    ['ATTEMPTED', 'OK', 'FAIL', 'UNKNOWN', 'LONGEST GAP', 'SECONDS'],
    [[attempted, ok, fail, unknown, `${longest_gap_ms} ms`, seconds.toFixed(1)]],
  );
  if (reads === undefined) return writes;
  const { answered, not_found, unanswered } = reads;
  const rows = [[answered, not_found, unanswered]];
  return `${writes}\n${table(['READS ANSWERED', 'NOT FOUND', 'UNANSWERED'], rows)}`;
}
