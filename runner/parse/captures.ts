// Which variables a page captures, and where. In every run of the page a name may be captured once.
import type { Placeholder } from '../model/expectation.ts';
import type { SourceSpan } from '../model/source.ts';
import type { Complain } from './complain.ts';
import type { PlacedCapture, PlacedStep } from './placed-step.ts';

/** Called for every placeholder that captures, in reading order. */
export type CaptureNote = (capture: PlacedCapture) => void;

export function noteIfCapture(placeholder: Placeholder, span: SourceSpan, note: CaptureNote): void {
  if (placeholder.capture !== undefined) note({ name: placeholder.capture, span });
}

/** `parameters` are the page's own: they have a value already. */
export function complainCaptures(
  steps: readonly PlacedStep[],
  parameters: ReadonlySet<string>,
  complain: Complain,
): void {
  const known = new Map<string, { readonly index: number; readonly span: SourceSpan }[]>();
  const isTogether = runTogether(steps);
  for (const [index, { captures }] of steps.entries()) {
    for (const { name, span } of captures) {
      const earlier = known.get(name) ?? [];
      known.set(name, earlier);
      const first = earlier.find((one) => isTogether(one.index, index));
      if (first !== undefined) {
        complain(
          'parse/duplicate-capture',
          span,
          `Unexpected second capture of \`${name}\`, expected a name of its own`,
          `line ${first.span.line} captures \`${name}\`; write \`<$${name}>\` for the same value`,
        );
        continue;
      }
      earlier.push({ index, span });
      if (!parameters.has(name)) continue;
      complain(
        'parse/duplicate-capture',
        span,
        `Unexpected capture of \`${name}\`, expected a name that is no parameter of this page`,
        `write \`<$${name}>\` for the value of the parameter`,
      );
    }
  }
}

/** Whether there is a run of the page that has both steps, by their places in page order. */
function runTogether(steps: readonly PlacedStep[]): (a: number, b: number) => boolean {
  const leaves = new Map<string, number>();
  for (const [index, { step }] of steps.entries()) {
    if (step.branch === undefined || leaves.has(step.branch.name)) continue;
    const before = step.branch.leavesBefore;
    const place = before === undefined ? index : steps.findIndex(({ step }) => step.id === before);
    leaves.set(step.branch.name, place < 0 ? index : place);
  }
  const branchOf = (index: number): string | undefined => steps[index]?.step.branch?.name;
  const isShared = (index: number, branch: string): boolean =>
    steps[index]?.role !== 'body' || index < (leaves.get(branch) ?? 0);
  return (a, b) => {
    const [left, right] = [branchOf(a), branchOf(b)];
    if (left === right) return true;
    if (left === undefined) return right === undefined || isShared(a, right);
    return right === undefined && isShared(b, left);
  };
}
