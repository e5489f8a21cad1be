// Runs sketched plans to their report and puts what varies out of the way.
import type { RunEvent } from '../../runner/model/event.ts';
import type { Expectation, Placeholder } from '../../runner/model/expectation.ts';
import type { Plan } from '../../runner/model/plan.ts';
import type { RunbookReport, RunReport } from '../../runner/model/report.ts';
import { type RunOptions, runRunbooks } from '../../runner/run.ts';
import { currentEnvironment } from './current-environment.ts';
import { lineSpan, type PlanSketch, sketchPlan } from './plan-literals.ts';

export interface Ran {
  readonly events: readonly RunEvent[];
  readonly report: RunReport;
}

export async function runSketches(
  sketches: readonly PlanSketch[],
  signal: AbortSignal = new AbortController().signal,
  onEvent: (event: RunEvent) => void = () => undefined,
  more: Partial<RunOptions> = {},
): Promise<Ran> {
  return runPlans(sketches.map(sketchPlan), signal, onEvent, more);
}

export async function runPlans(
  plans: readonly Plan[],
  signal: AbortSignal = new AbortController().signal,
  onEvent: (event: RunEvent) => void = () => undefined,
  more: Partial<RunOptions> = {},
): Promise<Ran> {
  const events: RunEvent[] = [];
  const options = { env: currentEnvironment(), signal, environment: { os: 'test' }, ...more };
  for await (const event of runRunbooks(plans, options)) {
    events.push(event);
    onEvent(event);
  }
  const last = events.at(-1);
  if (last?.kind !== 'run-finished') throw new Error('the last event is `run-finished`');
  return { events, report: last.report };
}

/** The report of one page. */
export async function runSketch(sketch: PlanSketch, signal?: AbortSignal): Promise<RunbookReport> {
  const [report] = (await runSketches([sketch], signal)).report.runbooks;
  if (!report) throw new Error('one plan gives one report');
  return report;
}

/** One line a step: `steps step-1 fail: Unexpected …`. */
export function stepLines({ steps }: RunbookReport): readonly string[] {
  return steps.map(({ phase, id, outcome, reason }) =>
    reason === undefined ? `${phase} ${id} ${outcome}` : `${phase} ${id} ${outcome}: ${reason}`,
  );
}

/** Expects one line and captures it. */
export function captureLine(name: string): Expectation {
  const placeholder: Placeholder = { type: 'any', capture: name, source: `<${name}>` };
  const source = placeholder.source;
  return {
    kind: 'text',
    stream: 'stdout',
    lines: [{ kind: 'pieces', pieces: [placeholder], line: 20, source }],
    span: lineSpan(20),
    source,
  };
}
