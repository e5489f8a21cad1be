// Where a guided run takes place and where it begins, and whether the person may begin it.
import { UserError } from '../../errors.ts';
import { firstOpenStep } from '../../guide/resume.ts';
import type { Step } from '../../model/runbook.ts';
import { closestWord } from '../../parse/closest-word.ts';
import { decide } from '../policy.ts';
import type { ResolvedTarget } from '../targets.ts';
import type { Found } from './find-journal.ts';
import type { GuideCommandOptions, GuideRequest } from './guide-request.ts';
import { type Asking, confirmTarget } from './questions.ts';

export function placeName(
  { options, fixture }: GuideRequest,
  target: ResolvedTarget | undefined,
): string {
  if (target !== undefined) return target.name;
  if (options.fixture !== true) return 'local shell';
  return `fixture ${fixture?.title ?? 'local shell'}`;
}

export function refuseOtherTarget({ path, progress }: Found, place: string): void {
  const before = progress.started.target;
  if (before === place) return;
  throw new UserError(
    `Unexpected journal \`${path}\`, expected one of \`${place}\`: it is of \`${before}\``,
    before === 'local shell' ? 'leave out `--target`' : `\`--target ${before}\` goes on there`,
  );
}

export function firstStep(
  steps: readonly Step[],
  { from }: GuideCommandOptions,
  found: Found | undefined,
): string | undefined {
  const order = steps.map(({ id }) => id);
  if (from === undefined) return found && (firstOpenStep(order, found.progress) ?? 'end');
  if (order.includes(from)) return from;
  const closest = closestWord(from, order);
  throw new UserError(
    `Unexpected step \`${from}\` of \`--from\`, expected ${closest === undefined ? 'a step of the page' : `\`${closest}\``}`,
    '`runbook plan PAGE` shows them all',
  );
}

export async function consent(
  target: ResolvedTarget,
  how: {
    readonly steps: readonly Step[];
    readonly options: GuideCommandOptions;
    readonly asking: Asking;
  },
): Promise<void> {
  const { allow = [], confirm } = how.options;
  if (confirm === target.name) return;
  if (confirm !== undefined) {
    throw new UserError(
      `Unexpected \`--confirm ${confirm}\`, expected the name of the target, \`${target.name}\``,
    );
  }
  const needs = how.steps.some(({ risk }) => decide(risk, target.policy, allow) === 'confirm');
  if (needs) await confirmTarget(target.name, how.asking);
}
