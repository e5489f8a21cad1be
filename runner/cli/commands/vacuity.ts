// `runbook vacuity`: runs the pages, and proves of each assertion that there is something it does not hold for.
import type { Plan } from '../../model/plan.ts';
import type { RunReport } from '../../model/report.ts';
import { runRunbooks } from '../../run.ts';
import type { TriedStep } from '../../settle.ts';
import { Ledger } from '../../vacuity/ledger.ts';
import { describeEnvironment } from '../environment.ts';
import { exitCodes } from '../exit-code.ts';
import { type Io, wantsColor } from '../io.ts';
import { type PreparedRuns, type PrepareOptions, prepareRuns } from '../prepare-runs.ts';
import { toDocument } from '../vacuity/document.ts';
import { examineRun } from '../vacuity/examine-run.ts';
import { formatFindings, formatRun } from '../vacuity/print-vacuity.ts';
import { Progress } from '../vacuity/progress.ts';

export interface VacuityCommandOptions extends PrepareOptions {
  /** Default 1. */
  readonly jobs?: number;
  readonly json: boolean;
}

export async function vacuityCommand(
  paths: readonly string[],
  options: VacuityCommandOptions,
  io: Io,
): Promise<number> {
  const prepared = await prepareRuns(paths, options, io);
  if (typeof prepared === 'number') return prepared;
  const ledger = new Ledger();
  const report = await runAndExamine(prepared, ledger, options, io);
  const document = toDocument(ledger, report);
  if (options.json) await io.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  else {
    const color = wantsColor(io.stdout, io.env);
    await io.stdout.write(formatFindings(document, prepared.opened.sources, color));
  }
  if (io.signal.aborted) return exitCodes.interrupted;
  if (document.totals.assertions === 0)
    await io.stderr.write(
      'Unexpected pages without an assertion, expected at least one: nothing was proved\n',
    );
  return exitCodes[document.outcome];
}

/** A run is examined as soon as it is over, and what its steps printed is then forgotten. */
async function runAndExamine(
  { plans, env }: PreparedRuns,
  ledger: Ledger,
  { jobs, json }: VacuityCommandOptions,
  io: Io,
): Promise<RunReport> {
  const tried = new Map<Plan, TriedStep[]>();
  const events = runRunbooks(plans, {
    env,
    signal: io.signal,
    environment: describeEnvironment(io),
    ...(jobs !== undefined && { jobs }),
    settleFor: (plan) => {
      const steps: TriedStep[] = [];
      tried.set(plan, steps);
      return (step) => {
        steps.push(step);
        return { verdict: step.verdict };
      };
    },
  });
  const progress = json ? undefined : new Progress(io);
  const color = wantsColor(io.stdout, io.env);
  // Runs end in the order of their plans.
  const left = [...plans];
  for await (const event of events) {
    await progress?.on(event);
    if (event.kind === 'run-finished') return event.report;
    if (event.kind !== 'runbook-finished') continue;
    const plan = left.shift();
    if (plan === undefined) throw new Error('Unexpected end of a run without a plan');
    await progress?.show(`${plan.runbook.title}: its assertions`);
    const ended = { plan, report: event.report, tried: tried.get(plan) ?? [] };
    const tally = await examineRun(ended, ledger, io.signal);
    tried.delete(plan);
    await progress?.print(formatRun(plan, tally, color));
  }
  throw new Error('Unexpected end of the events, expected `run-finished`');
}
