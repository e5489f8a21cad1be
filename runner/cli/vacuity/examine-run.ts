// One run that is over: its assertions are examined a little at a time, for other runs may still be in flight.
import { setImmediate as turn } from 'node:timers/promises';
import { judgeStep } from '../../judge/judge-step.ts';
import type { Plan, PlannedPhase } from '../../model/plan.ts';
import type { RunbookReport, StepReport } from '../../model/report.ts';
import type { Step } from '../../model/runbook.ts';
import type { TriedStep } from '../../settle.ts';
import { type Assertion, assertionsOf } from '../../vacuity/assertion.ts';
import { type Examined, examine } from '../../vacuity/examine.ts';
import type { Ledger } from '../../vacuity/ledger.ts';
import type { Seen } from '../../vacuity/seen.ts';

/** Longest time for one assertion, in milliseconds: a filter may take seconds for each counter-observation. */
const examineMs = 60_000;

/** Assertions of one run. */
export type RunTally = Readonly<Record<Examined['result'], number>>;

export interface EndedRun {
  readonly plan: Plan;
  readonly report: RunbookReport;
  /** Its steps that were tried, those of the fixture included. */
  readonly tried: readonly TriedStep[];
}

/** `signal` ends the work: what is left then counts as not examined. */
export async function examineRun(
  { plan, report, tried }: EndedRun,
  ledger: Ledger,
  signal: AbortSignal,
): Promise<RunTally> {
  const tally = { 'can-fail': 0, vacuous: 0, 'not-examined': 0 };
  for (const [phase, step] of stepsOf(plan)) {
    // The page itself leaves it out, and says why; nothing is asserted there.
    if (step.skipReason !== undefined) continue;
    const told = report.steps.find((each) => each.phase === phase.kind && each.id === step.id);
    const done = tried.find((each) => each.phase.kind === phase.kind && each.step.id === step.id);
    for (const assertion of assertionsOf(step)) {
      const reason = reasonNotTo(told, signal);
      const examined =
        reason === undefined && done !== undefined
          ? await examineInTurns(assertion, done, tried)
          : ({ result: 'not-examined', reason: reason ?? 'Its step did not run' } as const);
      ledger.add(phase, step, assertion, examined);
      tally[examined.result] += 1;
    }
  }
  return tally;
}

function stepsOf({ phases }: Plan): readonly (readonly [PlannedPhase, Step])[] {
  return phases.flatMap((phase) => phase.steps.map((step) => [phase, step] as const));
}

/** Undefined: the step passed, so that what it printed can be put in question. */
function reasonNotTo(report: StepReport | undefined, signal: AbortSignal): string | undefined {
  if (signal.aborted) return 'Interrupted';
  if (report?.outcome === 'pass') return undefined;
  return report?.reason ?? 'Its step did not run';
}

/** What a fixture prints is no answer to a question of the page, nor the other way round. */
function toSeen(done: TriedStep, tried: readonly TriedStep[]): Seen {
  const { step, observation, variables } = done;
  const others = tried
    .filter((other) => other !== done && other.phase.file === done.phase.file)
    .map((other) => ({ id: other.step.id, observation: other.observation }));
  return { step, observation, variables, others };
}

async function examineInTurns(
  assertion: Assertion,
  done: TriedStep,
  tried: readonly TriedStep[],
): Promise<Examined> {
  const endsAt = performance.now() + examineMs;
  const work = examine(assertion, toSeen(done, tried), judgeStep);
  for (;;) {
    const { done: isOver, value } = work.next();
    if (isOver === true) return mask(value, (text) => done.masker.mask(text));
    if (performance.now() > endsAt) {
      const reason = `Held for all that was tried within ${examineMs / 1000} s, and more was to try`;
      return { result: 'not-examined', reason };
    }
    await turn();
  }
}

/** What is said of an assertion may name members of an output. */
function mask(examined: Examined, hide: (text: string) => string): Examined {
  switch (examined.result) {
    case 'can-fail':
      return { ...examined, failsAgainst: hide(examined.failsAgainst) };
    case 'vacuous':
      return { ...examined, reason: hide(examined.reason), hint: hide(examined.hint) };
    case 'not-examined':
      return { ...examined, reason: hide(examined.reason) };
  }
}
