// `--step NAME`: a page up to one of its steps, everything above included, and what tears down.
import { UserError } from '../errors.ts';
import type { Plan } from '../model/plan.ts';
import { closestWord } from '../parse/closest-word.ts';

/** Of the runs of one page, the one that the step belongs to, without the steps below it. */
export function limitToStep(plans: readonly Plan[], name: string): Plan {
  for (const plan of plans) {
    const phase = plan.phases.find(({ kind }) => kind === 'steps');
    const index = phase?.steps.findIndex(({ id }) => id === name) ?? -1;
    const step = phase?.steps[index];
    // A branch repeats the steps of the main path above it; theirs is the main path.
    if (step === undefined || step.branch?.name !== plan.branch) continue;
    if (step.skipReason !== undefined) {
      throw new UserError(
        `Unexpected \`--step ${name}\`, expected a step that runs: the page leaves it out (${step.skipReason})`,
      );
    }
    const phases = plan.phases.map((each) =>
      each === phase ? { ...each, steps: each.steps.slice(0, index + 1) } : each,
    );
    return { ...plan, phases };
  }
  throw unknownStep(plans, name);
}

function unknownStep(plans: readonly Plan[], name: string): UserError {
  const [plan] = plans;
  const file = plan?.runbook.file ?? '';
  const isTeardown = plans
    .flatMap(({ phases }) => phases)
    .some(({ kind, steps }) => kind === 'teardown' && steps.some(({ id }) => id === name));
  if (isTeardown) {
    return new UserError(
      `Unexpected \`--step ${name}\`, expected a step above Teardown, which always runs`,
    );
  }
  const known = plans.flatMap(({ phases }) =>
    phases.filter(({ kind }) => kind === 'steps').flatMap(({ steps }) => steps.map(({ id }) => id)),
  );
  const closest = closestWord(name, known);
  const expected = closest === undefined ? `a step of \`${file}\`` : `\`${closest}\``;
  return new UserError(
    `Unexpected step \`${name}\`, expected ${expected}`,
    `\`runbook plan ${file}\` shows them all`,
  );
}
