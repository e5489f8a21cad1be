// Branches leave the main path at a step, and run on their own.
import { closestWord } from './closest-word.ts';
import type { Complain } from './complain.ts';
import type { PlacedStep } from './placed-step.ts';

export function complainBranches(steps: readonly PlacedStep[], complain: Complain): void {
  const firsts = new Map<string, PlacedStep>();
  for (const placed of steps) {
    const { step, role, spans } = placed;
    const span = spans.get('branch');
    if (step.branch === undefined || span === undefined) continue;
    const { name, leavesBefore } = step.branch;
    if (role !== 'body') {
      const section = role === 'setup' ? 'Setup' : 'Teardown';
      complain(
        'parse/branch-place',
        span,
        `Unexpected branch in ${section}, expected it among the other steps: ${section} runs in every run`,
      );
    }
    const first = firsts.get(name);
    if (first === undefined) {
      firsts.set(name, placed);
      if (leavesBefore !== undefined) complainTarget(placed, leavesBefore, steps, complain);
    } else if (leavesBefore !== undefined) {
      complain(
        'parse/branch-place',
        spans.get('before') ?? span,
        `Unexpected \`before\` on a later step of branch \`${name}\`, expected it on the first one`,
        `its first step stands in line ${first.step.span.line}`,
      );
    }
  }
}

/** The step before which a branch leaves must be one that the main path has. */
function complainTarget(
  { spans }: PlacedStep,
  target: string,
  steps: readonly PlacedStep[],
  complain: Complain,
): void {
  const span = spans.get('before');
  if (span === undefined) return;
  const onMainPath = steps.filter(({ step, role }) => step.branch === undefined && role === 'body');
  const names = onMainPath.map(({ step }) => step.id);
  if (names.includes(target)) return;
  const other = steps.find(({ step }) => step.id === target);
  const near = closestWord(target, names);
  complain(
    'parse/branch-place',
    span,
    other === undefined
      ? `Unexpected step \`${target}\`, expected the name of a step of this page`
      : `Unexpected step \`${target}\`, expected a step of the main path`,
    near === undefined ? undefined : `did you mean \`${near}\`?`,
  );
}
