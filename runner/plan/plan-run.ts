// From a runbook and its fixture to everything that a run will do, in order.
import type { Plan, PlannedPhase } from '../model/plan.ts';
import type { Runbook, SectionRole, Step } from '../model/runbook.ts';

/** Phases without a step are left out. `runbook` has `runbook` facts, `fixture` has `fixture` facts. */
export function planRun(runbook: Runbook, fixture: Runbook | undefined): Plan {
  if (runbook.runbook === undefined)
    throw new Error(`Cannot plan \`${runbook.file}\` without a \`runbook\` key`);
  const phases: readonly PlannedPhase[] = [
    phase('fixture-setup', fixture, ['setup']),
    // The page's own Setup shares the shell of its steps: what it defines is theirs.
    phase('steps', runbook, ['setup', 'body']),
    phase('teardown', runbook, ['teardown']),
    phase('fixture-teardown', fixture, ['teardown']),
  ];
  return {
    runbook,
    ...(fixture && { fixture }),
    phases: phases.filter(({ steps }) => steps.length > 0),
    timeoutMs: runbook.runbook.timeoutMs,
    parameters: {},
    secrets: [],
  };
}

function phase(
  kind: PlannedPhase['kind'],
  page: Runbook | undefined,
  roles: readonly SectionRole[],
): PlannedPhase {
  const steps: Step[] = [];
  for (const role of roles) {
    for (const section of page?.sections ?? []) {
      if (section.role === role) steps.push(...section.steps);
    }
  }
  return { kind, file: page?.file ?? '', steps };
}
