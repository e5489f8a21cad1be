// The events of a run to every reporter at once: one prints, the others fill files.
import { relative, resolve } from 'node:path';
import { createEventQueue } from '../event-queue.ts';
import { randomWord } from '../execute/random-word.ts';
import type { RunEvent } from '../model/event.ts';
import type { RunReport } from '../model/report.ts';
import type { ReportOptions } from '../report/reporter.ts';
import { reporters } from '../report/reporters.ts';
import { type Io, isLive, wantsColor } from './io.ts';
import type { ReporterChoice } from './reporter-option.ts';
import { writeFileWhole } from './write-report.ts';

/** Resolves when every reporter has said everything, and every file is written. */
export async function reportRun(
  events: AsyncIterable<RunEvent>,
  choices: readonly ReporterChoice[],
  io: Io,
): Promise<RunReport> {
  const queues = choices.map(() => createEventQueue<RunEvent>());
  let failure: { readonly error: unknown } | undefined;
  const readers = choices.map(async (choice, index) => {
    const queue = queues[index];
    if (queue !== undefined) await runReporter(choice, queue, io);
  });
  const done = Promise.all(readers).catch((error: unknown) => {
    failure = { error };
  });
  let report: RunReport | undefined;
  try {
    for await (const event of events) {
      if (event.kind === 'run-finished') report = event.report;
      for (const queue of queues) queue.push(event);
      // Nobody would see the rest. Leaving the loop tears down what is up.
      if (failure !== undefined) break;
    }
  } catch (error) {
    failure = { error };
  }
  for (const queue of queues) queue.close();
  await done;
  if (failure !== undefined) throw failure.error;
  if (report === undefined)
    throw new Error('Unexpected end of the events, expected `run-finished`');
  return report;
}

async function runReporter(
  { name, file }: ReporterChoice,
  events: AsyncIterable<RunEvent>,
  io: Io,
): Promise<void> {
  const reporter = await reporters[name]();
  if (file === undefined) {
    for await (const piece of reporter(events, optionsFor(io))) await io.stdout.write(piece);
    return;
  }
  const pieces: string[] = [];
  const options = { ...optionsFor(io), color: false, live: false };
  for await (const piece of reporter(events, options)) pieces.push(piece);
  writeFileWhole(resolve(io.cwd, file), pieces.join(''));
}

function optionsFor({ stdout, env, cwd }: Io): ReportOptions {
  const root = env['GITHUB_WORKSPACE'];
  const below = root ? relative(root, cwd) : '';
  return {
    color: wantsColor(stdout, env),
    live: isLive(stdout, env),
    columns: stdout.columns,
    token: randomWord(),
    folder: below.startsWith('..') ? '' : below,
  };
}
