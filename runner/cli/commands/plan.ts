// `runbook plan`: everything that the runs of one page would do, in order.
import { UserError } from '../../errors.ts';
import type { Plan } from '../../model/plan.ts';
import { planRuns } from '../../plan/plan-run.ts';
import { exitCodes } from '../exit-code.ts';
import { formatPlan } from '../format-plan.ts';
import { type Io, wantsColor } from '../io.ts';
import { onlyPage, openPages, type PageOptions } from '../open-pages.ts';
import { maskParameters, plannedValues } from '../planned-values.ts';
import { type AllowedClass, decide, policyOf } from '../policy.ts';
import { countSeverities, onlyErrors, printDiagnostics, summarize } from '../print-diagnostics.ts';
import {
  limitRuns,
  type PlanningOptions,
  planningOptions,
  refuseProblems,
  refuseUndeclared,
} from '../select-runs.ts';
import { resolveTarget } from '../targets.ts';

export interface PlanCommandOptions extends PageOptions, PlanningOptions {
  readonly json: boolean;
  readonly step?: string;
  /** `none`: only the main path. */
  readonly branch?: string;
  readonly target?: string;
  readonly allow?: readonly AllowedClass[];
}

export async function planCommand(
  path: string,
  options: PlanCommandOptions,
  io: Io,
): Promise<number> {
  const opened = await openPages([path], options, io);
  const { diagnostics, sources } = opened;
  const target = resolveTarget(options.target, opened.settings.config);
  if (countSeverities(diagnostics).errors > 0) {
    await printDiagnostics(onlyErrors(diagnostics), sources, {
      output: io.stderr,
      env: io.env,
      docs: opened.settings.config.docs,
    });
    const color = wantsColor(io.stderr, io.env);
    await io.stderr.write(`${summarize(diagnostics, sources.size, color)}, there is no plan\n`);
    return exitCodes.usage;
  }
  const page = onlyPage(opened, path);
  if (page.runbook.runbook === undefined) {
    throw new UserError(
      `Unexpected page \`${path}\` without a \`runbook:\` key, expected a runbook`,
      'nothing of a reference page or a fixture alone is ever run',
    );
  }
  refuseUndeclared([page], options);
  const planning = planningOptions(opened, options, { target, io });
  const { plans: all, problems } = planRuns(page.runbook, page.fixture, planning);
  const plans = limitRuns(all, options);
  const policy = target?.policy ?? policyOf('open');
  const print = options.json ? asJson : asText;
  await io.stdout.write(
    print(plans, {
      color: wantsColor(io.stdout, io.env),
      valuesOf: (plan) => plannedValues(plan, planning, problems),
      decide: ({ risk }) => decide(risk, policy, options.allow ?? []),
    }),
  );
  // The plan is shown nevertheless: it says what the values are needed for.
  refuseProblems(problems);
  return exitCodes.pass;
}

interface Printing {
  readonly color: boolean;
  readonly valuesOf: (plan: Plan) => ReturnType<typeof plannedValues>;
  readonly decide: Parameters<typeof formatPlan>[1]['decide'];
}

function asText(plans: readonly Plan[], { color, valuesOf, decide: decideStep }: Printing): string {
  return plans
    .map((plan) => formatPlan(plan, { values: valuesOf(plan), decide: decideStep }, color))
    .join('\n');
}

function asJson(plans: readonly Plan[], { valuesOf, decide: decideStep }: Printing): string {
  const shown = plans.map((plan) => ({
    ...plan,
    parameters: maskParameters(plan),
    values: valuesOf(plan),
    phases: plan.phases.map((phase) => ({
      ...phase,
      steps: phase.steps.map((step) => ({ ...step, decision: decideStep(step) })),
    })),
  }));
  return `${JSON.stringify({ schema: 1, plans: shown }, null, 2)}\n`;
}
