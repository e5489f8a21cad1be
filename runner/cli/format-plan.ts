// A plan for people: where it runs, with which values, and every step in the order of the run.
import pc from 'picocolors';
import type { Plan, PlannedPhase } from '../model/plan.ts';
import type { Step } from '../model/runbook.ts';
import { describeExpectation } from '../report/describe-expectation.ts';
import { formatTime } from '../report/format-time.ts';
import { safeLine, safeLines } from '../report/safe-lines.ts';
import type { PlannedValue } from './planned-values.ts';
import type { PolicyDecision } from './runbook-config.ts';

export interface PlanFacts {
  readonly values: readonly PlannedValue[];
  /** Of the target's policy. */
  readonly decide: (step: Step) => PolicyDecision;
}

const phaseTitles: Readonly<Record<PlannedPhase['kind'], string>> = {
  'fixture-setup': 'Fixture setup, in the local shell',
  steps: 'Steps',
  teardown: 'Teardown, always, in a new shell',
  'fixture-teardown': 'Fixture teardown, always, in the local shell',
};

export function formatPlan(plan: Plan, { values, decide }: PlanFacts, color: boolean): string {
  const { bold, dim } = pc.createColors(color);
  const branch = plan.branch === undefined ? '' : `  branch ${plan.branch}`;
  const lines = [
    `${bold(safeLine(plan.runbook.title))}  ${dim(plan.runbook.file)}${branch}`,
    dim(`  at most ${formatTime(plan.timeoutMs)} for the steps${placeOf(plan)}`),
    ...formatValues(values, dim),
  ];
  for (const phase of plan.phases) {
    lines.push('', `${bold(phaseTitles[phase.kind])}  ${dim(phase.file)}`);
    for (const step of phase.steps) lines.push(...formatStep(step, phase.file, { decide, dim }));
  }
  return `${lines.join('\n')}\n`;
}

function placeOf({ target, fixture }: Plan): string {
  if (target !== undefined) {
    const { name, prefix } = target;
    return `, on target ${name}${prefix.length === 0 ? '' : ` (${safeLine(prefix.join(' '))})`}`;
  }
  const shell = fixture?.fixture?.shell;
  return shell === undefined ? '' : `, in the shell that $${shell} enters`;
}

function formatValues(
  values: readonly PlannedValue[],
  dim: (text: string) => string,
): readonly string[] {
  return values.map(({ name, value, source }) => {
    const shown = value === undefined ? name : `${name}=${safeLine(value)}`;
    return `  ${shown}  ${dim(source)}`;
  });
}

function formatStep(
  step: Step,
  file: string,
  { decide, dim }: { readonly decide: PlanFacts['decide']; readonly dim: (text: string) => string },
): readonly string[] {
  const language = step.language === 'shell' ? '' : `${step.language}, `;
  const facts =
    step.skipReason === undefined
      ? `${language}${riskOf(step, decide)}, ${timesOf(step)}`
      : `skipped: ${step.skipReason}`;
  return [
    `  ${safeLine(step.title)} › ${step.id}  ${dim(`${file}:${step.span.line}  ${safeLine(facts)}`)}`,
    ...safeLines(step.code).map((line, index) =>
      `    ${index === 0 ? '$ ' : '  '}${line}`.trimEnd(),
    ),
    ...step.expectations.map((expectation) =>
      dim(`    expect ${describeExpectation(expectation)}`),
    ),
    ...(step.captures.length === 0 ? [] : [dim(`    capture ${step.captures.join(', ')}`)]),
  ];
}

function riskOf(step: Step, decide: PlanFacts['decide']): string {
  const decision = decide(step);
  if (decision === 'run') return step.risk;
  return `${step.risk} (${decision === 'confirm' ? 'to be confirmed' : 'refused'})`;
}

function timesOf({ timeoutMs, eventually, stays, background }: Step): string {
  if (background !== undefined)
    return `in the background, ready in at most ${formatTime(background.readyWithinMs)}`;
  const facts: string[] = [];
  if (eventually === undefined) facts.push(`at most ${formatTime(timeoutMs)}`);
  else facts.push(`until it holds, at most ${formatTime(eventually.withinMs)}`);
  if (stays !== undefined) facts.push(`stays so for ${formatTime(stays.forMs)}`);
  const every = stays?.everyMs ?? eventually?.everyMs;
  if (every !== undefined) facts.push(`every ${formatTime(every)}`);
  return facts.join(', ');
}
