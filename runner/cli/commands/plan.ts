// `runbook plan`: everything that a run of one page would do, in order.
import pc from 'picocolors';
import { UserError } from '../../errors.ts';
import type { Plan, PlannedPhase } from '../../model/plan.ts';
import type { Step } from '../../model/runbook.ts';
import { planRun } from '../../plan/plan-run.ts';
import { describeExpectation } from '../../report/describe-expectation.ts';
import { formatTime } from '../../report/format-time.ts';
import { safeLines } from '../../report/safe-lines.ts';
import { exitCodes } from '../exit-code.ts';
import { type Io, wantsColor } from '../io.ts';
import { onlyPage, openPages, type PageOptions } from '../open-pages.ts';
import { countSeverities, printDiagnostics, summarize } from '../print-diagnostics.ts';

export interface PlanCommandOptions extends PageOptions {
  readonly json: boolean;
}

export async function planCommand(
  path: string,
  options: PlanCommandOptions,
  io: Io,
): Promise<number> {
  const opened = await openPages([path], options, io);
  const { diagnostics, sources } = opened;
  if (countSeverities(diagnostics).errors > 0) {
    await printDiagnostics(diagnostics, sources, { output: io.stderr, env: io.env });
    const color = wantsColor(io.stderr, io.env);
    await io.stderr.write(`${summarize(diagnostics, sources.size, color)}, there is no plan\n`);
    return exitCodes.usage;
  }
  const { runbook, fixture } = onlyPage(opened, path);
  if (runbook.runbook === undefined) {
    throw new UserError(
      `Unexpected page \`${path}\` without a \`runbook:\` key, expected a runbook`,
      'nothing of a reference page or a fixture alone is ever run',
    );
  }
  const plan = planRun(runbook, fixture);
  const text = options.json
    ? `${JSON.stringify({ schema: 1, plan }, null, 2)}\n`
    : format(plan, wantsColor(io.stdout, io.env));
  await io.stdout.write(text);
  return exitCodes.pass;
}

const phaseTitles: Readonly<Record<PlannedPhase['kind'], string>> = {
  'fixture-setup': 'Fixture setup, in the local shell',
  steps: 'Steps',
  teardown: 'Teardown, always, in a new shell',
  'fixture-teardown': 'Fixture teardown, always, in the local shell',
};

function format(plan: Plan, color: boolean): string {
  const { bold, dim } = pc.createColors(color);
  const shell = plan.fixture?.fixture?.shell;
  const lines = [
    `${bold(plan.runbook.title)}  ${dim(plan.runbook.file)}`,
    dim(
      `  at most ${formatTime(plan.timeoutMs)} for the steps${shell === undefined ? '' : `, in the shell that $${shell} enters`}`,
    ),
  ];
  for (const phase of plan.phases) {
    lines.push('', `${bold(phaseTitles[phase.kind])}  ${dim(phase.file)}`);
    for (const step of phase.steps) lines.push(...formatStep(step, phase.file, dim));
  }
  return `${lines.join('\n')}\n`;
}

function formatStep(step: Step, file: string, dim: (text: string) => string): readonly string[] {
  const times =
    step.eventually === undefined
      ? `at most ${formatTime(step.timeoutMs)}`
      : `until it holds, at most ${formatTime(step.eventually.withinMs)}, every ${formatTime(step.eventually.everyMs)}`;
  const facts =
    step.skipReason === undefined ? `${step.risk}, ${times}` : `skipped: ${step.skipReason}`;
  return [
    `  ${step.title} › ${step.id}  ${dim(`${file}:${step.span.line}  ${facts}`)}`,
    ...safeLines(step.code).map((line, index) =>
      `    ${index === 0 ? '$ ' : '  '}${line}`.trimEnd(),
    ),
    ...step.expectations.map((expectation) =>
      dim(`    expect ${describeExpectation(expectation)}`),
    ),
    ...(step.captures.length === 0 ? [] : [dim(`    capture ${step.captures.join(', ')}`)]),
  ];
}
