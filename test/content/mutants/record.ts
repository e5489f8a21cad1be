// Runs pages as `runbook run` does, and keeps what their steps did: what is judged anew needs no second run.
import { join } from 'node:path';
import type { Io } from '../../../runner/cli/io.ts';
import { prepareRuns } from '../../../runner/cli/prepare-runs.ts';
import type { RunReport } from '../../../runner/model/report.ts';
import { runRunbooks } from '../../../runner/run.ts';
import type { TriedStep } from '../../../runner/settle.ts';

export interface Recording {
  readonly report: RunReport;
  /** Every step of every run, in no particular order. */
  readonly tried: readonly TriedStep[];
}

export async function record(
  root: string,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Recording> {
  const io = quietIo(root, env, signal);
  const prepared = await prepareRuns([join(root, 'content')], {}, io);
  if (typeof prepared === 'number') throw new Error(`Nothing may run:\n${io.said()}`);
  const tried: TriedStep[] = [];
  const events = runRunbooks(prepared.plans, {
    env: prepared.env,
    signal,
    environment: {},
    jobs: 2,
    settleFor: () => (step) => {
      tried.push(step);
      return { verdict: step.verdict };
    },
  });
  for await (const event of events) {
    if (event.kind === 'run-finished') return { report: event.report, tried };
  }
  throw new Error('Unexpected end of the events, expected `run-finished`');
}

function quietIo(
  cwd: string,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Io & { readonly said: () => string } {
  let said = '';
  const output = {
    write: async (text: string): Promise<void> => {
      said += text;
    },
    isTerminal: false,
    columns: 120,
  };
  return {
    stdin: {
      isTerminal: false,
      readLine: async () => undefined,
      openTerminal: () => Promise.reject(new Error('Nobody is asked here')),
    },
    stdout: output,
    stderr: output,
    cwd,
    env,
    signal,
    said: () => said,
  };
}
